import type { ArmEnd, Armed } from '../../electron/contract.ts';
import { countdown } from '../terminals/durations.ts';
import { failureTable } from '../ui/failures.ts';

const endWords: Readonly<Record<ArmEnd, string>> = {
  finished: 'over before its terminal opened',
  skipped: 'GitLab skipped it',
  cancelled: 'it was cancelled',
  'not-mine': 'somebody else has started it',
  'no-such-job': 'the pipeline had no such job',
  gone: 'GitLab has no such job any more',
};

/** The second line of a job that is waited for: short, since the list is narrow. */
export function armDetail({ state, job, needsSignIn }: Armed): string {
  switch (state.status) {
    case 'waiting':
      if (needsSignIn) return 'sign in, or no terminal opens';
      return job?.status === 'created' ? 'opens a terminal when it starts' : clause(state.message);
    case 'delayed':
      return failureTable[state.failure.kind].heading.toLowerCase();
    case 'opening':
      return 'it runs; its terminal is being opened';
    case 'over':
      return endWords[state.end];
  }
}

/** At the right of the row. */
export function armWord({ state }: Armed, now: number): string {
  switch (state.status) {
    case 'waiting':
      return state.startsAt === null || state.startsAt <= now ? 'armed' : `in ${countdown(state.startsAt - now)}`;
    case 'delayed':
      return 'delayed';
    case 'opening':
      return 'opening';
    case 'over':
      return 'no terminal';
  }
}

/** All of it, for a tooltip. */
export function armWhole({ state, needsSignIn }: Armed): string {
  const ask = needsSignIn ? ' This GitLab has no web session: sign in, or its terminal cannot be opened.' : '';
  switch (state.status) {
    case 'waiting':
      return `${state.message} Its terminal is opened the moment it runs.${ask}`;
    case 'delayed':
      return `${state.failure.message} Jobdeck goes on asking.${ask}`;
    case 'opening':
      return 'It runs, and its terminal is being opened.';
    case 'over':
      return state.message;
  }
}

export type ArmStep = 'sign-in' | 'play' | 'retry' | 'disarm' | 'dismiss';

/** What its one button does: what helps first. */
export function armStep({ state, job, needsSignIn }: Armed): ArmStep {
  if (state.status === 'over') {
    const again = state.end === 'finished' || state.end === 'cancelled';
    return again && job !== null ? 'retry' : 'dismiss';
  }
  if (needsSignIn) return 'sign-in';
  return job?.status === 'manual' && state.status === 'waiting' ? 'play' : 'disarm';
}

export const armStepWords: Readonly<Record<ArmStep, { readonly short: string; readonly label: string }>> = {
  'sign-in': { short: 'Sign in', label: 'Sign in' },
  play: { short: 'Start', label: 'Start it now' },
  retry: { short: 'Retry', label: 'Retry with a terminal' },
  disarm: { short: 'Disarm', label: 'Stop waiting' },
  dismiss: { short: 'Dismiss', label: 'Take off the list' },
};

/** A short sentence, to stand among other words. */
const clause = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
