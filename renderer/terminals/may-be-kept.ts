import type { SessionFacts } from '../../electron/contract.ts';

/** The shell can be kept over drops from now on, and nothing has begun to. */
export function mayBeKept({ job, state, kept }: SessionFacts): boolean {
  return job !== null && (state.status === 'open' || state.status === 'held') && kept.status === 'off';
}
