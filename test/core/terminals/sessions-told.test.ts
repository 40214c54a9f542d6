import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TerminalSession } from '../../../electron/contract.ts';
import type { TerminalSocket, TerminalSocketEvents } from '../../../electron/core/gitlab/ports.ts';
import { createSessions, type Sessions } from '../../../electron/core/terminals/sessions.ts';
import { settled } from '../../fakes/fake-client.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainRecorder } from '../../fakes/plain-recorder.ts';
import { sampleJob, sampleSurroundings } from '../../fakes/samples.ts';

const COUNT = 20;

let dir: string;
let clock: ManualClock;
let sessions: Sessions;
let heard: TerminalSocketEvents[];
let told: (readonly TerminalSession[])[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-told-'));
  clock = createManualClock();
  heard = [];
  told = [];
  const socket: TerminalSocket = {
    send: async () => {},
    bufferedBytes: 0,
    readAtMost() {},
    probe() {},
    close() {},
  };
  sessions = createSessions({
    access: {
      look: async (key) => ({
        job: sampleJob('a', Number(key.split(':')[1])),
        status: 'running',
        signedIn: true,
        terminalPath: '/t',
        failureReason: null,
      }),
      async dial(_key, _path, events) {
        heard.push(events);
        return { ok: true, socket };
      },
      upgradesPass: async () => true,
      watchLog: () => () => {},
      watchStatus: () => () => {},
      checkStatus: () => Promise.resolve(),
      around: () => sampleSurroundings(),
    },
    clock,
    log: createMemoryLog(),
    recorder: createPlainRecorder(dir),
    onChange: (list) => told.push(list),
    onOutput: () => {},
  });
  for (let n = 1; n <= COUNT; n += 1) sessions.open(sampleJob('a', n));
  await settled();
  clock.advance(10_000);
  told = [];
});

afterEach(async () => {
  for (const events of heard) events.onClosed({ clean: true, code: 1000 });
  await sessions.dispose();
  rmSync(dir, { recursive: true, force: true });
});

test('the first round trip of a session is told soon, later ones of all together', () => {
  for (const [n, events] of heard.entries()) {
    events.onRoundTrip(n + 100);
    clock.advance(100);
  }
  expect(told).toHaveLength(COUNT);
  told = [];
  for (const [n, events] of heard.entries()) {
    events.onRoundTrip(n);
    clock.advance(100);
  }
  clock.advance(10_000);
  expect(told).toHaveLength(1);
  expect(told.at(-1)?.map(({ roundTripMs }) => roundTripMs)).toEqual(heard.map((_events, n) => n));
});

test('a round trip goes along with what is told sooner', () => {
  heard[0]?.onRoundTrip(8);
  clock.advance(100);
  told = [];
  heard[0]?.onRoundTrip(7);
  heard[1]?.onBytes(Buffer.from('$ '));
  clock.advance(100);
  expect(told).toHaveLength(1);
  expect(told[0]?.[0]?.roundTripMs).toBe(7);
});

test('of those that have not changed, the same is told again', () => {
  heard[0]?.onBytes(Buffer.from('$ '));
  clock.advance(100);
  heard[0]?.onBytes(Buffer.from('ls'));
  clock.advance(100);
  const [before, now] = told;
  expect(now?.[0]?.bytesIn).toBe(4);
  expect(before?.[0]?.bytesIn).toBe(2);
  expect(now?.slice(1).every((session, at) => session === before?.[at + 1])).toBe(true);
  // once something changes that is no counter, all are looked at again
  heard[1]?.onClosed({ clean: true, code: 1000 });
  expect(told.at(-1)?.[5]).not.toBe(now?.[5]);
});
