import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReadPace } from '../../../electron/core/terminals/read-pace.ts';
import { createSessionOutput, type SessionOutput } from '../../../electron/core/terminals/session-output.ts';
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

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-output-'));
  clock = createManualClock();
  sentTo = 0;
  limits = [];
  output = createSessionOutput({
    id: 's',
    recording: createPlainRecorder(folder, false).begin('s', null),
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

function print(bytes: Buffer, total: number): void {
  for (let printed = 0; printed < total; printed += bytes.length) output.append(bytes);
}

describe('how fast a session is read', () => {
  test('does not matter while its view keeps up', () => {
    output.attach();
    for (let n = 0; n < 40; n += 1) {
      print(moves, MIB / 2);
      clock.advance(10);
      output.acknowledge(sentTo, null);
    }
    expect(limits).toEqual([]);
  });

  test('is held back when its view is far behind, and for a view that is not there', () => {
    print(moves, 3 * MIB);
    expect(limits).toEqual([]);
    print(moves, 2 * MIB);
    expect(limits).toEqual([4 * MIB]);
    expect(output.bytesPerSecond).toBe(4 * MIB);
    output.typed();
    expect(output.bytesPerSecond).toBeNull();
  });

  test('is not where the view may leave out what it is behind', () => {
    output.attach();
    print(plain, MIB / 4);
    clock.advance(10);
    output.acknowledge(sentTo, 5_000);
    print(plain, 14 * MIB);
    expect(limits).toEqual([]);
  });
});
