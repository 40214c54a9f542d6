import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileProblem } from '../../../electron/core/files.ts';
import { createWaitsFile, type KeptWait, type WaitsFile } from '../../../electron/core/waiting/waits-file.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { sampleJob, sampleNow } from '../../fakes/samples.ts';

let dir: string;
let problems: FileProblem[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-waits-'));
  problems = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = () => join(dir, 'waits.json');
const open = (): WaitsFile =>
  createWaitsFile({
    file: path(),
    log: createMemoryLog(),
    now: () => sampleNow,
    onProblem: (problem) => problems.push(problem),
  });

const job = sampleJob('a', 5, { name: 'deploy', status: 'created' });
const wait: KeptWait = {
  id: 'w1',
  pipeline: { accountId: 'a', projectId: 1, projectPath: 'acme/checkout', pipelineId: 9 },
  name: 'deploy',
  jobId: 5,
  notJobIds: [],
  because: 'armed',
  since: sampleNow,
  over: null,
};
const over: KeptWait = { ...wait, id: 'w2', over: { end: 'skipped', message: 'Skipped.', at: sampleNow } };

test('what is kept is there after a restart', () => {
  const file = open();
  expect(file.read()).toEqual([]);
  file.write([
    { wait, job },
    { wait: over, job: null },
  ]);
  const read = open().read();
  expect(read.map((one) => one.wait)).toEqual([wait, over]);
  expect(read.map((one) => one.job?.name ?? null)).toEqual(['deploy', null]);
  expect(problems).toEqual([]);
});

test('an empty list is kept too: what was disarmed stays so', () => {
  open().write([{ wait, job }]);
  open().write([]);
  expect(open().read()).toEqual([]);
});

describe.each([
  ['damaged', '{"version":1,"waits":[{'],
  ['of a newer Jobdeck', '{"version":2,"waits":{}}'],
  ['of another shape', '{"version":1,"waits":[{"wait":{"id":7}}]}'],
])('a file that is %s', (_what, text) => {
  test('is put aside, told, and not written over', () => {
    writeFileSync(path(), text);
    const file = open();
    expect(file.read()).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.keptAs).not.toBeNull();
    file.write([{ wait, job }]);
    expect(readFileSync(problems[0]?.keptAs ?? '', 'utf8')).toBe(text);
    expect(
      open()
        .read()
        .map((one) => one.wait),
    ).toEqual([wait]);
  });
});

test('no secret and nothing but waits is in it, for its owner alone', () => {
  open().write([{ wait, job }]);
  expect(readdirSync(dir)).toEqual(['waits.json']);
  expect(Object.keys(JSON.parse(readFileSync(path(), 'utf8')))).toEqual(['version', 'waits']);
});

test('what cannot be written is told, and the waits go on', () => {
  rmSync(dir, { recursive: true });
  open().write([{ wait, job }]);
  expect(problems[0]?.message).toContain('Waits end with Jobdeck.');
});
