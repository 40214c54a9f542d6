import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReadPace } from '../../../electron/core/terminals/read-pace.ts';
import { createSessionOutput, type SessionOutput } from '../../../electron/core/terminals/session-output.ts';
import type { Recording } from '../../../electron/core/transcripts/recording.ts';
import type { Segments } from '../../../electron/core/transcripts/segments.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainRecorder } from '../../fakes/plain-recorder.ts';

const MIB = 1024 * 1024;
const line = `${'x'.repeat(126)}\r\n`;
const plain = Buffer.from(line.repeat(512));
const moves = Buffer.from(`\u001b[1;1H${line}`.repeat(512));

let folder: string;
let clock: ManualClock;
let output: SessionOutput;
let sentTo: number;
let limits: (number | null)[];
let writing: Promise<void>;
let disk: { ready: Promise<void> };

/** A recording whose writes can be waited for, and begin when the disk is ready. */
function recordingOf(session: string): Recording {
  const recording = createPlainRecorder(folder, false).begin(session, null);
  const { segments } = recording;
  const write: Segments['write'] = (...given) => {
    writing = disk.ready.then(() => segments.write(...given));
    return writing;
  };
  return { ...recording, segments: Object.create(segments, { write: { value: write } }) };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-output-'));
  clock = createManualClock();
  sentTo = 0;
  limits = [];
  writing = Promise.resolve();
  disk = { ready: Promise.resolve() };
  output = createSessionOutput({
    id: 's',
    recording: recordingOf('s'),
    pace: createReadPace(clock),
    clock,
    log: createMemoryLog(),
    emit(offset, bytes) {
      sentTo = offset + bytes.length;
    },
    onChange: () => {},
    readAtMost: (bytesPerSecond) => limits.push(bytesPerSecond),
  });
});
afterEach(async () => {
  await output.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** No faster than the disk takes it. */
async function print(bytes: Buffer, total: number): Promise<void> {
  for (let printed = 0; printed < total; printed += bytes.length) {
    output.append(bytes);
    await writing;
  }
}

/** To a view that may leave parts out from here on. */
async function showPlain(linesThatFill: number): Promise<void> {
  output.attach();
  await print(plain, MIB / 4);
  clock.advance(10);
  output.acknowledge(sentTo, linesThatFill);
}

describe('how fast a session is read', () => {
  test('does not matter while its view keeps up', async () => {
    output.attach();
    for (let n = 0; n < 40; n += 1) {
      await print(moves, MIB / 2);
      clock.advance(10);
      output.acknowledge(sentTo, null);
    }
    expect(limits).toEqual([]);
  });

  test('is held back when its view is far behind, and for a view that is not there', async () => {
    await print(moves, 1.25 * MIB);
    expect(limits).toEqual([]);
    await print(moves, MIB);
    expect(limits).toEqual([4 * MIB]);
    expect(output.bytesPerSecond).toBe(4 * MIB);
    output.typed();
    expect(output.bytesPerSecond).toBeNull();
  });

  test('is not where the view may leave out what it is behind', async () => {
    await showPlain(5_000);
    await print(plain, 14 * MIB);
    expect(limits).toEqual([]);
  });

  test('is not where it may leave it out once there is enough of it, but no further than that could be', async () => {
    await showPlain(500_000);
    await print(plain, 14 * MIB);
    expect(limits).toEqual([]);
    await print(plain, 4 * MIB);
    expect(limits).toEqual([4 * MIB]);
  });

  test('is where something before it must be shown', async () => {
    await showPlain(5_000);
    await print(moves, 2 * MIB);
    await print(plain, 2 * MIB);
    expect(limits).toEqual([4 * MIB]);
  });

  test('is held back while the disk takes less than comes, however fast the view takes it', async () => {
    let goOn = () => {};
    const paused = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    disk.ready = paused;
    output.attach();
    for (let n = 0; n < 5 * 16; n += 1) {
      output.append(plain);
      clock.advance(10);
      output.acknowledge(sentTo, null);
    }
    expect(limits).toEqual([4 * MIB]);
    goOn();
    await expect.poll(() => limits).toEqual([4 * MIB, null]);
  });
});
