/**
 * Whatever comes in the way of a session's output, a view gets every byte once and in order, and nothing stays behind.
 * `RELAY_FUZZ_RUNS` (default 30) and `RELAY_FUZZ_SEED` make it longer, or one run again.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Events, Job } from '../../../electron/contract.ts';
import type { TerminalSocket, TerminalSocketEvents } from '../../../electron/core/gitlab/ports.ts';
import type { BacklogLimits } from '../../../electron/core/terminals/backlog.ts';
import { createSessions, type Sessions } from '../../../electron/core/terminals/sessions.ts';
import type { Recorder } from '../../../electron/core/transcripts/recording.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainRecorder } from '../../fakes/plain-recorder.ts';
import { sampleSurroundings } from '../../fakes/samples.ts';
import { type Live, startLive } from './live.ts';

const disk = vi.hoisted(() => ({ full: false, writes: 0, refused: 0 }));
/** What the runs came across. */
const met = { slow: 0, reloads: 0 };

/** A disk that fills up in the middle of a write, as a real one does: it takes a part, and then nothing. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const noSpace = () => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  return {
    ...real,
    async open(...args: Parameters<typeof real.open>) {
      const handle = await real.open(...args);
      return new Proxy(handle, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          if (name !== 'write' && name !== 'writev' && name !== 'appendFile' && name !== 'writeFile') {
            return value.bind(target);
          }
          return async (first: Uint8Array, from = 0, length = first.length - from, ...rest: unknown[]) => {
            disk.writes += 1;
            if (!disk.full) return value.call(target, first, from, length, ...rest);
            disk.refused += 1;
            if (name === 'write' && length > 1 && disk.refused % 3 === 0) {
              return value.call(target, first, from, Math.floor(length / 2), ...rest);
            }
            throw noSpace();
          };
        },
      });
    },
  };
});

/** Small, so that a few hundred kilobytes go through everything that gigabytes would. */
const limits: Partial<BacklogLimits> = {
  blockBytes: 1024,
  recordBytes: 4 * 1024,
  mostRecordBytes: 8 * 1024,
  shownBytes: 2 * 1024,
  memoryBytes: 8 * 1024,
  memoryLimitBytes: 64 * 1024,
  diskBytes: 96 * 1024,
  replayBytes: 48 * 1024,
};

const firstSeed = Number(process.env.RELAY_FUZZ_SEED ?? 1);
const runs = process.env.RELAY_FUZZ_SEED === undefined ? Number(process.env.RELAY_FUZZ_RUNS ?? 30) : 1;
const seeds = Array.from({ length: runs }, (_, n) => firstSeed + n);

type Below = (limit: number) => number;

function randomFrom(seed: number): Below {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return (limit) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * limit);
  };
}

const scraps = [
  'plain text ',
  'æøå',
  '漢字',
  '🚀',
  '“—”',
  '\u001b[38;5;208m',
  '\u001b[0m',
  '\r\n',
  '\u001b]0;title\u0007',
];

/** Text whose characters and sequences the frames below cut anywhere. */
function output(below: Below, bytes: number): Buffer {
  let text = '';
  for (let n = 0; text.length < bytes; n += 1) text += `${n} ${scraps[below(scraps.length)]}`;
  return Buffer.from(text);
}

/** As measured: most below 900 bytes, some a whole read of the pty, a few up to 19 KB. */
function frameSize(below: Below): number {
  const kind = below(100);
  if (kind < 76) return 1 + below(900);
  return kind < 98 ? 4095 : 4095 + below(15_000);
}

