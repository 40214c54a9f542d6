import { describe, expect, it } from 'vitest';
import type { SessionLimit, SessionState } from '../../../electron/contract.ts';
import { safeName } from '../../../electron/core/notices/text.ts';
import { accountNamed, createWorld, jobNamed } from '../jobs/world.ts';
import { ended, held, jobOf, MINUTE, noticesOf, openState, sessionOf } from './notices-world.ts';

const world = createWorld();

describe('a hold', () => {
  it('is told once, and warned of 5 minutes and 1 minute before its end', () => {
    const { clock, desktop, notices, kinds } = noticesOf();
    const state = held(clock.now(), 30 * MINUTE);
    notices.sessionsChanged([sessionOf('s', openState)]);
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
    expect(desktop.map(({ title, sound }) => [title, sound])).toEqual([
      ['build is held by your terminal', false],
      ['build ends in 5 minutes', true],
      ['build ends in 58 seconds', true],
    ]);
    expect(clock.waiting).toBe(0);
  });

  it('that is over counts as read, and so does an end after which a new shell opened', () => {
    const { clock, notices, unread } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(25 * MINUTE);
    expect(unread()).toEqual(['session-ending', 'session-held']);
    notices.sessionsChanged([sessionOf('s', ended(clock.now()))]);
    clock.advance(MINUTE);
    expect(unread()).toEqual(['session-ended']);
    notices.sessionsChanged([sessionOf('s', openState, { shellNumber: 2 })]);
    expect(unread()).toEqual([]);
  });

  it('shorter than a warning is not warned of by it', () => {
    const { clock, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 3 * MINUTE))]);
    expect(kinds()).toEqual(['session-held']);
    clock.advance(3 * MINUTE);
    expect(kinds()).toEqual(['session-ending', 'session-held']);
  });

  it('slept through gives the last warning only, in words that are true on waking', () => {
    const { clock, desktop, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(10_000);
    clock.sleep(29.5 * MINUTE - 10_000);
    clock.catchUp();
    expect(kinds()).toEqual(['session-ending', 'session-held']);
    expect(notices.list()[0]?.title).toBe('build ends in 30 seconds');
    clock.advance(MINUTE);
    expect(kinds()).toHaveLength(2);
    expect(desktop.map(({ title }) => title)).toEqual(['build is held by your terminal', 'build ends in 28 seconds']);
  });

  it('whose end was slept through is not warned of', () => {
    const { clock, desktop, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(25 * MINUTE + 500);
    clock.sleep(10 * MINUTE);
    clock.catchUp();
    clock.advance(MINUTE);
    expect(desktop.map(({ title }) => title)).toEqual(['build is held by your terminal']);
  });

  it('that ends early is not warned of', () => {
    const { clock, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'let-finish'))]);
    clock.advance(60 * MINUTE);
    expect(kinds()).toEqual(['session-held']);
  });

  it('is warned of as its account wants', () => {
    const { clock, notices } = noticesOf();
    const { accountId } = jobOf(10);
    notices.accountsChanged([accountNamed(accountId, { warningMinutes: [15] })]);
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(15 * MINUTE);
    expect(notices.list()[0]?.title).toBe('build ends in 15 minutes');
    clock.advance(15 * MINUTE);
    expect(notices.list()).toHaveLength(2);
    notices.accountsChanged([accountNamed(accountId, { warningMinutes: [] })]);
    notices.sessionsChanged([sessionOf('t', held(clock.now(), 30 * MINUTE))]);
    clock.advance(30 * MINUTE);
    expect(notices.list().filter(({ kind }) => kind === 'session-ending')).toHaveLength(1);
  });
});

describe('another limit', () => {
  const limit = (at: number | null, rest: Partial<SessionLimit> = {}): SessionLimit => ({
    ...{ kind: 'job-timeout', at, lengthMs: 60 * MINUTE, certainty: 'likely', source: 'job', endsTerminal: true },
    ...{ title: 'Job timeout', why: 'GitLab tells it.', afterwards: 'The job fails, and its shell goes.', quote: null },
    ...rest,
  });

  it('that ends the terminal is warned of, and again when it has moved away', () => {
    const { clock, notices, kinds, unread } = noticesOf();
    const start = clock.now();
    notices.sessionsChanged([sessionOf('s', openState, { limits: [limit(start + 10 * MINUTE)] })]);
    clock.advance(6 * MINUTE);
    expect(notices.list()[0]).toMatchObject({ kind: 'session-ending', title: 'build ends in 5 minutes' });
    expect(notices.list()[0]?.body).toMatch(/^Job timeout: at \d\d:\d\d:\d\d\. The job fails, and its shell goes\.$/);
    notices.sessionsChanged([sessionOf('s', openState, { limits: [limit(start + 10 * MINUTE + 20_000)] })]);
    expect(kinds()).toHaveLength(1);
    notices.sessionsChanged([sessionOf('s', openState, { limits: [limit(start + 60 * MINUTE)] })]);
    expect(unread()).toEqual([]);
    clock.advance(50 * MINUTE);
    expect(kinds()).toHaveLength(2);
  });

  it.each<[string, Partial<SessionLimit>]>([
    ['is only guessed', { certainty: 'guessed' }],
    ['leaves the shell', { endsTerminal: false }],
    ['has no moment', { at: null }],
  ])('that %s is not warned of', (_what, rest) => {
    const { clock, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState, { limits: [limit(clock.now() + 10 * MINUTE, rest)] })]);
    clock.advance(20 * MINUTE);
    expect(kinds()).toEqual([]);
  });
});

