import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepScript } from '../../../../electron/core/terminals/talk/keep-line.ts';
import { findKeepMark, type KeepMark } from '../../../../electron/core/terminals/talk/keep-marks.ts';
import { KEEPERS, type Keeper, keysOf } from '../../../../electron/core/terminals/talk/keepers.ts';
import { createPtys, type Pty } from '../../../gitlab/pty.ts';
import { has } from './real-shell.ts';

/** The program itself, in every `sh` that this machine has. What types it, and into which shells, is kept-shells.test.ts. */
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  dash: ['dash'],
  bash: ['bash', '--posix'],
  busybox: ['busybox', 'sh'],
  zsh: ['zsh', '--emulate', 'sh'],
};
const here = (name: string) => has(name);
const NONCE = 'a1b2c3';

let home: string;
let directory: string;
let loops: Loop[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'jobdeck-loop-'));
  // a socket's path has 107 characters at most
  directory = `/tmp/.jobdeck-loop-${randomUUID().slice(0, 8)}`;
});

afterEach(async () => {
  const shell = shellId();
  if (shell !== null) kill(shell, 'SIGHUP');
  for (const loop of loops) kill(loop.pty.pid, 'SIGKILL');
  loops = [];
  for (const path of [home, directory]) rmSync(path, { recursive: true, force: true });
});

function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const shellId = () =>
  existsSync(join(directory, 'shell')) ? Number(readFileSync(join(directory, 'shell'), 'utf8')) : null;

