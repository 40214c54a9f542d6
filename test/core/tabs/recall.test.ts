import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRecall } from '../../../electron/core/tabs/recall.ts';
import { createExportThread } from '../../../electron/core/transcripts/export-thread.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { exportProgram } from '../transcripts/export-program.ts';
import { createTestVault, startTranscripts, type TranscriptsWorld } from '../transcripts/world.ts';

let dir: string;
const vault = createTestVault();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-recall-'));
  mkdirSync(join(dir, 'transcripts'));
  vault.become({ mode: 'encrypted', backend: 'test' });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const startRun = () => startTranscripts(join(dir, 'transcripts'), { vault });

/** What another run of the app reads of them. */
async function inAnotherRun<T>(use: (recall: ReturnType<typeof recallOf>, world: TranscriptsWorld) => Promise<T>) {
  const world = startRun();
  const recall = recallOf(world);
  try {
    return await use(recall, world);
  } finally {
    recall.dispose();
    await world.shelf.dispose();
  }
}

function recallOf(world: TranscriptsWorld, program: () => Promise<string> = exportProgram) {
  const log = createMemoryLog();
  const recall = createRecall({ shelf: world.shelf, thread: createExportThread(program), clock: world.clock, log });
  return { ...recall, log };
}

/** A run that ends as it should, in which these tabs printed that. */
async function print(texts: Readonly<Record<string, string>>): Promise<void> {
  const world = startRun();
  for (const [id, text] of Object.entries(texts)) {
    const writer = world.open(id);
    await writer.print(text);
    await writer.close();
  }
  await world.shelf.dispose();
}

describe('what tabs showed in earlier runs', () => {
  it('is the text of their transcripts with its colours, the oldest run first', async () => {
    await print({ one: '\u001b[31mred\u001b[0m\r\n\u001b]0;title\u0007$ ' });
    await print({ two: 'next run\r\n' });
    expect(await inAnotherRun((recall) => recall.text(['one', 'two']))).toBe(
      '\u001b[31mred\u001b[0m\r\n$\r\nnext run\r\n',
    );
  });

  it('says where a run was stopped before it could', async () => {
    const killed = startRun();
    await killed.open('one').print('make all\r\n');
    await vi.waitFor(() => expect(existsSync(join(dir, 'transcripts', 'one', 'transcript.json'))).toBe(true));
    const text = await inAnotherRun((recall) => recall.text(['one']));
    expect(text.replaceAll('\u001b', 'ESC')).toMatch(
      /^make all\r\nESC\[2m──── ended · \d{1,2} [A-Z][a-z]{2}, \d\d:\d\d:\d\d · Jobdeck was closed ────ESC\[0m\r\n$/u,
    );
  });

  it('is the end of it, where there is much', async () => {
    await print({ one: Array.from({ length: 500_000 }, (_, n) => `line ${n}\r\n`).join('') });
    const lines = (await inAnotherRun((recall) => recall.text(['one']))).trimEnd().split('\r\n');
    expect(lines.at(-1)).toBe('line 499999');
    expect(lines.length).toBeGreaterThanOrEqual(10_000);
    expect(lines.length).toBeLessThan(10_100);
  });

  it('is that of the newest run alone, where that fills a terminal', async () => {
    await print({ one: 'old\r\n' });
    await print({ two: 'line\r\n'.repeat(12_000) });
    expect(await inAnotherRun((recall) => recall.text(['one', 'two']))).not.toContain('old');
  });

  it('is nothing while the vault is locked, and there once it is not', async () => {
    await print({ one: 'text\r\n' });
    vault.become({ mode: 'locked' });
    await inAnotherRun(async (recall) => {
      expect(await recall.text(['one'])).toBe('');
      vault.become({ mode: 'encrypted', backend: 'test' });
      expect(await recall.text(['one'])).toBe('text\r\n');
      expect(recall.log.lines.join()).toBe('');
    });
  });

  it('is what there is of it, where a transcript was deleted', async () => {
    await print({ two: 'kept\r\n' });
    expect(await inAnotherRun((recall) => recall.text(['gone', 'two']))).toBe('kept\r\n');
    expect(await inAnotherRun((recall) => recall.text([]))).toBe('');
  });

  it('keeps nobody waiting: given up after ten seconds, and when the app ends', async () => {
    await print({ one: 'text\r\n' });
    const world = startRun();
    const hangs = async () => 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);';
    const recall = recallOf(world, hangs);
    await world.shelf.list();
    const timers = world.clock.waiting;
    const first = recall.text(['one']);
    await vi.waitFor(() => expect(world.clock.waiting).toBeGreaterThan(timers));
    world.clock.advance(10_000);
    expect(await first).toBe('');
    const second = recall.text(['one', 'one']);
    recall.dispose();
    expect(await second).toBe('');
    await world.shelf.dispose();
  });

  it('is nothing where the thread fails, which is noted', async () => {
    await print({ one: 'secret words\r\n' });
    const world = startRun();
    const recall = recallOf(world, async () => 'throw new Error("secret words")');
    expect(await recall.text(['one'])).toBe('');
    expect(recall.log.lines.join()).toContain('what a tab showed could not be read');
    expect(recall.log.lines.join()).not.toContain('secret');
    await world.shelf.dispose();
  });
});
