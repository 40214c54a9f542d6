import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createExportThread } from '../../../electron/core/transcripts/export-thread.ts';
import { createExports, type Exports } from '../../../electron/core/transcripts/exports.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { sampleJob } from '../../fakes/samples.ts';
import { startLive } from '../terminals/live.ts';
import { exportProgram } from './export-program.ts';
import { startTranscripts, type TranscriptsWorld } from './world.ts';

let parent: string;
let world: TranscriptsWorld;
let exports: Exports;
let program: () => Promise<string>;
beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'jobdeck-beside-'));
  mkdirSync(join(parent, 'transcripts'));
  mkdirSync(join(parent, 'out'));
  world = startTranscripts(join(parent, 'transcripts'));
  program = exportProgram;
  exports = createExports({
    shelf: world.shelf,
    clock: world.clock,
    log: createMemoryLog(),
    chooseFile: async () => join(parent, 'out', 'saved'),
    thread: createExportThread(() => program()),
    onChange: () => {},
  });
  const writer = world.open('one', sampleJob('a', 7));
  await writer.print('\u001b[32mthe quick brown fox\u001b[0m\r\n'.repeat(50_000));
});
afterEach(async () => {
  await exports.dispose();
  await world.shelf.dispose();
  rmSync(parent, { recursive: true, force: true });
});

/** A thread begins late on a busy machine. */
const soon = (is: () => void) => vi.waitFor(is, { timeout: 18_000, interval: 20 });
const state = () => exports.list()[0]?.state;
const out = () => readdirSync(join(parent, 'out'));

/** Its thread stands still until there is this file, as one does that computes without a pause. */
function heldUntil(gate: string): () => Promise<string> {
  const wait = `while (!require('node:fs').existsSync(${JSON.stringify(gate)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);`;
  return async () => `${wait}\n${await exportProgram()}`;
}

describe('an export', () => {
  test('that computes without a pause holds up no terminal: what is typed comes back meanwhile', async () => {
    const gate = join(parent, 'gate');
    program = heldUntil(gate);
    const live = await startLive();
    try {
      const tab = live.open(live.world.job({ executor: 'shell' }));
      await tab.state('open');
      await exports.start('one', 'html');
      for (let n = 0; n < 5; n += 1) {
        tab.type(`printf 'while-%s-%s\\n' exporting ${n}\r`);
        await tab.shows(`while-exporting-${n}`);
      }
      expect(state()).toEqual({ status: 'running' });
      expect(existsSync(join(parent, 'out', 'saved'))).toBe(false);
      writeFileSync(gate, '');
      await soon(() => expect(state()).toMatchObject({ status: 'done' }));
      expect(readFileSync(join(parent, 'out', 'saved'), 'utf8').match(/the quick brown fox/g)).toHaveLength(50_000);
    } finally {
      await live.dispose();
    }
  });

  test('that computes without a pause is stopped at once, and leaves nothing', async () => {
    program = heldUntil(join(parent, 'never'));
    await exports.start('one', 'text');
    await soon(() => expect(out()).toEqual([expect.stringMatching(/^\.saved\.[0-9a-f]+\.part$/)]));
    exports.cancel(exports.list()[0]?.id ?? '');
    await soon(() => expect(exports.list()).toEqual([]));
    expect(out()).toEqual([]);
  });

  test('is stopped when the app ends', async () => {
    program = heldUntil(join(parent, 'never'));
    await exports.start('one', 'text');
    await exports.dispose();
    expect(out()).toEqual([]);
  });

  test.each([
    ['ends before it is done', 'process.exit(3)'],
    ['fails', 'throw new Error("secret words")'],
    ['cannot be read', '}'],
  ])('whose thread %s has failed, and leaves nothing', async (_how, code) => {
    program = async () => code;
    await exports.start('one', 'text');
    await soon(() => expect(state()).toMatchObject({ status: 'failed', failure: { kind: 'internal' } }));
    expect(JSON.stringify(state())).not.toContain('secret');
    expect(out()).toEqual([]);
  });

  test('tells how far it is', async () => {
    const told: number[] = [];
    const thread = createExportThread(exportProgram);
    const opened = await world.shelf.open('one');
    const { transcript, source } = opened;
    const sink = { write: async () => {}, onRead: (bytes: number) => void told.push(bytes) };
    await thread({ transcript, source, format: 'text' }, sink, new AbortController().signal);
    opened.close();
    expect(told.length).toBeGreaterThan(3);
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(told.at(-1)).toBeLessThanOrEqual(transcript.bytes);
  });

  test('waits for who takes its pieces, a few of them ahead', async () => {
    const thread = createExportThread(exportProgram);
    const opened = await world.shelf.open('one');
    const { transcript, source } = opened;
    let pieces = 0;
    let goOn = () => {};
    const taken = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let read = 0;
    const sink = {
      async write() {
        pieces += 1;
        await taken;
      },
      onRead: (bytes: number) => {
        read = bytes;
      },
    };
    const done = thread({ transcript, source, format: 'ansi' }, sink, new AbortController().signal);
    // four pieces of a quarter of a megabyte, of which the last is not counted before more may come
    await soon(() => expect(read).toBe(3 * 256 * 1024));
    expect(pieces).toBe(1);
    goOn();
    await done;
    opened.close();
    expect(pieces).toBeGreaterThan(5);
  });
});
