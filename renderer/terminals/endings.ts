import type { EndingReason, NextStep, SessionFacts } from '../../electron/contract.ts';

/** How an ending looks: bad news is red, a plan come true is plain. */
export type EndingTone = 'plain' | 'amber' | 'bad';

/** The heading of each ending; the sentences below it come from the core. */
export const endingHeadings: Readonly<Record<EndingReason, { readonly heading: string; readonly tone: EndingTone }>> = {
  'script-finished': { heading: 'The script finished, and the shell with it', tone: 'plain' },
  'job-finished': { heading: 'The job is over', tone: 'plain' },
  'hold-used-up': { heading: 'The hold is used up', tone: 'amber' },
  'job-cancelled': { heading: 'The job was cancelled', tone: 'amber' },
  'job-timeout': { heading: 'The job ran out of time', tone: 'bad' },
  'shell-left': { heading: 'The shell was left', tone: 'plain' },
  'in-use': { heading: 'In use: the terminal is open elsewhere', tone: 'amber' },
  'in-use-or-unreachable': { heading: 'In use elsewhere, or the runner cannot be reached', tone: 'amber' },
  'not-ready': { heading: 'No terminal was ready in time', tone: 'amber' },
  'no-terminal': { heading: 'GitLab offers no terminal for this job', tone: 'bad' },
  'signed-out': { heading: 'Signed out of this instance', tone: 'bad' },
  'permission-lost': { heading: 'The right to this terminal is gone', tone: 'bad' },
  'network-lost': { heading: 'The connection was lost', tone: 'bad' },
  'proxy-blocks-websocket': { heading: 'A proxy on the way does not pass WebSockets', tone: 'bad' },
  'rate-limited': { heading: 'Too many requests for this instance', tone: 'amber' },
  'runner-stopped': { heading: 'The runner was stopped', tone: 'bad' },
  'server-refused': { heading: 'Refused by the server', tone: 'bad' },
  'closed-by-me': { heading: 'Disconnected by you', tone: 'plain' },
  'let-finish': { heading: 'You let the job finish', tone: 'plain' },
  'app-closed': { heading: 'Jobdeck was closed', tone: 'plain' },
  'local-exit': { heading: 'The local shell ended', tone: 'plain' },
};

/** Steps that a button can do. The others are advice, and the core's message says it. */
export const stepLabels: Readonly<Partial<Record<NextStep, string>>> = {
  reconnect: 'Reconnect',
  'sign-in': 'Sign in again',
  'open-job-page': 'Open job page',
  'retry-job': 'Retry with a terminal',
  close: 'Close tab',
};

/** The state of a session in words, for people who hear the tab and for its tooltip. */
export function describeState(session: SessionFacts): string {
  const { state } = session;
  switch (state.status) {
    case 'connecting':
      return 'connecting';
    case 'open':
      return session.answering ? 'open' : 'open, not answering';
    case 'held':
      return 'job finished, held open';
    case 'ended':
      return `ended: ${endingHeadings[state.ending.reason].heading}`;
  }
}
