import { beforeEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../../../electron/contract.ts';
import {
  afterSetup,
  findMark,
  foreignLines,
  goLine,
  pathOf,
  setupLine,
} from '../../../../electron/core/terminals/talk/setup-line.ts';
import { createShellSetup, type ShellSetup } from '../../../../electron/core/terminals/talk/shell-setup.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';

const prompt = '\u001b[?2004hme@box:~$ ';
const mark = (nonce = 'n1', directory = '/home/me', project = '') =>
  `\u001b]7133;${nonce}\u001e${directory}\u001e${project}\u0007`;

let clock: ManualClock;
let setup: ShellSetup;
let mode: Settings['shellSize'];
let shown: string;
let sent: string;
let pending: number;

const print = (text: string) => setup.printed(Buffer.from(text));
const type = (text: string) => setup.typed(Buffer.from(text));
const facts = () => setup.facts({ executor: null, repository: null });
const echo = () => `${sent.slice(sent.lastIndexOf(' _jd')).replace(/\r$/, '')}\r\n\u001b[?2004l\r`;

beforeEach(() => {
  clock = createManualClock();
  mode = 'follow';
  shown = '';
  sent = '';
  pending = 0;
  let nonces = 0;
  setup = createShellSetup({
    clock,
    mode: () => mode,
    nonce: () => `n${++nonces}`,
    pass: (bytes) => {
      sent += `<${Buffer.from(bytes).toString()}>`;
    },
    send: (bytes) => {
      sent += Buffer.from(bytes).toString();
    },
    pendingBytes: () => pending,
    show: (bytes) => {
      shown += Buffer.from(bytes).toString();
    },
    onChange() {},
  });
  setup.resized(100, 30);
  clock.advance(1_000);
});

function toldOnce(): void {
  setup.begin();
  print(prompt);
  clock.advance(200);
  print(`${echo()}${mark()}${prompt}`);
}

test('told once, and only the first prompt is shown', () => {
  toldOnce();
  expect(shown).toBe(prompt);
  expect(facts()).toMatchObject({ size: { columns: 100, rows: 30 }, sizing: 'idle', doing: 'prompt' });
  clock.advance(10_000);
  expect(sent.match(/stty/g)).toHaveLength(1);
});

test('cut anywhere, the answer is still taken out', () => {
  setup.begin();
  print(prompt);
  clock.advance(200);
  for (const byte of `${echo()}${mark()}${prompt}`) print(byte);
  clock.advance(1_000);
  expect(shown).toBe(prompt);
});

test('no answer: all is shown as it came, what was typed goes on, and nothing is typed again', () => {
  setup.begin();
  print(prompt);
  clock.advance(200);
  print('what is this?\r\n');
  type('ls\r');
  expect(shown).toBe(prompt);
  clock.advance(4_000);
  expect(shown).toBe(`${prompt}what is this?\r\n`);
  expect(sent).toContain('<ls\r>');
  print(`\r\n${prompt}`);
  setup.resized(80, 24);
  clock.advance(5_000);
  expect(sent.match(/stty/g)).toHaveLength(1);
  setup.fit();
  clock.advance(1_000);
  expect(sent.match(/stty/g)).toHaveLength(2);
});

test('the shell is cut meanwhile: what was held back is shown', () => {
  setup.begin();
  print(prompt);
  clock.advance(200);
  print('half');
  setup.end();
  expect(shown).toBe(`${prompt}half`);
});

describe('what the user types', () => {
  test('ahead of the first prompt waits for the set-up, in order', () => {
    type('one');
    setup.begin();
    type(' two');
    expect(sent).toBe('');
    expect(setup.heldBytes).toBe(7);
    print(prompt);
    clock.advance(200);
    print(`${echo()}${mark()}${prompt}`);
    expect(sent).toMatch(/\r<one>< two>$/);
  });

  test('does not wait long for a shell that does not prompt', () => {
    type('yes\r');
    setup.begin();
    print('Accept the terms? ');
    clock.advance(1_500);
    expect(sent).toBe('<yes\r>');
  });

  test('Ctrl-C never waits', () => {
    setup.begin();
    type('abc');
    type('\u0003');
    expect(sent).toBe('<abc><\u0003>');
  });

  test('does not wait where nothing is to be told', () => {
    mode = 'never';
    setup.begin();
    type('ls\r');
    expect(sent).toBe('<ls\r>');
    print(prompt);
    clock.advance(5_000);
    expect(sent).not.toContain('stty');
  });
});

test.each([
  ['follow', 2],
  ['open', 1],
  ['never', 0],
] as const)('%s: told %d times when the pane changes', (wanted, times) => {
  mode = wanted;
  toldOnce();
  for (const columns of [90, 80, 70]) setup.resized(columns, 30);
  clock.advance(5_000);
  expect(sent.match(/stty/g) ?? []).toHaveLength(times);
});

test('a paste on its way is not interrupted', () => {
  pending = 100;
  setup.begin();
  print(prompt);
  clock.advance(500);
  expect(sent).toBe('');
});

test('another shell is told anew', () => {
  toldOnce();
  setup.end();
  setup.begin();
  print(prompt);
  clock.advance(200);
  expect(sent.match(/stty/g)).toHaveLength(2);
});

describe('the place', () => {
  test('is offered until it is answered, and typed for all to see', () => {
    toldOnce();
    const known = { executor: 'shell', repository: '/builds/shop' };
    expect(setup.facts(known).place).toEqual({
      directory: '/home/me',
      hasJobVariables: false,
      buildDirectory: '/builds/shop',
      offered: true,
    });
    expect(setup.go('/builds/shop')).toBe(true);
    expect(sent).toMatch(/<cd \/builds\/shop\r>$/);
    expect(setup.facts(known).place?.offered).toBe(false);
    expect(facts().doing).toBe('busy');
    expect(setup.go('/builds/shop')).toBe(false);
  });

  const known = { executor: 'shell', repository: '/builds/shop' };
  const offered = () => setup.facts(known).place?.offered;

  test.each([
    ['a command', ['ls\r'], false],
    ['a command, key by key', ['l', 's', '\r'], false],
    ['an earlier command', ['\u001b[A', '\r'], false],
    ['what was pasted', ['\u001b[200~make\u001b[201~', '\r'], false],
    ['nothing', ['\r', '\r'], true],
    ['blanks', ['  ', '\r'], true],
    ['a line that is not ended', ['ls'], true],
    ['a line that was given up', ['ls', '\u0003', '\r'], true],
    ['a line that was taken back, and another', ['ls\u0015', 'w', '\r'], false],
    ['what the terminal answers', ['\u001b[12;1R', '\u001b[?1;2c', '\r'], true],
  ] as const)('after Enter on %s', (_name, keys, stays) => {
    toldOnce();
    expect(offered()).toBe(true);
    for (const key of keys) type(key);
    expect(offered()).toBe(stays);
  });

  test('what was typed ahead counts when it is sent, and the next shell says its own', () => {
    setup.begin();
    type('ls\r');
    print(prompt);
    clock.advance(200);
    expect(offered()).toBe(true);
    print(`${echo()}${mark()}${prompt}`);
    clock.advance(1_000);
    expect(sent).toMatch(/<ls\r>$/);
    expect(offered()).toBe(false);
    setup.end();
    toldOnce();
    expect(offered()).toBe(true);
  });

  test('is not offered from within', () => {
    setup.begin();
    print(prompt);
    clock.advance(200);
    print(`${echo()}${mark('n1', '/builds/shop/src', '/builds/shop')}${prompt}`);
    expect(facts().place?.offered).toBe(false);
  });
});

describe('the line', () => {
  test('its echo holds no mark', () => {
    expect(findMark(Buffer.from(setupLine({ columns: 80, rows: 24 }, 'n1')), 'n1')).toBeNull();
  });

  test('another’s mark is none of ours', () => {
    expect(findMark(Buffer.from(mark('n2')), 'n1')).toBeNull();
  });

  test.each([
    ['/builds/a b', '/builds/a b'],
    ['relative', null],
    ['/with\u001b[31m', null],
    ['', null],
    [undefined, null],
  ])('a path %j', (text, path) => {
    expect(pathOf(text)).toBe(path);
  });

  test.each([
    ['/builds/shop', 'cd /builds/shop'],
    ["/builds/it's; rm", "cd '/builds/it'\\''s; rm'"],
  ])('to %s', (directory, line) => {
    expect(goLine(directory)).toBe(line);
  });

  const line = ' stty rows 40 cols 120; printf x';
  test.each([
    ['plain', `${line}\r\n\u001b[?2004l\r`, []],
    ['wrapped', ' stty rows 40 \r\u001b[Kc\rcols 120; \r\r\nprintf x\r\n', []],
    ['scrolled sideways', '\r< 120; printf x\r\n', []],
    ['with another’s line', `${line}\r\nhello from behind\r\n`, ['hello from behind']],
  ])('what is not its echo: %s', (_what, echoed, foreign) => {
    expect(foreignLines(echoed, 'me@box:~$ ', line)).toEqual(foreign);
  });

  test.each([
    ['the same prompt', `x\r\n${prompt}`, prompt, [], ''],
    ['another', 'a$ ', 'b$ ', [], '\r\u001b[Jb$ '],
    ['another of two lines', 'x\r\na$ ', 'y\r\nb$ ', [], '\r\u001b[1A\u001b[Jy\r\nb$ '],
    ['with something above', 'a$ ', 'a$ ', ['news'], '\r\u001b[Jnews\r\na$ '],
  ])('the prompt drawn anew: %s', (_what, before, redrawn, foreign, shownThen) => {
    expect(afterSetup(before, redrawn, foreign)).toBe(shownThen);
  });
});