/** A program of the test's own in front of the machine's. */
function instead(program: string, script: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const environment = () => ({
  ...{ _jn: NONCE, HOME: home, TERM: 'xterm', LANG: 'C.UTF-8', PS1: '$ ', MINE: 'handed on' },
  PATH: `${join(home, 'bin')}:${process.env.PATH}`,
});
const line = (sh: readonly string[], keepers: readonly string[]) => {
  const [command = '', ...first] = sh;
  return { command, args: [...first, '-c', keepScript(), 'jobdeck', directory, 'sh', '', keepers.join(' ')] };
};

interface Loop {
  readonly pty: Pty;
  readonly isOver: boolean;
  /** The next thing that it says. */
  says(mark: KeepMark['is']): Promise<void>;
  /** What is shown after the last mark. */
  shows(text: string): Promise<void>;
  type(text: string | Uint8Array): void;
  /** Runs something in the kept shell. */
  run(command: string, answer: string): Promise<void>;
  /** Answers a mark that waits for an empty line, and waits for the program to draw. */
  attached(): Promise<void>;
  /** The user's, as shell-keep.ts sends it. */
  ctrlD(): Promise<void>;
  over(): Promise<void>;
}

function start(sh: readonly string[], by: Keeper): Loop {
  const pty = createPtys().spawn({ ...line(sh, [by]), cwd: home, env: environment() });
  let seen = Buffer.alloc(0);
  let isOver = false;
  pty.onData((bytes) => {
    seen = Buffer.concat([seen, bytes]);
  });
  pty.onExit(() => {
    isOver = true;
  });
  const until = (what: string, is: () => boolean) =>
    expect.poll(is, { timeout: 15_000, interval: 20, message: `${what}, in ${JSON.stringify(`${seen}`)}` }).toBe(true);
  const loop: Loop = {
    pty,
    get isOver() {
      return isOver;
    },
    async says(mark) {
      await until(mark, () => findKeepMark(seen, NONCE) !== null);
      const found = findKeepMark(seen, NONCE);
      expect(found?.mark).toMatchObject(mark === 'none' || mark === 'failed' ? { is: mark } : { is: mark, by });
      seen = seen.subarray(found?.end);
    },
    shows: (text) => until(text, () => seen.includes(text)),
    type: (text) => pty.write(Buffer.from(text)),
    async run(command, answer) {
      loop.type(`${command}\r`);
      await loop.shows(answer);
    },
    async attached() {
      loop.type('\r');
      await loop.shows('\u001b[');
    },
    async ctrlD() {
      const { ctrlD } = keysOf(by);
      loop.type(ctrlD ?? '\u0004');
      if (ctrlD !== null) return;
      await loop.says('ask');
      loop.type('d\r');
      await loop.says('again');
      await loop.attached();
    },
    over: () => until('over', () => isOver),
  };
  loops.push(loop);
  return loop;
}

describe.each(Object.keys(SHELLS).filter(here))('run by %s', (name) => {
  const sh = SHELLS[name] ?? [];

  test.each(KEEPERS.filter((by) => has(by)))('a shell in %s, from its beginning to its end', async (by) => {
    const first = start(sh, by);
    await first.says('new');
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(shellId()).toBeNull();
    await first.attached();
    await first.run('mine=seven; echo "in-$((1+1)) $MINE $(umask)"', `in-2 handed on ${umask()}`);

    // a word that is waited for: another size
    first.type(keysOf(by).detach);
    await first.says('ask');
    first.type('rows 20 cols 70\r');
    await first.says('again');
    await first.attached();
    await first.run('echo "size-$(stty size)"', 'size-20 70');

    // the user's Ctrl-D reaches what reads
    await first.run('echo "cat-$((1+1))"; cat; echo "read-$((1+1))"', 'cat-2');
    await first.ctrlD();
    await first.shows('read-2');

    // GitLab's lets go and no more; another connection finds the same shell, and takes it from the first
    await first.run('echo "cat-$((2+1))"; cat; echo "read-$((2+1))"', 'cat-3');
    first.type('\u0004');
    if (by !== 'tmux') await first.says('ask');
    const second = start(sh, by);
    await second.says('old');
    await first.over();
    await second.attached();
    await second.ctrlD();
    await second.shows('read-3');
    await second.run('echo "same-$mine"', 'same-seven');

    second.type('exit\r');
    await second.says('end');
    expect(existsSync(directory)).toBe(false);
    expect(second.isOver).toBe(false);
    second.type('\r');
    await second.over();
  });

  const run = (keepers: readonly string[], input = '\n') => {
    const { command, args } = line(sh, keepers);
    const { status, stdout } = spawnSync(command, args, { env: environment(), input });
    return { status, is: findKeepMark(stdout.subarray(stdout.lastIndexOf(0x1b)), NONCE)?.mark.is };
  };

  test('none of the programs is there: the outer shell goes on', () => {
    expect(run(['none-such', 'nor-this'])).toEqual({ status: 7, is: 'none' });
  });

  test('the first that is there is taken', () => {
    instead('dtach', 'exit 1');
    run(['none-such', 'dtach', 'screen'], '');
    expect(readFileSync(join(directory, 'by'), 'utf8')).toBe('dtach\n');
  });

  test('the program does not start: the outer shell goes on', () => {
    instead('tmux', 'exit 1');
    expect(run(['tmux'])).toEqual({ status: 7, is: 'failed' });
  });

  test('a folder that is a link to elsewhere is not gone into', () => {
    symlinkSync(home, directory);
    expect(run(['tmux'])).toEqual({ status: 7, is: 'failed' });
    expect(readdirSync(home)).toEqual([]);
  });
});

const umask = () => process.umask().toString(8).padStart(4, '0');

const plain = ['dash', 'bash'].find(here) ?? '';
const by = KEEPERS.find((one) => has(one)) ?? 'tmux';

describe.skipIf(plain === '' || !has(by))('nobody there', () => {
  /** `sleep` takes as long as the test wants, and says when it was called. */
  const calls = () => join(home, 'calls');
  const sleeps = (seconds: string) =>
    existsSync(calls()) ? readFileSync(calls(), 'utf8').split(`${seconds}\n`).length - 1 : 0;
  const many = async (seconds: string, more: number) => {
    const enough = sleeps(seconds) + more;
    await expect.poll(() => sleeps(seconds), { timeout: 15_000, interval: 20 }).toBeGreaterThanOrEqual(enough);
  };
  const gone = () => expect.poll(() => existsSync(directory), { timeout: 15_000, interval: 20 }).toBe(false);

  test('for an hour: the kept shell ends, and not while somebody is', async () => {
    instead('sleep', `echo $1 >>${calls()}; exec /bin/sleep .01`);
    const loop = start([plain], by);
    await loop.says('new');
    await loop.attached();
    await loop.run('echo "in-$((1+1))"', 'in-2');
    await many('60', 61);
    const shell = shellId() ?? 0;
    expect(kill(shell, 0)).toBe(true);

    kill(loop.pty.pid, 'SIGKILL');
    const left = sleeps('60');
    await gone();
    expect(kill(shell, 0)).toBe(false);
    expect(sleeps('60') - left).toBeGreaterThanOrEqual(59);
  });

  test.each([true, false])('to answer the loop (%s: there is): it waits for some seconds only', async (isAnswered) => {
    instead(
      'sleep',
      `echo $1 >>${calls()}; [ $1 = 60 ] && exec /bin/sleep 60; until [ -e ${home}/late ]; do /bin/sleep .01; done`,
    );
    const loop = start([plain], by);
    await loop.says('new');
    await loop.attached();
    await loop.run('echo "in-$((1+1))"', 'in-2');
    loop.type(keysOf(by).detach);
    await loop.says('ask');
    if (isAnswered) {
      loop.type('-\r');
      await loop.says('again');
    }
    appendFileSync(join(home, 'late'), '');
    if (isAnswered) {
      await loop.attached();
      await loop.run('echo "still-$((1+1))"', 'still-2');
      expect(loop.isOver).toBe(false);
    } else await loop.over();
    expect(sleeps('9')).toBe(1);
    expect(kill(shellId() ?? 0, 0)).toBe(true);
  });
});
