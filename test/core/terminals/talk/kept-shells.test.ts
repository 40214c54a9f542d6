import { afterEach, describe, expect, test } from 'vitest';
import { KEEPERS } from '../../../../electron/core/terminals/talk/keepers.ts';
import { has, type RealShell, type ShellName, shells, startRealShell } from './real-shell.ts';

let shell: RealShell;
afterEach(() => shell.dispose());

describe.each(Object.keys(shells) as ShellName[])('%s', (name) => {
  const { program } = shells[name];

  test.each(KEEPERS)(
    'in %s: of the same kind, with size and TERM, and no litter on screen or in history',
    async (by) => {
      if (!has(program, by)) return;
      shell = startRealShell(name, { keepers: [by], environment: { MINE: 'handed on' } });
      await shell.when('kept', () => shell.kept().status === 'kept');
      await shell.when('a prompt', () => /[$#%] ?$/.test(shell.lines().at(-1) ?? ''));
      expect(shell.lines().filter((line) => line !== '' && !/BusyBox|'help'/.test(line))).toHaveLength(1);
      shell.type('echo "size $(stty size) $MINE"; fc -l 2>&1 | grep -c "[_]jn="; cat; echo "ended-$((1+1))"\r');
      await shell.when('its size', () => shell.lines().includes('size 30 100 handed on'));
      shell.type('\u0004');
      await shell.when('what read has ended', () => shell.lines().includes('ended-2'));
      expect(shell.lines().join('\n')).not.toMatch(/jobdeck-|detached|7134/);
    },
  );
});