/** What a window does with the output of one session, and how it may go wrong. */
function createView(sessions: Sessions, id: string) {
  let from = 0;
  let parts: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  let end = 0;
  let acknowledged = 0;
  const wrong: string[] = [];
  return {
    received({ offset, bytes }: Events['output']) {
      // where the disk refuses, memory is for what was not shown yet: what was shown may be missing from a replay
      const mayMiss = offset > end && offset <= acknowledged;
      if (offset !== end && !mayMiss) wrong.push(`expected the byte at ${end}, got the one at ${offset}`);
      parts.push({ offset, bytes: Uint8Array.from(bytes) });
      end = offset + bytes.length;
    },
    attach() {
      const attachment = sessions.attach(id);
      if (attachment.from > acknowledged) wrong.push('what was not acknowledged was dropped');
      if (attachment.liveFrom !== acknowledged) wrong.push('what was shown counts as new, or the other way round');
      from = attachment.from;
      end = from;
      parts = [];
    },
    /** Of what has come, a share is acknowledged; words may get lost, be said twice, or come late. */
    acknowledge(below: Below) {
      const word = below(5);
      const to = word === 0 ? end : from + below(end - from + 1);
      if (word === 1) return;
      sessions.acknowledge(id, to, null);
      if (word === 2) sessions.acknowledge(id, to, null);
      acknowledged = Math.max(acknowledged, to);
    },
    acknowledgeAll() {
      sessions.acknowledge(id, end, null);
      acknowledged = Math.max(acknowledged, end);
    },
    get end() {
      return end;
    },
    faults(sent: Buffer): readonly string[] {
      for (const { offset, bytes } of parts.splice(0)) {
        if (!sent.subarray(offset, offset + bytes.length).equals(bytes)) wrong.push(`other bytes at ${offset}`);
      }
      return wrong;
    },
  };
}

