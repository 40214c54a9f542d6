import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recipesFor, waitLines } from '../../../renderer/keep/recipes.ts';
import { findProgram } from '../../e2e/machine.ts';

/** As a runner calls them: what fails in between must not end the wait. */
const shells: readonly (readonly [string, readonly string[]])[] = [
  ['bash', ['bash', '-eo', 'pipefail', '-c']],
  ['dash', ['dash', '-e', '-c']],
  ['busybox', ['busybox', 'sh', '-e', '-c']],
];
const here = shells.filter(([name]) => findProgram(name) !== null);

let folder = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-keep-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A `sleep` that only notes that it was called; at the call with this number it does what a user would. */
function fakeSleep(stopAt: number): string {
  const calls = join(folder, 'calls');
  const program = join(folder, 'sleep');
  writeFileSync(calls, '');
  writeFileSync(
    program,
    `#!/bin/sh\necho "$1" >>'${calls}'\n[ "$(wc -l <'${calls}')" -lt ${stopAt} ] || touch '${folder}/.stop'\n`,
  );
  chmodSync(program, 0o755);
  return calls;
}

function run([program = '', ...args]: readonly string[], script: string) {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, CI_PROJECT_DIR: folder };
  const child = spawn(program, [...args, script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return {
    pid: child.pid ?? 0,
    ended: new Promise<{ code: number | null; printed: string }>((resolve) =>
      child.on('close', (code) => resolve({ code, printed })),
    ),
  };
}

describe.each(here)('in %s', (_name, command) => {
  const wait = `${waitLines({ minutes: 1, shell: 'sh' }).join('\n')}\necho over`;

  it('the wait ends when the stop file is there, and says how to make it', async () => {
    const calls = fakeSleep(3);
    const { code, printed } = await run(command, wait).ended;
    expect(readFileSync(calls, 'utf8')).toBe('5\n5\n5\n');
    expect({ code, printed }).toEqual({
      code: 0,
      printed: `Waiting for up to 1 h. To end it: touch ${folder}/.stop\nover\n`.replace('1 h', '1 min'),
    });
  });

  it('the wait ends by itself, and a stop file of an earlier job does not end it', async () => {
    const calls = fakeSleep(999);
    writeFileSync(join(folder, '.stop'), '');
    expect((await run(command, wait).ended).code).toBe(0);
    // 12 times 5 seconds are the minute that was asked for
    expect(readFileSync(calls, 'utf8')).toBe('5\n'.repeat(12));
  });

  it.each([
    ['failed', 1],
    ['success', 0],
  ])('after a job that is %s the condition lets %i wait begin', async (status, waits) => {
    const calls = fakeSleep(1);
    const [recipe] = recipesFor('job', {
      family: 'docker',
      minutes: 1,
      onlyFailed: true,
      shell: 'sh',
      jobName: 'build',
      held: false,
    });
    const yaml = recipe?.snippets[0]?.text ?? '';
    const script = yaml.slice(yaml.indexOf('- |\n') + 4);
    await run(command, `CI_JOB_STATUS=${status}\n${script}`).ended;
    expect(readFileSync(calls, 'utf8')).toBe('5\n'.repeat(waits));
  });

  it.runIf(existsSync('/proc/self/cmdline'))('a program is found, stands still, and goes on', async () => {
    const [recipe] = recipesFor('now', {
      family: 'docker',
      minutes: 1,
      onlyFailed: false,
      shell: 'sh',
      jobName: 'build',
      held: false,
    });
    const [list = '', stop = '', go = ''] = recipe?.snippets.map(({ text }) => text) ?? [];
    const marker = `waiting-for-${process.pid}`;
    const script = join(folder, marker);
    writeFileSync(script, 'echo ready\nread line\necho "$line"\n');
    const job = spawn('sh', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(job);
    const says = () => new Promise((resolve) => job.stdout?.once('data', (data) => resolve(String(data))));
    expect(await says()).toBe('ready\n');
    const { printed } = await run(command, list).ended;
    const number = new RegExp(`^(\\d+) {2}.*${marker}`, 'm').exec(printed)?.[1];
    expect(number).toBe(String(job.pid));
    const state = () => /^State:\s+(\S)/m.exec(readFileSync(`/proc/${number}/status`, 'utf8'))?.[1];
    await run(command, stop.replace('NUMBER', String(number))).ended;
    // the signal is delivered when the kernel gets to it
    await vi.waitFor(() => expect(state()).toBe('T'), { timeout: 15_000 });
    await run(command, go.replace('NUMBER', String(number))).ended;
    const said = says();
    job.stdin?.end('done\n');
    expect(await said).toBe('done\n');
  });
});

it.runIf(findProgram('pwsh') !== null)('the wait of PowerShell parses', async () => {
  const lines = waitLines({ minutes: 1, shell: 'pwsh' }).join('\n');
  writeFileSync(join(folder, 'wait.ps1'), lines);
  const parse = `$e = $null; [void][System.Management.Automation.Language.Parser]::ParseFile('${folder}/wait.ps1', [ref]$null, [ref]$e); exit $e.Count`;
  expect((await run(['pwsh', '-NoProfile', '-Command'], parse).ended).code).toBe(0);
});