describe('an end', () => {
  it('is told with its reason, how long it lived, and a way on', () => {
    const { clock, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState)]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now()))]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now()))]);
    clock.advance(2000);
    expect(notices.list()).toHaveLength(1);
    expect(notices.list()[0]).toMatchObject({
      kind: 'session-ended',
      title: 'Terminal of build ended',
      body: 'The network went away. It was open for 12 minutes. Reconnecting opens a new shell.',
      actions: [
        { do: 'show-session', sessionId: 's' },
        { do: 'reconnect', sessionId: 's' },
      ],
      about: [{ jobKey: jobOf(10).key, jobName: 'build' }],
    });
  });

  it('by a used up hold brings the setting of the runner to copy', () => {
    const { clock, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(30 * MINUTE);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'hold-used-up', { next: ['open-job-page', 'close'] }))]);
    const [notice] = notices.list();
    expect(notice?.body).toContain('Its runner holds a finished job for 30 minutes.');
    const copy = notice?.actions.find((action) => action.do === 'copy');
    expect(copy).toMatchObject({ label: 'Copy the runner setting' });
    expect(copy?.text).toContain('[session_server]\n  session_timeout = 7200  # seconds: 2 hours, so far 30 minutes\n');
  });

  it('of a hold that the job’s own timeout cut short points there', () => {
    const { clock, notices } = noticesOf();
    const start = clock.now();
    const session = (state: SessionState) => {
      const made = sessionOf('s', state);
      const timeout = { ms: 60 * MINUTE, source: 'job' } as const;
      return { ...made, job: made.job && { ...made.job, startedAt: start - 50 * MINUTE, timeout } };
    };
    notices.sessionsChanged([session(held(start, 10 * MINUTE))]);
    clock.advance(10 * MINUTE);
    notices.sessionsChanged([session(ended(clock.now(), 'hold-used-up', { next: ['close'] }))]);
    expect(notices.list()[0]?.actions[1]).toMatchObject({ do: 'copy', label: 'Copy a longer timeout' });
  });

  it.each([
    ['signed-out', ['sign-in'], 'sign-in'],
    ['job-timeout', ['retry-job', 'open-job-page'], 'retry-job'],
    ['network-lost', ['reconnect'], 'reconnect'],
  ] as const)('by %s offers %s', (reason, next, action) => {
    const { clock, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState)]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), reason, { next: [...next] }))]);
    expect(notices.list()[0]?.actions.map((one) => one.do)).toEqual(['show-session', action]);
  });

  it('of ten together is one notice and one notification, all named', () => {
    const { clock, desktop, notices } = noticesOf();
    const ids = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const all = (state: (index: number) => SessionState) =>
      ids.map((id, index) => sessionOf(id, state(index), { name: `job-${id}`, jobId: index + 1 }));
    notices.sessionsChanged(all(() => openState));
    ids.forEach((_, gone) => {
      notices.sessionsChanged(all((index) => (index <= gone ? ended(clock.now()) : openState)));
      clock.advance(150);
    });
    clock.advance(10_000);
    expect(notices.list()).toHaveLength(1);
    expect(desktop).toHaveLength(1);
    expect(notices.list()[0]?.title).toBe('10 terminals ended together');
    for (const id of ids) expect(notices.list()[0]?.body).toContain(`job-${id} (connection lost)`);
    expect(notices.list()[0]?.body).toMatch(/ The network went away\.$/);
    expect(notices.list()[0]?.about).toHaveLength(10);
    expect(desktop[0]).toMatchObject({
      title: '10 terminals ended together',
      noticeIds: [notices.list()[0]?.id],
      actions: [{ do: 'show-session', sessionId: 's0' }],
    });
  });

  it('a while after another is another notice', () => {
    const { clock, desktop, notices } = noticesOf();
    for (const id of ['a', 'b']) {
      notices.sessionsChanged([sessionOf(id, openState)]);
      notices.sessionsChanged([sessionOf(id, ended(clock.now()))]);
      clock.advance(30_000);
    }
    expect(desktop).toHaveLength(2);
  });

  it.each(['closed-by-me', 'let-finish', 'app-closed'] as const)('by %s is not told', (reason) => {
    const { clock, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState)]);
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
});

