import { useState } from 'react';
import type { SessionFacts, SessionId } from '../../electron/contract.ts';
import type { WindowActions } from './window-state.ts';

/** The question before tabs close, and what is being done about it. */
export interface Closing {
  readonly sessions: readonly SessionFacts[];
  /** Those in whose shell something runs that would outlive the tab. */
  readonly running: readonly SessionFacts[];
  /** `stuck`: something still runs after Ctrl-C. */
  readonly progress: 'asking' | 'stopping' | 'stuck';
  readonly confirm: () => void;
  /** Stops what runs and leaves the shells, then closes. */
  readonly stopFirst: () => void;
  readonly cancel: () => void;
}

/** On docker a program is gone with its terminal; elsewhere it stays, also when the job is over (gitlab.md 2.3). */
export function outlivesItsTab({ state, shell, executor }: SessionFacts): boolean {
  if (state.status !== 'open' && state.status !== 'held') return false;
  const runs = shell?.doing === 'busy' || shell?.doing === 'screen';
  return runs && !executor?.startsWith('docker');
}

/** `ask` shows the question. */
export function useClosing(
  sessions: readonly SessionFacts[],
  closeNow: (ids: readonly SessionId[]) => void,
  { leaveShell, stopLeaving }: Pick<WindowActions, 'leaveShell' | 'stopLeaving'>,
): { readonly ask: (ids: readonly SessionId[]) => void; readonly closing: Closing | null } {
  const [asked, setAsked] = useState<readonly SessionId[]>([]);
  const [progress, setProgress] = useState<Closing['progress']>('asking');
  const ask = (ids: readonly SessionId[]): void => {
    setProgress('asking');
    setAsked(ids);
  };
  const shown = sessions.filter((session) => asked.includes(session.id));
  if (shown.length === 0) return { ask, closing: null };
  const ids = shown.map((session) => session.id);
  const running = shown.filter(outlivesItsTab);

  async function stopFirst(): Promise<void> {
    setProgress('stopping');
    const outcomes = await Promise.all(running.map((session) => leaveShell(session.id)));
    if (outcomes.includes('cancelled')) return;
    if (outcomes.every((outcome) => outcome === 'left')) {
      ask([]);
      closeNow(ids);
    } else setProgress('stuck');
  }

  return {
    ask,
    closing: {
      sessions: shown,
      running,
      progress,
      confirm() {
        ask([]);
        closeNow(ids);
      },
      stopFirst: () => void stopFirst(),
      cancel() {
        if (progress === 'stopping') for (const { id } of running) stopLeaving(id);
        ask([]);
      },
    },
  };
}
