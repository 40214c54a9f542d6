import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSegmentFiles } from '../../../electron/core/terminals/backlog-file.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'jobdeck-segments-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('writes and reads back at any place, for this user alone, and leaves nothing', async () => {
  const dir = join(parent, 'one');
  const segments = createSegmentFiles(dir);
  expect(existsSync(dir)).toBe(false);
  await segments.write(3, 0, [Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
  await segments.write(3, 4, [Uint8Array.of(5, 6)]);
  expect([...(await segments.read(3, 1, 4))]).toEqual([2, 3, 4, 5]);
  const [name] = readdirSync(dir);
  expect(statSync(join(dir, name ?? '')).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  await segments.dispose();
  expect(existsSync(dir)).toBe(false);
});

test('a segment that lost bytes is refused, never filled with zeros', async () => {
  const dir = join(parent, 'two');
  const segments = createSegmentFiles(dir);
  await segments.write(0, 0, [Uint8Array.of(1, 2, 3, 4)]);
  truncateSync(join(dir, readdirSync(dir)[0] ?? ''), 2);
  await expect(segments.read(0, 0, 4)).rejects.toMatchObject({ code: 'ESHORT' });
  await expect(segments.read(7, 0, 1)).rejects.toMatchObject({ code: 'ENOENT' });
  await segments.dispose();
});