describe('the result of a job', () => {
  it.each(['the end first', 'the result first'])('is one notice with the end of its terminal, %s', (order) => {
    const { clock, desktop, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState)]);
    const end = () => notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'job-finished', { next: [] }))]);
    const result = () => notices.jobFinished(jobOf(10), 'failed');
    const [first, second] = order === 'the end first' ? [end, result] : [result, end];
    first();
    clock.advance(1000);
    second();
    clock.advance(60_000);
    expect(notices.list().map(({ body }) => body)).toEqual([
      'The network went away. The job failed. It was open for 12 minutes.',
    ]);
    expect(desktop).toHaveLength(1);
    expect(desktop[0]?.body).toContain('The job failed.');
  });

  it('that follows a script’s end is said where that is told, and not again', () => {
    const { clock, desktop, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState)]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'script-finished', { next: [] }))]);
    clock.advance(20_000);
    notices.jobFinished(jobOf(10), 'failed');
    clock.advance(30_000);
    expect(kinds()).toEqual(['session-ended']);
    expect(notices.list()[0]?.body).toContain('The job failed.');
    expect(desktop.map(({ title }) => title)).toEqual(['Terminal of build ended']);
  });

  it('that comes much later than a script’s end is a notice of its own', () => {
    const { clock, desktop, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState)]);
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'script-finished', { next: [] }))]);
    clock.advance(40_000);
    notices.jobFinished(jobOf(10), 'failed');
    clock.advance(30_000);
    expect(kinds()).toEqual(['job-finished', 'session-ended']);
    expect(desktop.map(({ title }) => title)).toEqual(['Terminal of build ended', 'build failed']);
  });

  it('is told by itself where the terminal was closed by its user, and where it stays', () => {
    const { clock, notices, kinds } = noticesOf();
    notices.sessionsChanged([sessionOf('s', openState)]);
    notices.jobFinished(jobOf(10), 'success');
    notices.sessionsChanged([sessionOf('s', ended(clock.now(), 'closed-by-me'))]);
    expect(notices.list().map(({ title }) => title)).toEqual(['build succeeded']);
    notices.sessionsChanged([sessionOf('t', openState, { jobId: 11 })]);
    notices.jobFinished(jobOf(11), 'success');
    clock.advance(60_000);
    expect(kinds()).toEqual(['job-finished', 'job-finished']);
  });

  it('is told once', () => {
    const { notices } = noticesOf();
    const job = jobNamed(world, { id: 10, projectId: 1, name: 'build' });
    notices.jobFinished(job, 'success');
    notices.jobFinished(job, 'success');
    expect(notices.list().map((notice) => notice.title)).toEqual(['build succeeded']);
  });

  it('of ten together is one notice that says what became of each', () => {
    const { clock, desktop, notices } = noticesOf();
    for (let id = 1; id <= 10; id += 1) notices.jobFinished(jobOf(id, `job-${id}`), id === 3 ? 'failed' : 'success');
    clock.advance(5000);
    expect(notices.list()).toHaveLength(1);
    expect(notices.list()[0]).toMatchObject({ title: '10 jobs are over' });
    expect(notices.list()[0]?.body).toContain('job-2 succeeded, job-3 failed, job-4 succeeded');
    expect(desktop).toHaveLength(1);
  });
});

describe('credentials', () => {
  it('tells a refusal once, and again when it was well in between', () => {
    const { notices, kinds, unread } = noticesOf();
    const refused = accountNamed('a', {
      sessionState: { status: 'refused', failure: { kind: 'session-refused', message: 'No.', next: null } },
    });
    notices.accountsChanged([refused]);
    notices.accountsChanged([{ ...refused, colour: 3 }]);
    expect(kinds()).toEqual(['web-session-refused']);
    notices.accountsChanged([accountNamed('a')]);
    expect(unread()).toEqual([]);
    notices.accountsChanged([refused]);
    expect(kinds()).toEqual(['web-session-refused', 'web-session-refused']);
  });
});

describe('the list', () => {
  it('is read, dismissed and bounded', () => {
    const { desktop, notices } = noticesOf({ desktopNotifications: false, holdWarningMinutes: [] });
    for (let file = 0; file < 250; file += 1)
      notices.fileTrouble({ file: `file-${file}`, message: 'It was damaged.', keptAs: `/data/x.${file}.json` });
    expect(notices.list()).toHaveLength(200);
    expect(notices.list()[0]?.body).toContain('x.249.json');
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

  it('keeps all that is wrong with one file in a run, and lets a later run’s take its place', () => {
    const trouble = (message: string) => ({ file: 'vault', message, keptAs: '/data/vault.json' });
    const { notices, unread } = noticesOf();
    notices.fileTrouble(trouble('The key has changed.'));
    notices.fileTrouble({ ...trouble('It is kept beside.'), keptAs: '/data/vault.json.kept' });
    notices.fileTrouble(trouble('The key has changed.'));
    expect(unread()).toHaveLength(2);
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
