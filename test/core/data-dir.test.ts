import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDataDir } from '../../electron/core/data-dir.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'jobdeck-data-')), 'data');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

it('is made for its user alone, with a folder for transcripts that lasts', () => {
  const first = openDataDir(folder);
  writeFileSync(join(first.transcriptsDir, 'kept'), 'output');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  first.release();
  const second = openDataDir(folder);
  expect(existsSync(join(second.transcriptsDir, 'kept'))).toBe(true);
  second.release();
});

it('clears what a killed run left half written, and nothing else', () => {
  openDataDir(folder).release();
  const halfWritten = join(folder, '.vault.json.4711.tmp');
  const aside = join(folder, 'vault.json.unreadable-2026-11-23T12-00-00');
  for (const file of [halfWritten, aside]) writeFileSync(file, '{}');
  openDataDir(folder).release();
  expect([existsSync(halfWritten), existsSync(aside)]).toEqual([false, true]);
});

it('lets one in at a time', () => {
  const first = openDataDir(folder);
  expect(() => openDataDir(folder)).toThrowError(/Another Jobdeck/);
  first.release();
  first.release();
  openDataDir(folder).release();
});

it.each([
  ['a dead process', () => JSON.stringify({ pid: spawnSync('true').pid, born: null })],
  ['a number given to another process since', () => JSON.stringify({ pid: process.ppid, born: '1' })],
  ['a damaged lock', () => 'half a lo'],
])('takes over from %s', (_name, lock) => {
  openDataDir(folder).release();
  writeFileSync(join(folder, 'jobdeck.lock'), lock());
  openDataDir(folder).release();
  expect(existsSync(join(folder, 'jobdeck.lock'))).toBe(false);
});

it('leaves a live process alone', () => {
  openDataDir(folder).release();
  writeFileSync(join(folder, 'jobdeck.lock'), JSON.stringify({ pid: process.ppid, born: null }));
  expect(() => openDataDir(folder)).toThrowError(String(process.ppid));
});
