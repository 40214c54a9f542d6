import { beforeEach, describe, expect, test } from 'vitest';
import type { Job, JobStatus } from '../../../electron/contract.ts';
import { JobdeckError } from '../../../electron/core/errors.ts';
import type { Dial, DialFailure, TerminalSocket, TerminalSocketEvents } from '../../../electron/core/gitlab/ports.ts';
import { type Connected, connect, type Progress } from '../../../electron/core/terminals/connect.ts';
import type { JobAccess, JobLook } from '../../../electron/core/terminals/ports.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { sampleSurroundings } from '../../fakes/samples.ts';

const events: TerminalSocketEvents = { onBytes() {}, onRoundTrip() {}, onSilent() {}, onClosed() {} };
const refused = (status: number, more: Partial<Extract<DialFailure, { at: 'handshake' }>> = {}): Dial => ({
  ok: false,
  failure: { at: 'handshake', status, location: null, retryAfterMs: null, body: '', afterMs: 30, ...more },
});

let clock: ManualClock;
let closed: number;
let progress: Progress[];
let asked: string[];
let abort: AbortController;

beforeEach(() => {
  clock = createManualClock();
  closed = 0;
  progress = [];
  asked = [];
  abort = new AbortController();
});

const socket: TerminalSocket = {
  send: async () => {},
  bufferedBytes: 0,
  probe() {},
  readAtMost: () => {},
  close: () => {
    closed += 1;
  },
};
const opened: Dial = { ok: true, socket };

function look(more: Partial<JobLook> = {}, startedSecondsAgo = 600): JobLook {
  const job = { startedAt: clock.now() - startedSecondsAgo * 1000, terminal: { status: 'available' } } as Job;
  return { job, status: 'running', signedIn: true, terminalPath: '/t', failureReason: null, ...more };
}

