import { describe, expect, test } from 'vitest';
import type { EndingReason, Hold, Job, JobStatus } from '../../../electron/contract.ts';
import type { DialFailure } from '../../../electron/core/gitlab/ports.ts';
import { type EndFacts, NO_LOG_FACTS } from '../../../electron/core/terminals/end-facts.ts';
import { inferEnding } from '../../../electron/core/terminals/ending.ts';
import type { JobLook } from '../../../electron/core/terminals/ports.ts';

const AT = Date.UTC(2026, 10, 23, 12);
const job = { terminal: { status: 'available' } } as Job;

function lookOf(status: JobStatus, more: Partial<JobLook> = {}): JobLook {
  const terminalPath = status === 'running' ? '/a/b/-/jobs/1/terminal' : null;
  return { job, status, signedIn: true, terminalPath, failureReason: null, ...more };
}

/** A shell that was open for a while and whose socket went; the job still runs. */
function facts(change: Partial<EndFacts> = {}): EndFacts {
  const look = change.look === undefined ? lookOf('running') : change.look;
  return {
    cause: { by: 'socket', clean: false },
    at: AT,
    livedMs: 137_000,
    hold: null,
    leftBeforeMs: null,
    farewellSeen: false,
    silent: false,
    look,
    lookFailure: null,
    status: look?.status ?? null,
    failureReason: look?.failureReason ?? null,
    log: NO_LOG_FACTS,
    ...change,
  };
}

const endedHold: Hold = { limitMs: 60_000, startedAt: AT - 60_500, endsAt: AT - 500, source: 'log-mark' };
const runningHold: Hold = { limitMs: 600_000, startedAt: AT - 10_000, endsAt: AT + 590_000, source: 'log-mark' };
const log = (change: Partial<EndFacts['log']>) => ({ ...NO_LOG_FACTS, ...change });
const failed = (text: string) => log({ jobEnd: { succeeded: false, text } });
const succeeded = log({ jobEnd: { succeeded: true, text: null } });

type Row = [string, Partial<EndFacts>, EndingReason, 'certain' | 'likely'];

/** The ends that were measured on Workhorse 8.53 and runner 17.5, as this client would come to see them. */
const measured: Row[] = [
  ['shell: exit typed', { leftBeforeMs: 16, farewellSeen: true }, 'shell-left', 'certain'],
  ['shell: exit typed, and no answer seen', { leftBeforeMs: 16 }, 'shell-left', 'likely'],
  [
    'shell: exit typed in a hold, job succeeds',
    { leftBeforeMs: 20, farewellSeen: true, hold: runningHold, look: lookOf('success'), log: succeeded },
    'shell-left',
    'certain',
  ],
  [
    'shell: hold used up, the log says so',
    {
      hold: endedHold,
      look: lookOf('success'),
      log: log({ holdTimedOut: true, jobEnd: { succeeded: true, text: null } }),
    },
    'hold-used-up',
    'certain',
  ],
  ['shell: hold used up, the log is late', { hold: endedHold, look: lookOf('success') }, 'hold-used-up', 'likely'],
  ['shell: hold used up, nothing known yet', { hold: endedHold }, 'hold-used-up', 'likely'],
  [
    'shell: failed script, hold used up',
    {
      hold: endedHold,
      look: lookOf('failed', { failureReason: 'script_failure' }),
      log: log({ holdTimedOut: true, jobEnd: { succeeded: false, text: 'exit status 7' } }),
    },
    'hold-used-up',
    'certain',
  ],
  [
    'shell: job timeout, socket stays',
    {
      cause: { by: 'job-over' },
      look: lookOf('failed', { failureReason: 'job_execution_timeout' }),
      log: failed('execution took longer than 6s seconds'),
    },
    'job-timeout',
    'certain',
  ],
  [
    'shell: job timeout, told by the log alone',
    { look: null, log: failed('execution took longer than 6s seconds') },
    'job-timeout',
    'likely',
  ],
  [
    'shell: cancelled, socket stays',
    { cause: { by: 'job-over' }, look: lookOf('canceled'), log: failed('canceled') },
    'job-cancelled',
    'certain',
  ],
  [
    'shell: graceful cancel, then its hold used up',
    {
      hold: endedHold,
      look: lookOf('canceled'),
      log: log({ cancelSeen: true, holdTimedOut: true, jobEnd: { succeeded: false, text: 'canceled' } }),
    },
    'hold-used-up',
    'certain',
  ],
  [
    'shell: cancelled in the hold',
    { cause: { by: 'job-over' }, hold: runningHold, look: lookOf('canceled'), log: succeeded },
    'job-cancelled',
    'certain',
  ],
  [
    'shell: runner SIGTERM',
    {
      look: lookOf('failed', { failureReason: 'runner_system_failure' }),
      log: log({ disconnected: true, jobEnd: { succeeded: false, text: 'system failure: aborted: terminated' } }),
    },
    'runner-stopped',
    'certain',
  ],
  ['shell: runner SIGKILL, the job goes on for GitLab', {}, 'network-lost', 'likely'],
  [
    'any: right lost at a tick',
    { livedMs: 300_017, look: lookOf('running', { terminalPath: null }) },
    'permission-lost',
    'certain',
  ],
  [
    'any: right lost, seen between ticks',
    { livedMs: 451_000, look: lookOf('running', { terminalPath: null }) },
    'permission-lost',
    'likely',
  ],
  [
    'any: signed out at the second tick',
    { livedMs: 600_050, look: lookOf('running', { signedIn: false, terminalPath: null }) },
    'signed-out',
    'certain',
  ],
  [
    'any: signed out, cut between ticks',
    { livedMs: 137_000, look: lookOf('running', { signedIn: false, terminalPath: null }) },
    'signed-out',
    'likely',
  ],
  ['docker: script ends, after_script runs', { log: log({ scriptEndedAt: AT - 200 }) }, 'script-finished', 'likely'],
  ['docker: script ends, job over', { look: lookOf('success'), log: succeeded }, 'script-finished', 'likely'],
  ['docker: exit, socket stays', { cause: { by: 'left' } }, 'shell-left', 'likely'],
  ['docker: cancelled', { look: lookOf('canceled'), log: failed('canceled') }, 'job-cancelled', 'certain'],
  [
    'network: nothing heard, GitLab not reached',
    { cause: { by: 'silence' }, silent: true, look: null, status: 'running' },
    'network-lost',
    'likely',
  ],
  ['exit typed a while before a cut', { leftBeforeMs: 9_000 }, 'shell-left', 'likely'],
  [
    'job over although the socket stays',
    { cause: { by: 'job-over' }, look: lookOf('success') },
    'job-finished',
    'certain',
  ],
  ['ended by me', { cause: { by: 'user' } }, 'closed-by-me', 'certain'],
  ['ended by me in a hold', { cause: { by: 'user' }, hold: runningHold }, 'let-finish', 'certain'],
  ['the app was closed', { cause: { by: 'app' } }, 'app-closed', 'certain'],
];

