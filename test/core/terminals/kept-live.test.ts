import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import headless from '@xterm/headless';
import { afterEach, describe, expect, test } from 'vitest';
import { KEEPERS, type Keeper } from '../../../electron/core/terminals/talk/keepers.ts';
import { type Live, startLive, type Tab } from './live.ts';
import { has } from './talk/real-shell.ts';

/** Real shells in the real programs, over a simulated GitLab that sends its Ctrl-D at the end of each connection. */
let live: Live;
let name: string;
let open: Tab | null = null;

afterEach(async () => {
  // its program would outlive the test
  if (open !== null) live.sessions.close(open.id);
  open = null;
  await live.dispose();
  // the job would wait a minute before it does that itself
  rmSync(`/tmp/.jobdeck-${name}`, { recursive: true, force: true });
});

async function begin(keepers: readonly Keeper[], executor: 'shell' | 'docker' = 'shell') {
  name = `test-${randomUUID()}`;
  live = await startLive({}, null, {
    ...{ keepShells: () => true, shellSize: () => 'follow', keepers, keptName: () => name },
  });
  const job = live.world.job({ executor });
  const tab = live.open(job);
  open = tab;
  live.sessions.resize(tab.id, 90, 25);
  await tab.state('open');
  return { job, tab };
}

async function kept(by: Keeper, executor: 'shell' | 'docker' = 'shell') {
  const { job, tab } = await begin([by], executor);
  await tab.when('a kept shell', () => tab.view.kept.status === 'kept');
  await tab.when('its prompt', () => tab.view.shell?.doing === 'prompt');
  return { job, tab };
}

const shellFile = () => `/tmp/.jobdeck-${name}/shell`;

/** What a terminal of this size shows of all that came, and its scrollback. */
async function shown(tab: Tab, columns = 90, rows = 25): Promise<readonly string[]> {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 2_000 });
  await new Promise<void>((resolve) => terminal.write(Buffer.from(tab.text), resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, n) => active.getLine(n)?.translateToString(true) ?? '');
  terminal.dispose();
  return lines.map((line) => line.trimEnd());
}

async function dropAndComeBack(tab: Tab, job: Awaited<ReturnType<typeof begin>>['job']): Promise<void> {
  const before = job.terminal;
  before?.drop();
  await tab.when('the same shell again', () => {
    const { kept: facts, state } = tab.view;
    return state.status === 'open' && facts.status === 'kept' && facts.resumedAt !== null;
  });
}

describe.each(KEEPERS)('%s', (by) => {
  test.skipIf(!has(by))('a command goes on over a drop, and the same shell is there again, in its size', async () => {
    const { job, tab } = await kept(by);
    // of one process group: what a shell with job control starts anew all the time may be gone just when Ctrl-C comes
    const count = 'n=0; while [ $n -lt 600 ]; do n=$((n+1)); echo "tick-$n-"; sleep 0.1; done';
    tab.type(`mine=seven; sh -c '${count}'\r`);
    await tab.shows('tick-3-');
    await dropAndComeBack(tab, job);
    await tab.shows('the same shell');
    expect(tab.text).not.toContain('new shell');
    expect(tab.view.shellNumber).toBe(1);
    // dtach passes on only what is printed from then on
    const goesOn = /the same shell[\s\S]*tick-(\d+)-/;
    await tab.shows(goesOn);
    await tab.shows(`tick-${Number(goesOn.exec(tab.text)?.[1]) + 5}-`);

    tab.type('\u0003');
    await tab.when('its prompt', () => tab.view.shell?.doing === 'prompt');
    tab.type('echo "var-$mine $(stty size)"\r');
    await tab.shows('var-seven 25 90');
    live.sessions.resize(tab.id, 70, 20);
    await tab.when('told', () => tab.view.shell?.size?.columns === 70 && tab.view.inputPendingBytes === 0);
    tab.type('echo "size-$(stty size)"\r');
    await tab.shows('size-20 70');
    const text = (await shown(tab)).join('\n');
    expect(text).not.toMatch(/_jn=|jobdeck-|\[detached|7134/);
  });

  test.skipIf(!has(by))('GitLab’s Ctrl-D at the end ends nothing in there; the user’s does', async () => {
    const { job, tab } = await kept(by);
    tab.type('echo "cat-runs-$((1+1))"; cat; echo "cat-ended-$((1+1))"\r');
    await tab.shows('cat-runs-2');
    tab.type('first\r');
    await tab.shows(/first[^\n]*\r\n[\s\S]*first/);
    await dropAndComeBack(tab, job);
    tab.type('second\r');
    await tab.shows(/second[^\n]*\r\n[\s\S]*second/);
    expect(tab.text).not.toContain('cat-ended-2');
    tab.type('\u0004');
    await tab.shows('cat-ended-2');
    await tab.when('its prompt', () => tab.view.shell?.doing === 'prompt');
    tab.type('\u0004');
    const { ending } = await tab.state('ended');
    expect(ending).toMatchObject({ reason: 'shell-left', certainty: 'certain' });
    expect(existsSync(shellFile())).toBe(false);
  });

  test.skipIf(!has(by))('a tab that is closed takes its shell along', async () => {
    const { tab } = await kept(by);
    const shell = Number(readFileSync(shellFile(), 'utf8'));
    expect(isAlive(shell)).toBe(true);
    live.sessions.end(tab.id);
    await tab.state('ended');
    await tab.when('the shell is gone', () => !isAlive(shell));
  });

  test.skipIf(!has(by))('left on docker, where the socket stays open', async () => {
    const { tab } = await kept(by, 'docker');
    tab.type('exit\r');
    expect((await tab.state('ended')).ending).toMatchObject({ reason: 'shell-left' });
  });
});

test('none of the three: said once, and the shell is as it would have been', async () => {
  const { tab } = await begin(['tmux-that-is-not-there' as Keeper]);
  await tab.when('refused', () => tab.view.kept.status === 'refused');
  expect(tab.view.kept).toEqual({ status: 'refused', why: 'none-there' });
  await tab.when('its prompt', () => tab.view.shell?.doing === 'prompt');
  tab.type('echo "here-$((1+1)) $(stty size)"\r');
  await tab.shows(/here-2 25 90[\s\S]*[$#] /);
  const lines = (await shown(tab)).filter((line) => line !== '');
  expect(lines.filter((line) => /[$#]/.test(line) && !line.includes('echo'))).toHaveLength(1);
  expect(lines.join('\n')).not.toMatch(/_jn=|jobdeck-/);
});

test.skipIf(!has('tmux'))('a shell that is open is kept from its next prompt on, when that is asked for', async () => {
  name = `test-${randomUUID()}`;
  live = await startLive({}, null, { shellSize: () => 'never', keptName: () => name });
  const job = live.world.job({ executor: 'shell' });
  const tab = live.open(job);
  open = tab;
  live.sessions.resize(tab.id, 90, 25);
  await tab.state('open');
  await tab.when('its prompt', () => tab.view.shell?.doing === 'prompt');
  tab.type('cd /tmp; echo "plain-$((1+1))"\r');
  await tab.shows('plain-2');
  live.sessions.keep(tab.id);
  await tab.when('a kept shell', () => tab.view.kept.status === 'kept');
  expect(tab.view.shellNumber).toBe(2);
  tab.type('echo "in $PWD"\r');
  await tab.shows('in /tmp');
  job.terminal?.drop();
  await tab.shows('the same shell');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
