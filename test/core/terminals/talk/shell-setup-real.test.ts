import { afterEach, describe, expect, test } from 'vitest';
import { has, type RealShell, type ShellName, shells, startRealShell } from './real-shell.ts';

let shell: RealShell;
afterEach(() => shell.dispose());

const isTold = (columns: number, rows: number) => () => {
  const { size, sizing, doing } = shell.facts();
  return size?.columns === columns && size.rows === rows && sizing === 'idle' && doing === 'prompt';
};
const shows = (text: string) => () => shell.lines().some((line) => line.includes(text));

const prompts: Readonly<Record<ShellName, RegExp>> = {
  'bash, no TERM': /^me@box:~\/work[$#]$/,
  bash: /^me@box:~\/work[$#]$/,
  dash: /^[$#]$/,
  busybox: /^\S*\/work [$#]$/,
  zsh: /^\S+[%#]$/,
};

describe.each(Object.keys(shells) as ShellName[])('%s', (name) => {
  const { program } = shells[name];

  test.skipIf(!has(program))('is told size and TERM, and one prompt is all that is seen of it', async () => {
    shell = startRealShell(name);
    await shell.when('told', isTold(100, 30));
    await shell.when('a prompt', () => prompts[name].test(shell.lines().at(-1) ?? ''));
    // busybox greets
    const ofShell = shell.lines().filter((line) => line !== '' && !/BusyBox|'help'/.test(line));
    expect(ofShell).toHaveLength(1);

    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    shell.type('stty size; echo "T=$TERM [${_jd-gone}]"; HISTTIMEFORMAT= fc -l 2>&1 | grep -c stt[y].rows\r');
    await shell.when('the answer', shows('[gone]'));
    expect(shell.lines().some((line) => line === '30 100')).toBe(true);
    expect(shell.lines().some((line) => /^T=xterm(-256color)? \[gone\]$/.test(line))).toBe(true);
    await shell.when('the prompt again', () => shell.facts().doing === 'prompt');

    shell.resize(72, 22);
    await shell.when('told again', isTold(72, 22));
    shell.type('stty size\r');
    await shell.when('the new size', shows('22 72'));
    expect(shell.lines().join('\n')).not.toMatch(/_jd=|7133|printf/);
  });
});

describe('bash', () => {
  test('a colourful prompt of two lines with the exit status is left as it was', async () => {
    shell = startRealShell('bash', {
      rc: `PS1='\\n\\[\\e[32m\\]\\u\\[\\e[0m\\] in \\w ($?)\\n\\$ '; (exit 7)`,
    });
    await shell.when('told', isTold(100, 30));
    expect(shell.lines().filter((line) => line !== '')).toHaveLength(2);
    expect(shell.lines().at(-2)).toContain('(7)');
    shell.resize(90, 20);
    await shell.when('told again', isTold(90, 20));
    expect(shell.lines().filter((line) => line !== '')).toHaveLength(2);
    expect(shell.lines().at(-2)).toContain('(7)');
  });

  test('what was typed ahead comes behind it, and runs', async () => {
    shell = startRealShell('bash');
    shell.type('echo "ahead-$(stty size)"\r');
    await shell.when('its output', shows('ahead-30 100'));
    await shell.when('the prompt', isTold(100, 30));
    expect(shell.lines().filter((line) => line.startsWith('me@box'))).toHaveLength(2);
  });

  test('what prints into the prompt from the background puts it off to the next', async () => {
    shell = startRealShell('bash', {
      rc: '(for i in 1 2 3 4 5 6 7 8 9; do echo "noise-$i"; sleep 0.1; done) & disown',
    });
    await shell.when('the noise', shows('noise-9'));
    shell.type('\r');
    await shell.when('told', isTold(100, 30));
    const text = shell.lines().join('\n');
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8, 9]) expect(text).toContain(`noise-${number}`);
    expect(text).not.toMatch(/_jd=|stty rows/);
  });

  test('history holds nothing of it, whatever HISTCONTROL says', async () => {
    shell = startRealShell('bash', { rc: 'HISTCONTROL=' });
    await shell.when('told', isTold(100, 30));
    shell.type('history; echo done-$((1+1))\r');
    await shell.when('the history', shows('done-2'));
    expect(shell.lines().filter((line) => /^ +\d+ /.test(line))).toHaveLength(1);
  });

  test('nothing is typed while a command, a full-screen program or half a line is there', async () => {
    shell = startRealShell('bash');
    await shell.when('told', isTold(100, 30));
    shell.type('echo ask-$((1+1)); read -r answer; echo "got[$answer]"\r');
    await shell.when('the question', shows('ask-2'));
    expect(shell.facts().doing).toBe('busy');
    shell.resize(80, 20);
    await shell.when('waiting', () => shell.facts().sizing === 'waiting');
    shell.type('mine\r');
    await shell.when('the answer', shows('got[mine]'));
    await shell.when('told behind it', isTold(80, 20));

    shell.type('echo half #');
    await shell.when('half a line', shows('echo half #'));
    shell.resize(70, 18);
    await shell.when('waiting', () => shell.facts().sizing === 'waiting');
    shell.type(' way\r');
    await shell.when('told behind it', isTold(70, 18));
    expect(shell.lines().filter((line) => line === 'half')).toHaveLength(1);
  });

  test('an interpreter’s prompt is none of the shell’s', async () => {
    shell = startRealShell('bash');
    await shell.when('told', isTold(100, 30));
    // as psql prompts
    shell.type('while read -e -r -p \'postgres=# \' line; do echo "sql[$line]"; done\r');
    await shell.when('its prompt', shows('postgres=#'));
    shell.resize(80, 20);
    await shell.when('waiting', () => shell.facts().sizing === 'waiting');
    shell.type('select 1;\r');
    await shell.when('its answer', shows('sql[select 1;]'));
    expect(shell.lines().join('\n')).not.toContain('sql[ _jd');
    shell.type('\u0004');
    await shell.when('told once it is left', isTold(80, 20));
  });

  test('where it began, with which variables', async () => {
    shell = startRealShell('bash', { environment: { CI_PROJECT_DIR: '/builds/a b' } });
    await shell.when('told', isTold(100, 30));
    expect(shell.facts().place).toMatchObject({ hasJobVariables: true, buildDirectory: '/builds/a b', offered: true });
  });

  test('PowerShell is recognised and not typed into', async () => {
    shell = startRealShell('bash', { rc: "PS1='PS /builds> '" });
    await shell.when('recognised', () => shell.facts().sizing === 'impossible');
    expect(shell.lines()).toEqual(['PS /builds>']);
  });

  test('a shell that takes the line otherwise: all is shown as it came, and it is not asked again', async () => {
    shell = startRealShell('bash', { rc: 'printf() { :; }' });
    await shell.when('given up', () => shell.facts().sizing === 'failed');
    await shell.when('all of it', () => shell.lines().join('').includes('stty rows 30'));
    shell.resize(80, 20);
    shell.type('echo still-$((1+1))\r');
    await shell.when('a shell', shows('still-2'));
    expect(shell.facts().size).toBeNull();
  });
});

describe('programs that take the screen', () => {
  test.skipIf(!has('vim'))('vim fills the pane at once, and after a resize', async () => {
    shell = startRealShell('bash, no TERM', { size: [96, 28] });
    await shell.when('told', isTold(96, 28));
    shell.type('vim -u NONE -N "+set laststatus=2 ruler" file.txt\r');
    await shell.when(
      'vim',
      () =>
        shell.facts().doing === 'screen' &&
        shell.lines()[25] === '~' &&
        shell.lines()[26]?.includes('file.txt') === true,
    );
    shell.type(':q!\r');
    await shell.when('the prompt', () => shell.facts().doing === 'prompt');
    shell.resize(60, 20);
    await shell.when('told', isTold(60, 20));
    shell.type('vim -u NONE -N "+set laststatus=2 ruler" file.txt\r');
    await shell.when(
      'vim',
      () =>
        shell.facts().doing === 'screen' &&
        shell.lines()[17] === '~' &&
        shell.lines()[18]?.includes('file.txt') === true,
    );
  });

  test.skipIf(!has('less', 'seq'))('less pages by the pane', async () => {
    shell = startRealShell('bash', { size: [80, 15] });
    await shell.when('told', isTold(80, 15));
    shell.type('seq 1 200 | less\r');
    await shell.when('less', () => shell.lines()[13] === '14');
    expect(shell.facts().doing).toBe('screen');
    expect(shell.lines()[0]).toBe('1');
  });

  test.skipIf(!has('top'))('top draws as many lines as there are', async () => {
    shell = startRealShell('bash', { size: [110, 24] });
    await shell.when('told', isTold(110, 24));
    shell.type('top -d 30\r');
    await shell.when('top', shows('PID USER'));
    expect(shell.lines()[0]).toMatch(/^top - /);
    expect(shell.facts().doing).toBe('busy');
  });

  test.skipIf(!has('tmux'))('tmux has its status line on the last row, and the shell within the rest', async () => {
    shell = startRealShell('bash, no TERM', { size: [90, 26] });
    await shell.when('told', isTold(90, 26));
    shell.type('tmux -L jobdeck-$$ -f /dev/null new -s one "stty size; read -r x"\r');
    await shell.when('tmux', () => (shell.lines()[25] ?? '').startsWith('[one]'));
    await shell.when('its size', () => shell.lines()[0] === '25 90');
    expect(shell.facts().doing).toBe('screen');
    shell.type('\r');
    await shell.when('the prompt', () => shell.facts().doing === 'prompt');
  });
});