/** One round of the disk and of everything that waits for it. */
async function settle(): Promise<void> {
  for (let n = 0; n < 4; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

const job = { key: 'a:1', accountId: 'a', name: 'fuzz', status: 'running', startedAt: null } as unknown as Job;

/** A session whose socket is the test. */
async function openByHand(clock: ManualClock, recorder: Recorder, onOutput: (output: Events['output']) => void) {
  let events: TerminalSocketEvents | null = null;
  const seen = { slow: false, closed: 0 };
  const socket: TerminalSocket = {
    send: async () => {},
    bufferedBytes: 0,
    readAtMost(bytesPerSecond) {
      seen.slow = bytesPerSecond !== null;
    },
    probe() {},
    close() {
      seen.closed += 1;
      events?.onClosed({ clean: true, code: 1000 });
    },
  };
  const sessions = createSessions({
    access: {
      look: async () => ({ job, status: 'running', signedIn: true, terminalPath: '/t', failureReason: null }),
      async dial(_key, _path, heard) {
        events = heard;
        return { ok: true, socket };
      },
      upgradesPass: async () => true,
      around: () => sampleSurroundings(),
      watchLog: () => () => {},
      watchStatus: () => () => {},
      checkStatus: () => Promise.resolve(),
    },
    clock,
    log: createMemoryLog(),
    recorder,
    limits,
    onChange: () => {},
    onOutput,
  });
  const id = sessions.open(job);
  await settle();
  return { sessions, id, seen, print: (bytes: Uint8Array) => events?.onBytes(bytes) };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-fuzz-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openFiles = (): number => {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
};

describe('output through stalls, reloads, lost words and a full disk', () => {
  test.each(seeds)('seed %i', async (seed) => {
    const below = randomFrom(seed);
    const clock = createManualClock();
    // kept as a transcript, everything goes to the disk at once; else only what memory does not hold
    const recorder = createPlainRecorder(join(folder, String(seed)), seed % 2 === 0);
    const filesBefore = openFiles();
    const sent = output(below, 150_000 + below(350_000));
    let view: ReturnType<typeof createView> | null = null;
    const opened = await openByHand(clock, recorder, (output) => view?.received(output));
    const { sessions, id, seen } = opened;
    view = createView(sessions, id);
    view.attach();

    let printed = 0;
    while (printed < sent.length) {
      // held back, a server sends little, but never nothing
      const frames = seen.slow ? below(2) : below(40);
      for (let n = 0; n < frames && printed < sent.length; n += 1) {
        const frame = sent.subarray(printed, printed + frameSize(below));
        opened.print(frame);
        printed += frame.length;
      }
      if (seen.slow) met.slow += 1;
      if (below(4) > 0) view.acknowledge(below);
      if (below(25) === 0) disk.full = !disk.full;
      if (below(40) === 0) {
        view.attach();
        met.reloads += 1;
      }
      clock.advance(below(3) === 0 ? below(6_000) : below(8));
      if (below(3) > 0) await settle();
      expect(view.faults(sent)).toEqual([]);
    }

    disk.full = false;
    for (let n = 0; view.end < sent.length && n < 5_000; n += 1) {
      view.acknowledgeAll();
      clock.advance(100);
      await settle();
    }
    expect({ end: view.end, faults: view.faults(sent) }).toEqual({ end: sent.length, faults: [] });
    view.acknowledgeAll();
    clock.advance(10_000);
    // what the disk did not take while it was full is written now
    await expect.poll(() => sessions.list()[0]?.slowed, { timeout: 10_000, interval: 5 }).toBe(false);
    expect(sessions.list()[0]).toMatchObject({ backlogBytes: 0, slowed: false, bytesIn: sent.length });
    expect(seen.slow).toBe(false);

    await sessions.dispose();
    expect(seen.closed).toBe(1);
    expect(clock.waiting).toBe(0);
    expect(openFiles()).toBe(filesBefore);
  });

  test('the runs above met what they are about', () => {
    expect(disk.writes).toBeGreaterThan(0);
    expect(disk.refused).toBeGreaterThan(0);
    expect(met.slow).toBeGreaterThan(0);
    expect(met.reloads).toBeGreaterThan(0);
  });
});

const LINES = 10_000;

describe('over real sockets', () => {
  let live: Live;
  let word: (end: number, id: string) => void;
  beforeAll(async () => {
    live = await startLive(
      {},
      {
        limits: { ...limits, blockBytes: 16 * 1024, memoryBytes: 64 * 1024, memoryLimitBytes: 1024 * 1024 },
        onOutput: (id, end) => word(end, id),
      },
    );
  });
  afterAll(() => live.dispose());

  /** What keeps a process alive, and what listens to it. */
  const inUse = () => ({
    sockets: process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Pipe|TTY/.test(kind)).length,
    timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate').length,
    files: openFiles(),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  });

  test('bytes are the same by their SHA-256, and a closed session leaves nothing behind', async () => {
    const below = randomFrom(firstSeed);
    const ends: string[] = [];
    const round = async () => {
      const sessionJob = live.world.job();
      word = (end, id) => {
        // some words are lost, some are said twice, some come late; the last one always arrives
        const kind = below(4);
        if (kind === 1) live.sessions.acknowledge(id, end - below(5_000), null);
        if (kind === 2) for (let n = 0; n < 2; n += 1) live.sessions.acknowledge(id, end, null);
        if (kind !== 2) setTimeout(() => live.sessions.acknowledge(id, end, null), below(30));
      };
      const tab = live.open(sessionJob);
      await tab.state('open');
      tab.type(`stty -echo -opost; seq -f '%.0f blåbærgrød ├─ ✓ done' 0 ${LINES - 1}; printf 'all-%s\\n' sent\r`);
      await tab.shows('all-sent');
      const lines = Array.from({ length: LINES }, (_, n) => `${n} blåbærgrød ├─ ✓ done\n`).join('');
      const from = tab.text.indexOf('0 blåbærgrød');
      const came = Buffer.from(tab.text.slice(from)).subarray(0, Buffer.byteLength(lines));
      const sum = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
      expect(sum(came)).toBe(sum(lines));
      live.sessions.close(tab.id);
      sessionJob.cancel();
      await sessionJob.until('canceled');
      await expect.poll(() => sessionJob.terminal, { timeout: 10_000 }).toBe(null);
      ends.push(tab.id);
    };
    // the first makes what is made once: modules, threads, the agent's sockets
    await round();
    const before = inUse();
    for (let n = 0; n < 3; n += 1) await round();
    const more = () => Object.entries(inUse()).filter(([what, count]) => count > before[what as keyof typeof before]);
    await expect.poll(more, { timeout: 10_000 }).toEqual([]);
    expect(ends).toHaveLength(4);
  }, 60_000);
});
