import { beforeEach, describe, expect, test } from 'vitest';
import { keepLine, keepScript } from '../../../../electron/core/terminals/talk/keep-line.ts';
import { type Keeper, withoutDetached } from '../../../../electron/core/terminals/talk/keepers.ts';
import { createShellKeep, type ShellKeep } from '../../../../electron/core/terminals/talk/shell-keep.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';

let clock: ManualClock;
let keep: ShellKeep;
let sent: string;
let shown: string;
let typed: string;
let told: string[];

const bytes = (text: string) => Buffer.from(text, 'latin1');
const mark = (is: string, by = '') => `\u001b]7134;n1\u001e${is}\u001e${by}\u0007`;
const print = (text: string) => keep.printed(bytes(text));

beforeEach(() => {
  clock = createManualClock();
  sent = '';
  shown = '';
  typed = '';
  told = [];
  keep = createShellKeep({
    clock,
    name: 'name',
    keepers: ['tmux', 'screen', 'dtach'],
    nonce: () => 'n1',
    send: (sending) => {
      sent += Buffer.from(sending).toString('latin1');
    },
    onPrinted: (printed) => keep.shown(printed),
    onTyped(typing) {
      typed += Buffer.from(typing).toString('latin1');
      keep.pass(typing);
    },
    show: (showing) => {
      shown += Buffer.from(showing).toString('latin1');
    },
    pane: () => ({ columns: 80, rows: 4 }),
    onDecided: (which) => told.push(which === null ? 'plain' : `${which.isOld ? 'old' : 'new'} ${which.by}`),
    onLeft: () => told.push('left'),
    onChange() {},
  });
});

function started(is: string, by: Keeper, behind = ''): void {
  keep.begin(true);
  print('welcome\r\nbox$ ');
  keep.atPrompt(true);
  sent = '';
  print(` the echo of it\r\n> more${mark(is, by)}${behind}`);
  // the loop waits for it, since the program would throw away a mark that is still on its way
  expect(sent).toBe('\r');
  sent = '';
}

describe('which shell it is', () => {
  test('a new one: the greeting stands, the outer prompt and the echo do not, and the screen moves up', () => {
    started('new', 'tmux', 'drawn');
    expect(shown).toBe('welcome\r\n\n\n\ndrawn');
    expect(told).toEqual(['new tmux']);
    expect(keep.facts).toEqual({ status: 'kept', by: 'tmux', resumedAt: null });
  });

  test('the old one: nothing of the outer shell is seen', () => {
    started('old', 'screen', 'drawn');
    expect(shown).toBe('\n\n\ndrawn');
    expect(told).toEqual(['old screen']);
    expect(keep.facts).toMatchObject({ by: 'screen', resumedAt: clock.now() });
  });

  test('dtach draws nothing, so what stands there is not cleared', () => {
    started('old', 'dtach', '\u001b[H\u001b[Jtick');
    expect(shown).toBe('tick');
  });

  test.each(['none', 'failed'])('%s: the shell is as it would have been', (is) => {
    keep.begin(true);
    print('welcome\r\nbox$ ');
    keep.atPrompt(true);
    print(` the echo${mark(is)}`);
    print('box$ ');
    expect(shown).toBe('welcome\r\n\r\u001b[Kbox$ ');
    expect(told).toEqual(['plain']);
    expect(keep.facts.status).toBe('refused');
  });

  test('a shell that is none that we know is not typed into', () => {
    keep.begin(true);
    print('PS /> ');
    keep.atPrompt(false);
    expect([sent, shown, told]).toEqual(['', 'PS /> ', ['plain']]);
    expect(keep.facts).toEqual({ status: 'refused', why: 'unknown-shell' });
  });

  test('no answer: all is shown as it came', () => {
    keep.begin(true);
    print('hello\r\nbox$ ');
    keep.atPrompt(true);
    print('what?');
    clock.advance(8_000);
    expect(shown).toBe('hello\r\nwhat?');
    expect(told).toEqual(['plain']);
    expect(clock.waiting).toBe(0);
  });

  test('a prompt that is long in coming: shown meanwhile, and kept from then on', () => {
    keep.begin(true);
    print('slow');
    keep.typed(bytes('ls\r'));
    expect([shown, typed]).toEqual(['', '']);
    clock.advance(4_000);
    expect([shown, typed, told]).toEqual(['slow', 'ls\r', ['plain']]);
    keep.atPrompt(true);
    print(mark('new', 'tmux'));
    expect(told).toEqual(['plain', 'new tmux']);
  });

  test('what is typed waits until it is known; Ctrl-C does not', () => {
    keep.begin(true);
    keep.typed(bytes('a'));
    expect(keep.heldBytes).toBe(1);
    keep.typed(bytes('\u0003'));
    expect(typed).toBe('a\u0003');
  });

  test('cut before it is known: what was held back is shown', () => {
    keep.begin(true);
    print('hel');
    keep.end();
    expect(shown).toBe('hel');
    expect(clock.waiting).toBe(0);
  });
});

