import { describe, expect, it } from 'vitest';
import type { Ending, Notice, SessionState, TerminalSession } from '../../electron/contract.ts';
import { dueWarning } from '../../electron/core/notices/hold-warnings.ts';
import { safeName } from '../../electron/core/notices/text.ts';
import { createNotices } from '../../electron/core/notices.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { accountNamed, createWorld, jobNamed } from './jobs/world.ts';

const world = createWorld();
const MINUTE = 60_000;

function noticesOf(settings = { desktopNotifications: true, holdWarningMinutes: [5, 1] }) {
  const clock = createManualClock();
  const desktop: Notice[] = [];
  const notices = createNotices({
    clock,
    settings: () => settings,
    onChange() {},
    notify: (notice) => desktop.push(notice),
  });
  return { clock, desktop, notices, kinds: () => notices.list().map((notice) => notice.kind) };
}

function sessionOf(id: string, state: SessionState, name = 'build', shellNumber = 1): TerminalSession {
  return {
    id,
    kind: 'job',
    job: jobNamed(world, { id: 10, projectId: 1, name }),
    title: name,
    state,
    answering: true,
    roundTripMs: null,
    bytesIn: 0,
    bytesOut: 0,
    backlogBytes: 0,
    slowed: false,
    inputPendingBytes: 0,
    shellNumber,
    executor: null,
    limits: [],
  };
}

function ended(at: number, reason: Ending['reason'] = 'network-lost'): SessionState {
  return {
    status: 'ended',
    ending: { reason, certainty: 'certain', at, livedMs: 1000, message: 'The network went away.', next: ['reconnect'] },
  };
}

function held(now: number, limitMs: number): SessionState {
  return {
    status: 'held',
    since: now,
    hold: { limitMs, startedAt: now, endsAt: now + limitMs, source: 'log-mark' },
  };
}

describe('a hold', () => {
  it('is told once, and warned of 5 minutes and 1 minute before its end', () => {
    const { clock, desktop, notices, kinds } = noticesOf();
    const state = held(clock.now(), 30 * MINUTE);
    notices.sessionsChanged([sessionOf('s', { status: 'open', since: clock.now() })]);
    for (let again = 0; again < 3; again += 1) notices.sessionsChanged([sessionOf('s', state)]);
    expect(kinds()).toEqual(['session-held']);
    clock.advance(25 * MINUTE - 1);
    expect(kinds()).toHaveLength(1);
    clock.advance(1);
    expect(kinds()).toEqual(['session-ending', 'session-held']);
    expect(notices.list()[0]?.title).toBe('build ends in 5 minutes');
    notices.sessionsChanged([sessionOf('s', state)]);
    clock.advance(4 * MINUTE);
    expect(notices.list()[0]).toMatchObject({ title: 'build ends in 1 minute', urgency: 'now' });
    clock.advance(10 * MINUTE);
    expect(kinds()).toHaveLength(3);
    expect(desktop).toHaveLength(3);
    expect(clock.waiting).toBe(0);
  });

  it('that is over counts as read, and so does an end after which a new shell opened', () => {
    const { clock, notices } = noticesOf();
    const unread = () =>
      notices
        .list()
        .filter((notice) => !notice.read)
        .map((notice) => notice.kind);
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(25 * MINUTE);
    expect(unread()).toEqual(['session-ending', 'session-held']);
    notices.sessionsChanged([sessionOf('s', ended(clock.now()))]);
    clock.advance(MINUTE);
    expect(unread()).toEqual(['session-ended']);
    notices.sessionsChanged([sessionOf('s', { status: 'open', since: clock.now() }, 'build', 2)]);
    expect(unread()).toEqual([]);
  });

  it('shorter than a warning is not warned of by it', () => {
    const { clock, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 3 * MINUTE))]);
    expect(kinds()).toEqual(['session-held']);
    clock.advance(3 * MINUTE);
    expect(kinds()).toEqual(['session-ending', 'session-held']);
  });

  it('slept through gives the last warning only', () => {
    const { clock, notices, kinds } = noticesOf();
    const now = clock.now();
    notices.sessionsChanged([sessionOf('s', held(now - 29.5 * MINUTE, 30 * MINUTE))]);
    expect(kinds()).toEqual(['session-ending', 'session-held']);
    expect(notices.list()[0]?.title).toBe('build ends in 30 seconds');
    clock.advance(MINUTE);
    expect(kinds()).toHaveLength(2);
  });

  it('that ends early is not warned of', () => {
    const { clock, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'let-finish'))]);
    clock.advance(60 * MINUTE);
    expect(kinds()).toEqual(['session-held']);
  });
});

describe('due warnings', () => {
  const hold = { limitMs: 30 * MINUTE, startedAt: 0, endsAt: 30 * MINUTE, source: 'log-mark' } as const;

  it.each<[string, number, readonly number[], number | null]>([
    ['too early', 24, [], null],
    ['at 5', 25, [], 5],
    ['5 given', 26, [5], null],
    ['at 1', 29, [5], 1],
    ['both reached, none given', 29.5, [], 1],
    ['1 given, and the end was moved back', 26, [1], null],
    ['over', 30, [], null],
  ])('%s', (_what, minute, given, due) => {
    expect(dueWarning(hold, [5, 1], new Set(given), minute * MINUTE)).toBe(due);
  });
});

