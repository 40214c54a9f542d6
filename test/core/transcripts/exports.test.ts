import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TranscriptExport } from '../../../electron/contract.ts';
import { createExportThread } from '../../../electron/core/transcripts/export-thread.ts';
import { createExports, type Exports } from '../../../electron/core/transcripts/exports.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { sampleJob } from '../../fakes/samples.ts';
import { exportProgram } from './export-program.ts';
import { startTranscripts, type TranscriptsWorld } from './world.ts';

let parent: string;
let world: TranscriptsWorld;
let exports: Exports;
let chosen: string | null;
let asked: string[];
let told: (readonly TranscriptExport[])[];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'jobdeck-exports-'));
  mkdirSync(join(parent, 'transcripts'));
  mkdirSync(join(parent, 'out'));
  world = startTranscripts(join(parent, 'transcripts'));
  chosen = join(parent, 'out', 'mine.txt');
  asked = [];
  told = [];
  exports = make(async (name) => {
    asked.push(name);
    return chosen;
  });
});
afterEach(async () => {
  await exports.dispose();
  await world.shelf.dispose();
  rmSync(parent, { recursive: true, force: true });
});

function make(chooseFile: ((name: string) => Promise<string | null>) | null): Exports {
  return createExports({
    shelf: world.shelf,
    clock: world.clock,
    log: createMemoryLog(),
    chooseFile,
    thread: createExportThread(exportProgram),
    onChange: (list) => told.push(list),
  });
}

const out = () => readdirSync(join(parent, 'out')).sort();
const settled = () =>
  vi.waitFor(() => expect(exports.list().every(({ state }) => state.status !== 'running')).toBe(true), 10_000);

async function printMuch(id: string): Promise<void> {
  const writer = world.open(id, sampleJob('a', 4711, { name: '../build' }));
  for (let n = 0; n < 20; n += 1) await writer.print(`${'x'.repeat(99)}\n`.repeat(1_000));
}

describe('to a file', () => {
  test('of an open tab: everything up to now, whole, under a name that is offered', async () => {
    await printMuch('one');
    expect(await exports.start('one', 'ansi')).toEqual({ download: null });
    await settled();
    expect(asked[0]).toMatch(/^build-4711-\d{4}-\d\d-\d\d-\d{4}\.ansi$/);
    expect(out()).toEqual(['mine.txt']);
    expect(readFileSync(chosen ?? '', 'utf8')).toBe(`${'x'.repeat(99)}\n`.repeat(20_000));
    expect(exports.list()).toMatchObject([
      { doneBytes: 2_000_000, totalBytes: 2_000_000, state: { status: 'done', folder: join(parent, 'out') } },
    ]);
    exports.cancel(exports.list()[0]?.id ?? '');
    expect(exports.list()).toEqual([]);
  });

  test('no file chosen: nothing happens', async () => {
    await printMuch('one');
    chosen = null;
    await expect(exports.start('one', 'text')).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
    expect(exports.list()).toEqual([]);
  });

  test('stopped on the way: an older file stays, and nothing else is left', async () => {
    await printMuch('one');
    writeFileSync(chosen ?? '', 'older');
    await exports.start('one', 'html');
    exports.cancel(exports.list()[0]?.id ?? '');
    await vi.waitFor(() => expect(exports.list()).toEqual([]), 10_000);
    expect(out()).toEqual(['mine.txt']);
    expect(readFileSync(chosen ?? '', 'utf8')).toBe('older');
  });

  test('a place that cannot be written: said, with what to do', async () => {
    await printMuch('one');
    chosen = join(parent, 'nowhere', 'mine.txt');
    await exports.start('one', 'ansi');
    await settled();
    expect(exports.list()[0]?.state).toMatchObject({
      status: 'failed',
      failure: { kind: 'disk', next: 'Choose another folder.' },
    });
  });

  test('while it is being written it makes room for no other', async () => {
    await printMuch('one');
    const opened = await world.shelf.open('one');
    opened.close();
    await exports.start('one', 'ansi');
    await settled();
    // it is let go again
    await world.shelf.remove(['one']);
    expect(await world.shelf.list()).toEqual([]);
  });

  test('a text of the page goes to the file as it is, under a safe name', async () => {
    await exports.saveText('../../what I see.txt', 'grün\n');
    expect(asked).toEqual(['terminal-terminal-what-I-see.txt']);
    expect(readFileSync(chosen ?? '', 'utf8')).toBe('grün\n');
  });
});

describe('to a browser', () => {
  async function fetchAll(path: string, write = async (_bytes: Uint8Array) => {}): Promise<string | null> {
    const download = exports.takeDownload(path.split('/').at(-1) ?? '');
    if (download === null) return null;
    const parts: Uint8Array[] = [];
    await download.writeTo(async (bytes) => {
      parts.push(bytes.slice());
      await write(bytes);
    });
    return Buffer.concat(parts).toString();
  }

  test('once, by a path nobody can guess', async () => {
    exports = make(null);
    await printMuch('one');
    const { download } = await exports.start('one', 'ansi');
    expect(download).toMatch(/^\/transcripts\/[\w-]{32}$/);
    expect(exports.list()).toEqual([]);
    expect((await fetchAll(download ?? ''))?.length).toBe(2_000_000);
    expect(await fetchAll(download ?? '')).toBeNull();
    expect(exports.list()).toMatchObject([{ state: { status: 'done', folder: null } }]);
  });

  test('a browser that goes away: it is off the list, and the transcript is let go', async () => {
    exports = make(null);
    await printMuch('one');
    const { download } = await exports.start('one', 'ansi');
    await expect(fetchAll(download ?? '', () => Promise.reject(new Error('gone')))).rejects.toThrow();
    await vi.waitFor(() => expect(exports.list()).toEqual([]));
  });

  test('a path that is not fetched soon is worth nothing', async () => {
    exports = make(null);
    await printMuch('one');
    const { download } = await exports.start('one', 'ansi');
    world.clock.advance(60_000);
    expect(await fetchAll(download ?? '')).toBeNull();
  });

  test('texts of the page are the browser’s affair', async () => {
    exports = make(null);
    await expect(exports.saveText('a.txt', 'x')).rejects.toMatchObject({ failure: { kind: 'bad-input' } });
  });
});