/** Connects against these answers in turn (the last again and again), moving time on while it waits. */
async function run(
  looks: readonly (JobLook | Error)[],
  dials: readonly Dial[],
  options: {
    patience?: 'first' | 'again';
    ownSlot?: boolean;
    upgradesPass?: boolean | null;
    onPause?: (skip: (() => void) | null) => void;
  } = {},
): Promise<{ readonly connected: Connected; readonly tookMs: number }> {
  const from = clock.now();
  const next = <T>(list: readonly T[], n: number): T => list[Math.min(n, list.length - 1)] as T;
  const counts = { look: 0, dial: 0 };
  const access: JobAccess = {
    async look() {
      asked.push('look');
      const answer = next(looks, counts.look++);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async dial() {
      asked.push('dial');
      return next(dials, counts.dial++);
    },
    async upgradesPass() {
      asked.push('test');
      return options.upgradesPass ?? null;
    },
    around: () => sampleSurroundings(),
    watchLog: () => () => {},
    watchStatus: () => () => {},
    checkStatus: () => Promise.resolve(),
  };
  let connected: Connected | null = null;
  let skip: (() => void) | null = null;
  void connect({
    access,
    clock,
    jobKey: 'a:1',
    events,
    signal: abort.signal,
    patience: options.patience ?? 'first',
    ownSlot: options.ownSlot ?? false,
    random: () => 1,
    onPause(now) {
      skip = now;
    },
    onProgress: (now) => progress.push(now),
    onLook: () => {},
  }).then((answer) => {
    connected = answer;
  });
  for (let turn = 0; connected === null && turn < 20_000; turn += 1) {
    await Promise.resolve();
    if (turn % 20 !== 19) continue;
    options.onPause?.(skip);
    clock.advance(500);
  }
  if (connected === null) throw new Error('did not end');
  expect(clock.waiting).toBe(0);
  return { connected, tookMs: clock.now() - from };
}

const offline = new JobdeckError('offline', 'It cannot be reached.');

describe('connecting', () => {
  test('looks first, then dials', async () => {
    const { connected } = await run([look()], [opened]);
    expect(connected.ok).toBe(true);
    expect(asked).toEqual(['look', 'dial']);
    expect(progress.map((one) => one.phase)).toEqual(['checking', 'dialing']);
    expect(progress[1]?.message).toContain('75 s');
  });

  test('a 500: three more tries with growing pauses, the job asked anew before each', async () => {
    const { connected, tookMs } = await run([look()], [refused(500)]);
    expect(connected).toMatchObject({ ok: false, cause: { by: 'dial', failure: { status: 500 } } });
    expect(asked).toEqual(['look', 'dial', 'look', 'dial', 'look', 'dial', 'look', 'dial']);
    expect(tookMs).toBeGreaterThanOrEqual(17_000);
    expect(tookMs).toBeLessThan(20_000);
    expect(progress.filter((one) => one.phase === 'retrying').map((one) => one.attempt)).toEqual([1, 2, 3]);
  });

  test('a slot that gets free opens', async () => {
    expect((await run([look()], [refused(500), opened])).connected.ok).toBe(true);
  });

  test.each<[string, JobStatus]>([
    ['over', 'success'],
    ['being cancelled', 'canceling'],
  ])('no further try once the job is %s', async (_name, status) => {
    const { connected } = await run([look(), look({ status, terminalPath: null })], [refused(500)]);
    expect(asked).toEqual(['look', 'dial', 'look']);
    expect(connected).toMatchObject({ ok: false, cause: { by: 'no-offer' }, look: { status } });
  });

  test.each([302, 403, 404])('%i ends at once, and the way there is tested', async (status) => {
    const { connected } = await run([look()], [refused(status, { location: '/x' })], { upgradesPass: false });
    expect(asked).toEqual(['look', 'dial', 'test']);
    expect(connected).toMatchObject({ cause: { by: 'dial', upgradesPass: false } });
  });

  test('a redirect to sign-in needs no test', async () => {
    await run([look()], [refused(302, { location: '/users/sign_in' })]);
    expect(asked).toEqual(['look', 'dial']);
  });

  test('a job that has only just started is given a moment', async () => {
    expect((await run([look({}, 2)], [refused(404), refused(404), opened])).connected.ok).toBe(true);
    expect((await run([look({ terminalPath: null }, 2), look({}, 4)], [opened])).connected.ok).toBe(true);
  });

  test('a rate limit is waited for as long as it says', async () => {
    const { connected, tookMs } = await run([look()], [refused(429, { retryAfterMs: 30_000 }), opened]);
    expect(connected.ok).toBe(true);
    expect(tookMs).toBeGreaterThanOrEqual(30_000);
    expect((await run([look()], [refused(429, { retryAfterMs: 3_600_000 })])).connected.ok).toBe(false);
  });

  test('signed out: said at once', async () => {
    const { connected } = await run([look({ signedIn: false, terminalPath: null }, 2)], []);
    expect(asked).toEqual(['look']);
    expect(connected).toMatchObject({ cause: { by: 'no-offer' }, look: { signedIn: false } });
  });

  test('no network: a few tries for a first shell, and no end of them for one that was cut', async () => {
    const first = await run([offline], []);
    expect(first.connected).toMatchObject({
      ok: false,
      cause: { by: 'ask', failure: { kind: 'offline' } },
      look: null,
    });
    expect(first.tookMs).toBeLessThan(6_000);
    // minutes later
    const back = await run([...Array(15).fill(offline), look()], [opened], { patience: 'again' });
    expect(back.connected.ok).toBe(true);
    expect(back.tookMs).toBeGreaterThan(300_000);
  });

  test.each([502, 503, 504])(
    'a server that is being restarted (%d) is waited for once a shell was cut',
    async (status) => {
      expect((await run([look()], [...Array(8).fill(refused(status)), opened])).connected.ok).toBe(false);
      expect(
        (await run([look()], [...Array(8).fill(refused(status)), opened], { patience: 'again' })).connected.ok,
      ).toBe(true);
    },
  );

  test.each([401, 403, 404])('no trying on after %d', async (status) => {
    const { connected, tookMs } = await run([look()], [refused(status)], { patience: 'again' });
    expect(connected).toMatchObject({ ok: false, cause: { by: 'dial', failure: { status } } });
    expect(tookMs).toBeLessThan(1_000);
  });

  test('one whose terminal somebody else has taken is left to them', async () => {
    asked = [];
    await run([look()], [refused(500)], { patience: 'again' });
    expect(asked.filter((what) => what === 'dial')).toHaveLength(4);
  });

  test('one whose terminal our own silent connection still holds is tried for until it is free, ever less often', async () => {
    const { connected, tookMs } = await run([look()], [...Array(12).fill(refused(500)), opened], {
      patience: 'again',
      ownSlot: true,
    });
    expect(connected.ok).toBe(true);
    expect(tookMs).toBe(1_000 + 2_000 + 4_000 + 8_000 + 16_000 + 7 * 30_000);
    expect(progress.find(({ phase }) => phase === 'retrying')?.message).toMatch(/still counts the connection/);
  });

  test('the network is back: the pause ends at once, unless the server asked for it', async () => {
    const hurry = (skip: (() => void) | null) => skip?.();
    const looks = [...Array(12).fill(offline), look()];
    const { connected, tookMs } = await run(looks, [opened], { patience: 'again', onPause: hurry });
    expect(connected.ok).toBe(true);
    expect(tookMs).toBeLessThan(10_000);
    const asked429 = await run([look()], [refused(429, { retryAfterMs: 30_000 }), opened], { onPause: hurry });
    expect(asked429.connected.ok).toBe(true);
    expect(asked429.tookMs).toBeGreaterThanOrEqual(30_000);
  });

  test('called off while it waits: ends at once, opens nothing', async () => {
    const { connected } = await run([look()], [refused(500)], { onPause: () => abort.abort() });
    expect(connected).toMatchObject({ ok: false, cause: { by: 'user' } });
    expect(asked).toEqual(['look', 'dial']);
  });

  test('called off while it is being opened: what opened is closed', async () => {
    const dialing: Dial = opened;
    const access = {
      look: async () => look(),
      dial: async () => {
        abort.abort();
        return dialing;
      },
    } as unknown as JobAccess;
    const connected = await connect({
      access,
      clock,
      jobKey: 'a:1',
      events,
      signal: abort.signal,
      patience: 'first',
      ownSlot: false,
      random: () => 0,
      onPause: () => {},
      onProgress: () => {},
      onLook: () => {},
    });
    expect(connected.ok).toBe(false);
    expect(closed).toBe(1);
  });
});
