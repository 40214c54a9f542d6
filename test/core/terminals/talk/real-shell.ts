import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import headless from '@xterm/headless';
import type { ShellFacts, ShellKept } from '../../../../electron/contract.ts';
import type { Keeper } from '../../../../electron/core/terminals/talk/keepers.ts';
import { createShellTalk } from '../../../../electron/core/terminals/talk/shell-talk.ts';
import { findProgram } from '../../../e2e/machine.ts';
import { realClock } from '../../../fakes/real-clock.ts';
import { createPtys } from '../../../gitlab/pty.ts';

export const shells = {
  /** As on the shell executor: a login shell, no TERM. */
  'bash, no TERM': { program: 'bash', start: 'unset TERM; exec bash -l' },
  bash: { program: 'bash', start: 'export TERM=xterm; exec bash' },
  dash: { program: 'dash', start: 'export TERM=xterm; exec dash -i' },
  busybox: { program: 'busybox', start: 'export TERM=xterm; exec busybox sh' },
  zsh: { program: 'zsh', start: 'export TERM=xterm; exec zsh -f -i' },
} as const;
export type ShellName = keyof typeof shells;

export const has = (...programs: readonly string[]) => programs.every((program) => findProgram(program) !== null);

/** A real shell on a pty of no size, as a runner gives it, behind our set-up and in front of a real terminal. */
export interface RealShell {
  /** The screen's lines, without empty ones at the end. */
  lines(): readonly string[];
  facts(): ShellFacts;
  kept(): ShellKept;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  fit(): void;
  when(what: string, is: () => boolean): Promise<void>;
  dispose(): void;
}

export function startRealShell(
  name: ShellName,
  options: {
    readonly size?: readonly [number, number];
    readonly rc?: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly mode?: 'follow' | 'open' | 'never';
    /** It is to be kept in one of these. */
    readonly keepers?: readonly Keeper[];
  } = {},
): RealShell {
  const home = mkdtempSync(join(tmpdir(), 'jobdeck-shell-'));
  mkdirSync(join(home, 'work'));
  const rc = options.rc ?? '';
  for (const file of ['.bash_profile', '.bashrc', '.zshrc'])
    writeFileSync(join(home, file), `PS1='me@box:\\w\\$ '\n${rc}\n`);
  const [columns, rows] = options.size ?? [100, 30];
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 500 });
  const pty = createPtys().spawn({
    command: '/bin/bash',
    args: ['-c', `stty rows 0 columns 0; unset COLUMNS LINES; ${shells[name].start}`],
    cwd: join(home, 'work'),
    env: {
      ...{ HOME: home, PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', HISTFILE: '' },
      ...options.environment,
    },
  });
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const check of [...listeners]) check();
  };
  const talk = createShellTalk({
    clock: realClock,
    shellSize: () => options.mode ?? 'follow',
    keepShells: () => options.keepers !== undefined,
    keepers: options.keepers ?? [],
    hasEarlier: false,
    keptName: `test-${randomUUID()}`,
    around: () => ({ executor: null, repository: null }),
    show: (bytes) => terminal.write(bytes, wake),
    seam() {},
    onLeft: wake,
    onChange: wake,
  });
  pty.onData((bytes) => talk.printed(bytes));
  // the terminal's own answers
  terminal.onData((data) => talk.typed(Buffer.from(data)));
  talk.begin();
  talk.connect({
    async send(bytes) {
      pty.write(Buffer.from(bytes));
    },
    get bufferedBytes() {
      return pty.pendingBytes;
    },
  });
  talk.resized(columns, rows);

  function facts(): ShellFacts {
    const { shell } = talk.facts();
    if (shell === null) throw new Error('the shell is gone');
    return shell;
  }

  function lines(): readonly string[] {
    const buffer = terminal.buffer.active;
    const all = Array.from({ length: terminal.rows }, (_, row) =>
      (buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
    while (all.at(-1) === '') all.pop();
    return all;
  }

  return {
    lines,
    facts,
    kept: () => talk.facts().kept,
    type: (text) => talk.typed(Buffer.from(text)),
    resize(wide, high) {
      terminal.resize(wide, high);
      talk.resized(wide, high);
    },
    fit: talk.fit,
    when(what, is) {
      return new Promise((resolve, reject) => {
        const check = () => {
          if (!is()) return;
          listeners.delete(check);
          stop();
          resolve();
        };
        const stop = realClock.after(15_000, () => {
          listeners.delete(check);
          reject(new Error(`not seen: ${what}; ${JSON.stringify(facts())}; screen ${JSON.stringify(lines())}`));
        });
        listeners.add(check);
        check();
      });
    },
    dispose() {
      const isKept = talk.facts().kept.status === 'kept';
      talk.gone('for-good');
      // a program that keeps a shell has to read that first
      if (isKept) return void realClock.after(1_000, free);
      pty.write(Buffer.from([3, 4]));
      free();
    },
  };

  function free(): void {
    try {
      process.kill(pty.pid, 'SIGKILL');
    } catch {
      // it has gone by itself
    }
    terminal.dispose();
    rmSync(home, { recursive: true, force: true });
  }
}