describe('while it is kept', () => {
  test.each<[Keeper, string]>([
    ['tmux', 'a\u001b[24;8~b'],
    ['screen', 'a\u001b[24;8~b'],
  ])('%s: the user’s Ctrl-D goes as a key of its own', (by, expected) => {
    started('new', by);
    keep.typed(bytes('a\u0004b'));
    expect(sent).toBe(expected);
  });

  test('dtach: lets go, is told of the Ctrl-D, attaches again; nothing of that is seen, and the rest waits for it', () => {
    started('new', 'dtach');
    shown = '';
    keep.typed(bytes('a\u0004b'));
    expect(sent).toBe('a\u0004');
    print(`last\r\n\u001b[999H\r\n[detached]\r\n\u001b[?25h${mark('ask', 'dtach')}`);
    expect(sent).toBe('a\u0004d\r');
    print(`d\r\n${mark('again', 'dtach')}\u001b[H\u001b[Jbox$ `);
    expect(shown).toBe('last\r\nbox$ ');
    expect(sent).toBe('a\u0004d\r\rb');
  });

  test('another size: told around the program, whose word that it lets go is not seen', () => {
    started('new', 'tmux');
    shown = '';
    keep.resize({ columns: 80, rows: 4 });
    expect(sent).toBe('\u001b[23;8~');
    print(`tick\u001b[999;1H[detached (from session j)]\r\n${mark('ask', 'tmux')}`);
    expect(sent).toBe('\u001b[23;8~rows 4 cols 80\r');
    print(`rows 4 cols 80\r\n${mark('again', 'tmux')}drawn`);
    expect(shown).toBe('tickdrawn');
  });

  test('a program that does not answer holds nothing back for long', () => {
    started('new', 'tmux');
    shown = '';
    keep.resize({ columns: 80, rows: 4 });
    print('tick');
    keep.typed(bytes('x'));
    clock.advance(4_000);
    expect([shown, typed]).toEqual(['tick', 'x']);
  });

  test('its end is seen, also where two frames share the mark', () => {
    started('new', 'tmux');
    const end = mark('end', 'tmux');
    print(`exit\r\n${end.slice(0, 9)}`);
    expect(told).toEqual(['new tmux']);
    print(end.slice(9));
    expect(told).toEqual(['new tmux', 'left']);
    // the loop waits for it before it lets its shell go
    expect(sent).toBe('\r');
    expect(keep.facts).toEqual({ status: 'off' });
  });

  test('let go of by somebody in there: taken again, and not for ever', () => {
    started('new', 'tmux');
    for (let times = 0; times < 6; times += 1) {
      print(mark('ask', 'tmux'));
      print(mark('again', 'tmux'));
    }
    expect(sent).toBe(`${'rows 4 cols 80\r\r'.repeat(5)}q\r\r`);
  });

  test('the same mark by somebody who does not know the nonce is none', () => {
    started('new', 'tmux');
    print(mark('end', 'tmux').replace('n1', 'n2'));
    expect(told).toEqual(['new tmux']);
  });

  test.each<[Keeper, string]>([
    ['tmux', '\u001b[21;8~'],
    ['screen', '\u001b[21;8~y'],
    ['dtach', `\u0004${'\n'.repeat(8)}q\n`],
  ])('%s has a farewell; a plain shell has none', (by, farewell) => {
    keep.begin(false);
    expect(keep.farewell()).toBeNull();
    started('new', by);
    expect(Buffer.from(keep.farewell() ?? []).toString()).toBe(farewell);
    keep.end();
    // it runs on, so a tab that is closed now could still say it
    expect(keep.facts.status).toBe('kept');
  });
});

describe('the line', () => {
  const line = keepLine({ name: 'abc', keepers: ['tmux', 'dtach'], nonce: 'n1' });

  test('is short enough by the line for every line editor, and quotes nothing twice', () => {
    for (const one of line.split('\n')) expect(one.length).toBeLessThan(300);
    expect(keepScript()).not.toMatch(/['\t!]/);
  });

  test.each([
    ['\u001b[20;1H\r\n[detached from 123.j]\r\n', ''],
    ['\u001b[999;1H[detached (from session j)]\r\n', ''],
    ['a [detached] b\r\n', 'a [detached] b\r\n'],
  ])('%j', (text, left) => {
    expect(withoutDetached(bytes(text)).toString()).toBe(left);
  });
});
