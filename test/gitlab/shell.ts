import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pty, PtyOptions } from './pty.ts';
import type { Reaper } from './reaper.ts';

const path = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';

/** Nothing of the developer's own environment or dotfiles reaches a shell. */
export const baseEnvironment = (home: string): Record<string, string> => ({
  PATH: path,
  LANG: 'C.UTF-8',
  HOME: home,
  USER: 'gitlab-runner',
  LOGNAME: 'gitlab-runner',
  SHELL: '/bin/bash',
  HISTFILE: '',
});

/** The home of shells: start-up files with a prompt and little else. */
export function makeHome(folder: string, prompt: string): string {
  mkdirSync(folder, { recursive: true });
  const lines = [
    `export PATH='${path}'`,
    'unset HISTFILE',
    `PS1='${prompt}'`,
    "alias ll='ls -l'",
    '[ "$TERM" = dumb ] || alias ls="ls --color=auto"',
  ];
  const text = `${lines.join('\n')}\n`;
  writeFileSync(join(folder, '.bash_profile'), text);
  writeFileSync(join(folder, '.bashrc'), text);
  writeFileSync(join(folder, '.hushlogin'), '');
  return folder;
}

/**
 * A runner sets no window size (0×0, measured on shell and docker), and node-pty cannot be asked for one,
 * so the shell's predecessor sets it. HUP may be ignored where we run; a shell must not inherit that.
 */
const prologue = `stty rows 0 columns 0 2>/dev/null; unset COLUMNS LINES PWD OLDPWD SHLVL`;

export function spawnShell(
  ptys: { spawn(options: PtyOptions): Pty },
  reaper: Reaper,
  options: { readonly kind: 'shell' | 'docker'; readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Pty {
  const start =
    options.kind === 'shell' ? `${prologue}; unset TERM; exec bash -l` : `${prologue}; export TERM=xterm; exec bash`;
  const pty = ptys.spawn({ command: '/bin/bash', args: ['-c', start], cwd: options.cwd, env: options.env });
  reaper.watch(pty.pid);
  pty.onExit(() => reaper.forget(pty.pid));
  return pty;
}
