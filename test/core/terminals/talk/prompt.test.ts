import { describe, expect, test } from 'vitest';
import { isSamePrompt, readPrompt } from '../../../../electron/core/terminals/talk/prompt.ts';

describe('what the end of the output says', () => {
  test.each([
    ['bash', 'hello\r\n\u001b[?2004hme@box:~$ ', 'shell', 'editor'],
    ['bash without a terminal name', 'me@box:~$ ', 'shell', 'sign'],
    ['busybox', '/builds # \u001b[6n', 'shell', 'editor'],
    ['dash', '# ', 'shell', 'sign'],
    [
      'zsh, drawn over its own mark',
      '\u001b[7m%\u001b[27m      \r \r\r\u001b[Jbox% \u001b[K\u001b[?2004h',
      'shell',
      'editor',
    ],
    ['a theme, by its marks', '\u001b]133;A\u0007~/work \u001b]133;B\u0007', 'shell', 'mark'],
    ['a command that runs, by the marks', '\u001b]133;B\u0007make\r\n\u001b]133;C\u001b\\100 % $ ', 'none', 'sign'],
    ['PowerShell', 'PS /builds/shop> ', 'powershell', 'sign'],
    ['Python', '>>> ', 'none', 'sign'],
    ['a question', 'Continue? [y/N] ', 'none', 'sign'],
    ['output with a line end', 'costs 5 $\r\n', 'none', 'sign'],
    ['nothing', '', 'none', 'sign'],
  ])('%s', (_what, raw, kind, by) => {
    expect(readPrompt(raw)).toMatchObject({ kind, by });
  });
});

describe('a prompt of the same shell', () => {
  test.each([
    ['me@box:~$ ', 'me@box:~$ ', true],
    ['me@box:~$ ', 'me@box:/builds/shop/src$ ', true],
    ['root@runner-ab-project-12:/# ', 'root@runner-ab-project-12:/builds/shop# ', true],
    ['/ # ', '/builds/shop # ', true],
    ['[me@box work]$ ', '[me@box src]$ ', true],
    ['12:30:01 me@box:~$ ', '12:31:44 me@box:/tmp$ ', true],
    ['me@box:~$ ', '(venv) me@box:~$ ', true],
    ['# ', '# ', true],
    ['# ', 'postgres=# ', false],
    ['me@box:~# ', 'postgres=# ', false],
    ['root@box:/# ', 'root@[local]:(none)> ', false],
    ['me@box:~$ ', '>>> ', false],
    ['$ ', 'echo costs 5 $', false],
    ['me@box:~$ ', 'redis$ ', false],
  ])('%s, then %s: %s', (known, line, same) => {
    expect(isSamePrompt(known, line)).toBe(same);
  });
});