describe('an end', () => {
  it('is told with its reason and a way on', () => {
    const { clock, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', { status: 'open', since: 0 })]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now()))]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now()))]);
    clock.advance(2000);
    expect(notices.list()).toHaveLength(1);
    expect(notices.list()[0]).toMatchObject({
      kind: 'session-ended',
      title: 'Terminal of build ended',
      body: 'The network went away.',
      actions: [
        { do: 'show-session', sessionId: 's' },
        { do: 'reconnect', sessionId: 's' },
      ],
    });
  });

  it('of ten together is one notice', () => {
    const { clock, desktop, notices } = noticesOf();
    const ids = Array.from({ length: 10 }, (_, index) => `s${index}`);
    notices.sessionsChanged(ids.map((id) => sessionOf(id, { status: 'open', since: 0 }, `job-${id}`)));
    ids.forEach((_, gone) => {
      notices.sessionsChanged(
        ids.map((id, index) => {
          const state: SessionState = index <= gone ? ended(clock.now()) : { status: 'open', since: 0 };
          return sessionOf(id, state, `job-${id}`);
        }),
      );
      clock.advance(150);
    });
    clock.advance(2000);
    expect(notices.list()).toHaveLength(1);
    expect(desktop).toHaveLength(1);
    expect(notices.list()[0]?.title).toBe('10 terminals ended together');
    expect(notices.list()[0]?.body).toContain('job-s0, job-s1, job-s2 and 7 more');
  });

  it.each(['closed-by-me', 'let-finish', 'app-closed'] as const)('by %s is not told', (reason) => {
    const { clock, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', { status: 'open', since: 0 })]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), reason))]);
    clock.advance(5000);
    expect(notices.list()).toEqual([]);
  });

  it('found at the start is not told', () => {
    const { clock, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', ended(clock.now()))]);
    clock.advance(5000);
    expect(notices.list()).toEqual([]);
  });

  it('takes the result of the job in when both come together', () => {
    const { clock, notices } = noticesOf();
    const job = jobNamed(world, { id: 10, projectId: 1 });
    notices.sessionsChanged([sessionOf('s', { status: 'open', since: 0 })]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'job-finished'))]);
    notices.jobFinished(job, 'failed');
    clock.advance(2000);
    expect(notices.list()).toHaveLength(1);
    expect(notices.list()[0]?.body).toBe('The network went away. The job failed.');
  });

  it('of a job is told once', () => {
    const { notices } = noticesOf();
    const job = jobNamed(world, { id: 10, projectId: 1, name: 'build' });
    notices.jobFinished(job, 'success');
    notices.jobFinished(job, 'success');
    expect(notices.list().map((notice) => notice.title)).toEqual(['build succeeded']);
  });
});

describe('credentials', () => {
  it('tells a refusal once, and again when it was well in between', () => {
    const { notices, kinds } = noticesOf();
    const refused = accountNamed('a', {
      sessionState: { status: 'refused', failure: { kind: 'session-refused', message: 'No.', next: null } },
    });
    notices.accountsChanged([refused]);
    notices.accountsChanged([{ ...refused, colour: 3 }]);
    expect(kinds()).toEqual(['web-session-refused']);
    notices.accountsChanged([accountNamed('a')]);
    notices.accountsChanged([refused]);
    expect(kinds()).toEqual(['web-session-refused', 'web-session-refused']);
  });
});

describe('the list', () => {
  it('is read, dismissed and bounded', () => {
    const { desktop, notices } = noticesOf({ desktopNotifications: false, holdWarningMinutes: [] });
    for (let file = 0; file < 250; file += 1)
      notices.fileTrouble({ file: 'settings', message: 'It was damaged.', keptAs: `/data/settings.${file}.json` });
    expect(notices.list()).toHaveLength(200);
    expect(notices.list()[0]?.body).toContain('settings.249.json');
    const [first, second] = notices.list();
    notices.read([first?.id ?? '']);
    expect(
      notices
        .list()
        .map((notice) => notice.read)
        .slice(0, 2),
    ).toEqual([true, false]);
    notices.dismiss([second?.id ?? '']);
    expect(notices.list()).toHaveLength(199);
    expect(desktop).toEqual([]);
  });

  it('tells a vault in memory once per time it becomes so', () => {
    const { notices, kinds } = noticesOf();
    const memory = { mode: 'memory', why: 'There is no keyring.', passphrasePossible: true } as const;
    notices.vaultChanged(memory);
    notices.vaultChanged(memory);
    expect(kinds()).toEqual(['vault']);
    notices.vaultChanged({ mode: 'encrypted', backend: 'passphrase' });
    expect(notices.list().every((notice) => notice.read)).toBe(true);
    notices.vaultChanged(memory);
    expect(kinds()).toEqual(['vault', 'vault']);
  });
});

describe('names', () => {
  it.each([
    ['build\u001b[31m red', 'build [31m red'],
    ['a\u202eb\u2066c', 'a b c'],
    ['two\nlines', 'two lines'],
    ['\u0000', 'unnamed'],
    ['x'.repeat(100), `${'x'.repeat(59)}…`],
    ['<b>&', '<b>&'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });
});
