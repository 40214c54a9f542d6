import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileProblem } from '../../../electron/core/files.ts';
import { createNoticeMemory } from '../../../electron/core/notices/notice-memory.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { ended, held, MINUTE, noticesOf, openState, sessionOf } from './notices-world.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-notices-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = createManualClock();
const problems: FileProblem[] = [];
function openMemory() {
  problems.length = 0;
  return createNoticeMemory({
    file: join(folder, 'notices.json'),
    now: clock.now,
    log: createMemoryLog(),
    onProblem: (problem) => problems.push(problem),
  });
}

describe('the memory of notices', () => {
  it('brings the list back after a restart, without what led to terminals, and tells none of it again', () => {
    const first = noticesOf({}, clock, openMemory());
    first.notices.sessionsChanged([
      sessionOf('s', held(clock.now(), 30 * MINUTE)),
      sessionOf('t', openState, { jobId: 11 }),
    ]);
    first.notices.sessionsChanged([
      sessionOf('s', held(clock.now(), 30 * MINUTE)),
      sessionOf('t', ended(clock.now(), 'job-cancelled', { next: ['retry-job'] }), { jobId: 11 }),
    ]);
    first.notices.dispose();
    expect(first.desktop).toHaveLength(1);
    expect(statSync(join(folder, 'notices.json')).mode & 0o777).toBe(0o600);

    const second = noticesOf({}, clock, openMemory());
    expect(problems).toEqual([]);
    expect(second.notices.list().map(({ kind, read, reach }) => [kind, read, reach])).toEqual([
      ['session-ended', false, 'list'],
      ['session-held', true, 'list'],
    ]);
    expect(second.notices.list()[0]?.actions.map((action) => action.do)).toEqual(['retry-job']);
    second.notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(10_000);
    expect(second.notices.list()).toHaveLength(2);
    expect(second.desktop).toEqual([]);
    second.notices.dispose();
  });

  it('is written before the desktop is told', () => {
    let onDisk = '';
    const { notices } = noticesOf({}, clock, openMemory(), () => {
      onDisk = readFileSync(join(folder, 'notices.json'), 'utf8');
    });
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(2000);
    expect(onDisk).toContain('"held s 1 "');
    notices.dispose();
  });

  it('keeps no names of jobs where lists are not to be remembered, and yet what was told', () => {
    const { notices } = noticesOf({ rememberJobs: false }, clock, openMemory());
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE), { name: 'deploy:secret' })]);
    notices.fileTrouble({ file: 'vault', message: 'It was damaged.', keptAs: '/data/vault.json.unreadable' });
    notices.dispose();
    const text = readFileSync(join(folder, 'notices.json'), 'utf8');
    expect(text).not.toContain('deploy:secret');
    expect(text).toContain('The vault could not be read');
    expect(openMemory().kept.told).toContain('held s 1 ');
  });

  it.each([
    ['damaged', '{"version":1,"told":["a'],
    ['of another kind', '[]'],
    ['of a newer version', '{"version":2,"told":[],"notices":[]}'],
    [
      'with an action that was never ours',
      JSON.stringify({
        version: 1,
        told: [],
        notices: [{ keys: [], notice: { actions: [{ do: 'open-url', label: 'x', url: 'file:///etc/passwd' }] } }],
      }),
    ],
  ])('that is %s is put aside and reported', (_what, text) => {
    writeFileSync(join(folder, 'notices.json'), text);
    expect(openMemory().kept).toEqual({ told: [], notices: [] });
    expect(problems).toHaveLength(1);
    const aside = readdirSync(folder).find((name) => name.startsWith('notices.json.unreadable-'));
    expect(problems[0]?.keptAs).toBe(join(folder, aside ?? ''));
    expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe(text);
  });

  it('that cannot be written costs no notice', () => {
    const memory = createNoticeMemory({
      file: join(folder, 'not-there', 'notices.json'),
      now: clock.now,
      log: createMemoryLog(),
      onProblem() {},
    });
    const { desktop, notices } = noticesOf({}, clock, memory);
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(5000);
    expect(desktop).toHaveLength(1);
    notices.dispose();
  });
});
