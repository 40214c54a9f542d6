import type { SessionFacts } from '../../electron/contract.ts';
import { type AppState, sessionsHere, useStore } from '../store.ts';

/** It has ended, and its job may still have a shell to give. */
export function canReconnect({ state }: SessionFacts): boolean {
  return state.status === 'ended' && state.ending.next.includes('reconnect');
}

/** How many of the window's terminals have ended and may be connected again. */
export const reconnectableHere = (state: AppState): number => sessionsHere(state).filter(canReconnect).length;

export const useReconnectable = (): number => useStore(reconnectableHere);