const handshake = (status: number, more: Partial<Extract<DialFailure, { at: 'handshake' }>> = {}): DialFailure => ({
  at: 'handshake',
  status,
  location: null,
  retryAfterMs: null,
  body: '',
  afterMs: 30,
  ...more,
});
const dial = (failure: DialFailure, upgradesPass: boolean | null = null): Partial<EndFacts> => ({
  cause: { by: 'dial', failure, upgradesPass },
  livedMs: null,
});

const dials: Row[] = [
  ['302 to sign-in', dial(handshake(302, { location: '/gitlab/users/sign_in' })), 'signed-out', 'certain'],
  ['302 elsewhere', dial(handshake(302, { location: '/-/users/terms' }), true), 'signed-out', 'likely'],
  [
    '302 elsewhere, by a proxy',
    dial(handshake(302, { location: 'https://login.corp/' }), false),
    'proxy-blocks-websocket',
    'certain',
  ],
  ['301', dial(handshake(301, { location: '/new/path/-/jobs/1/terminal.ws' }), true), 'no-terminal', 'likely'],
  ['404', dial(handshake(404), true), 'no-terminal', 'likely'],
  ['404 because a proxy took the headers', dial(handshake(404), false), 'proxy-blocks-websocket', 'certain'],
  ['403', dial(handshake(403), true), 'server-refused', 'certain'],
  ['429', dial(handshake(429)), 'rate-limited', 'certain'],
  ['400', dial(handshake(400), true), 'server-refused', 'certain'],
  ['200, a page', dial(handshake(200), null), 'proxy-blocks-websocket', 'likely'],
  ['200, a page, tested', dial(handshake(200), false), 'proxy-blocks-websocket', 'certain'],
  ['406, a page', dial(handshake(406), false), 'proxy-blocks-websocket', 'certain'],
  ['500 at once', dial(handshake(500)), 'in-use-or-unreachable', 'likely'],
  ['500 after the container wait', dial(handshake(500, { afterMs: 27_000 })), 'not-ready', 'likely'],
  ['500 after the executor wait', dial(handshake(500, { afterMs: 60_100 })), 'not-ready', 'likely'],
  ['502', dial(handshake(502)), 'server-refused', 'certain'],
  ['503', dial(handshake(503)), 'server-refused', 'certain'],
  ['504', dial(handshake(504)), 'server-refused', 'certain'],
  ['418', dial(handshake(418), true), 'server-refused', 'likely'],
  ['a silent runner', dial({ at: 'timeout', afterMs: 90_000 }), 'not-ready', 'likely'],
  ['DNS', dial({ at: 'network', code: 'ENOTFOUND', afterMs: 5 }), 'network-lost', 'certain'],
  ['refused', dial({ at: 'network', code: 'ECONNREFUSED', afterMs: 5 }), 'network-lost', 'certain'],
  ['TLS', dial({ at: 'network', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', afterMs: 5 }), 'network-lost', 'certain'],
  ['another protocol', dial({ at: 'network', code: 'NO_SUBPROTOCOL', afterMs: 5 }), 'proxy-blocks-websocket', 'likely'],
  ['stopped by me', dial({ at: 'cancelled' }), 'closed-by-me', 'certain'],
  ['404 since the job is over', { ...dial(handshake(404), true), look: lookOf('success') }, 'job-finished', 'certain'],
  [
    '500 since the job was cancelled',
    { ...dial(handshake(500)), look: lookOf('canceled') },
    'job-cancelled',
    'certain',
  ],
];

const offer = (terminal: Job['terminal']) => ({ job: { ...job, terminal } });
const noOffer = (look: JobLook): Partial<EndFacts> => ({ cause: { by: 'no-offer' }, livedMs: null, look });

const offers: Row[] = [
  ['signed out', noOffer(lookOf('running', { signedIn: false, terminalPath: null })), 'signed-out', 'certain'],
  ['job over', noOffer(lookOf('success')), 'job-finished', 'certain'],
  ['job cancelled', noOffer(lookOf('canceled')), 'job-cancelled', 'certain'],
  ['job being cancelled', noOffer(lookOf('canceling')), 'job-cancelled', 'certain'],
  ['job waits', noOffer(lookOf('pending')), 'no-terminal', 'certain'],
  [
    'not mine',
    noOffer(lookOf('running', { terminalPath: null, ...offer({ status: 'unavailable', reason: 'not-mine' }) })),
    'no-terminal',
    'certain',
  ],
  [
    'gitlab.com',
    noOffer(lookOf('running', { terminalPath: null, ...offer({ status: 'unavailable', reason: 'instance-runner' }) })),
    'no-terminal',
    'certain',
  ],
  [
    'no session server',
    noOffer(lookOf('running', { terminalPath: null, ...offer({ status: 'unavailable', reason: 'not-offered' }) })),
    'no-terminal',
    'certain',
  ],
  [
    'web session not asked',
    noOffer(lookOf('running', { terminalPath: null, signedIn: null })),
    'no-terminal',
    'likely',
  ],
];

describe('ending', () => {
  test.each([...measured, ...dials, ...offers])('%s', (_name, change, reason, certainty) => {
    const ending = inferEnding(facts(change));
    expect([ending.reason, ending.certainty]).toEqual([reason, certainty]);
    expect(ending.message).toMatch(/^[A-Z].*[.?]$/s);
    expect(ending.next.length).toBeGreaterThan(0);
  });

  test('a log that speaks of ends while GitLab calls the job running may be a script’s', () => {
    const fake = log({ holdTimedOut: true, jobEnd: { succeeded: false, text: 'canceled' } });
    expect(inferEnding(facts({ log: fake })).certainty).toBe('likely');
    expect(inferEnding(facts({ log: failed('aborted: terminated') })).reason).toBe('network-lost');
  });

  test('a hold’s end is not taken for one that came long before', () => {
    expect(inferEnding(facts({ hold: runningHold })).reason).toBe('network-lost');
    expect(inferEnding(facts({ hold: runningHold, look: lookOf('success') })).reason).toBe('job-finished');
  });

  test('a hold ends with its terminal, so no other is offered', () => {
    for (const cause of [{ by: 'left' }, { by: 'socket', clean: false }] as const) {
      const ending = inferEnding(facts({ cause, leftBeforeMs: 20, farewellSeen: true, hold: runningHold }));
      expect(ending).toMatchObject({ reason: 'shell-left', message: expect.stringContaining('finishes now') });
      expect(ending.next).not.toContain('reconnect');
    }
    const cut = inferEnding(facts({ hold: runningHold, look: lookOf('success'), log: succeeded }));
    expect(cut).toMatchObject({ certainty: 'likely', message: expect.stringContaining('cut') });
  });

  test('GitLab not asked: the failure’s own words', () => {
    const failure = {
      kind: 'offline',
      message: 'git.example.org cannot be reached: nothing listens there.',
      next: null,
    } as const;
    const ending = inferEnding(facts({ cause: { by: 'ask', failure }, livedMs: null, look: null, status: null }));
    expect(ending).toMatchObject({ reason: 'network-lost', message: expect.stringContaining('nothing listens there') });
  });
});
