import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIdleLimits, USUAL_PING_MS } from '../../../electron/core/gitlab/idle-limits.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-idle-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const make = () => createIdleLimits({ file: join(dir, 'idle.json'), log: createMemoryLog() });
const one = 'https://git.example';

test.each<[string, readonly number[], number]>([
  ['nothing is known', [], USUAL_PING_MS],
  ['one end proves nothing', [8_000], USUAL_PING_MS],
  ['two after the same silence are a limit', [8_000, 8_040], 4_000],
  ['two after different ones are not', [8_000, 5_000], USUAL_PING_MS],
  ['ends right behind a byte have other reasons', [20, 20, 20], USUAL_PING_MS],
  ['a connection that had long been dead tells nothing', [140_000, 140_000], USUAL_PING_MS],
  ['a shorter limit counts, once it is proved', [8_000, 8_000, 5_000, 5_000], 2_500],
  ['a longer one does not slow it down', [5_000, 5_000, 9_000, 9_000], 2_500],
])('%s', (_what, ends, pingMs) => {
  const limits = make();
  for (const idleMs of ends) limits.died(one, idleMs);
  expect(limits.pingEveryMs(one)).toBe(pingMs);
  expect(limits.pingEveryMs('https://other.example')).toBe(USUAL_PING_MS);
});

test('what was found is kept over restarts', () => {
  const before = make();
  before.died(one, 6_000);
  before.died(one, 6_010);
  expect(make().pingEveryMs(one)).toBe(3_000);
});

test.each(['', '{', '{"version":2,"limits":[]}', '{"version":1,"limits":[["https://git.example",-5],7,[]]}'])(
  'a file of no use: %j',
  (text) => {
    writeFileSync(join(dir, 'idle.json'), text);
    expect(make().pingEveryMs(one)).toBe(USUAL_PING_MS);
  },
);
