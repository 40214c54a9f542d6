import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog, redact } from '../../electron/core/log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['note', 'glpat-Ab1_c2-d3e4f5g6h7', 'Ab1_c2'],
  ['note', 'Cookie: a=1; _gitlab_session=0a1b2c', '0a1b2c'],
  ['note', 'remember_user_token=eyJfcmFpbHMi', 'eyJf'],
  ['note', 'Authorization: Bearer abc.def', 'abc.def'],
  ['note', 'private-token: hunter2hunter2', 'hunter2'],
  ['note', 'https://git.example.org/x?private_token=hunter2', 'hunter2'],
  ['note', 'http://me:hunter2@proxy:3128', 'hunter2'],
  ['note', `id ${'ab12'.repeat(8)}`, 'ab12ab12'],
  ['token', 'anything', 'anything'],
  ['sessionCookie', 'anything', 'anything'],
])('hides what looks like a secret in %s=%j', (name, value, secret) => {
  expect(redact(name, value)).not.toContain(secret);
});

it('leaves ordinary fields as they are', () => {
  expect(redact('job', 'a1:77')).toBe('a1:77');
  expect(redact('path', 'https://git.example.org/group/app/-/jobs/7')).toBe(
    'https://git.example.org/group/app/-/jobs/7',
  );
});

it('writes one line each, whatever is in it, for its user alone', () => {
  const file = join(folder, 'jobdeck.log');
  const log = createLog({ file, now: () => 0 });
  log.info('jobs', 'swept', { count: 3, failed: false, text: 'a\nb\u001b[31m\u2028c' });
  log.warn('jobs', 'slow');
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toBe('1970-01-01T00:00:00.000Z info jobs swept count=3 failed=false text="a b [31m c"');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('turns over at a megabyte and keeps one old file', () => {
  const file = join(folder, 'jobdeck.log');
  const log = createLog({ file, now: () => 0 });
  for (let index = 0; index < 5000; index += 1) log.info('test', 'line', { text: 'x y '.repeat(70) });
  expect(statSync(file).size).toBeLessThanOrEqual(1024 * 1024);
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(1024 * 1024);
});

it('does not throw where it cannot write', () => {
  createLog({ file: join(folder, 'missing', 'jobdeck.log'), now: () => 0 }).info('a', 'b');
});
