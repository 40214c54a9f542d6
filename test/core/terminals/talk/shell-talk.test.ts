import { beforeEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../../../electron/contract.ts';
import { createShellTalk, type ShellTalk } from '../../../../electron/core/terminals/talk/shell-talk.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';

let clock: ManualClock;
let talk: ShellTalk;
let keepShells: boolean;
let shellSize: Settings['shellSize'];
let sent: string;
let shown: string;
let seams: string[];
let left: number;

const bytes = (text: string) => Buffer.from(text, 'latin1');
const print = (text: string) => talk.printed(bytes(text));
const type = (text: string) => talk.typed(bytes(text));
/** What waits behind what is being sent goes out once that is on its way. */
const allSent = () => new Promise((resolve) => setImmediate(resolve));
const sink = {
  async send(sending: Uint8Array) {
    sent += Buffer.from(sending).toString('latin1');
  },
  bufferedBytes: 0,
};

beforeEach(() => {
  clock = createManualClock();
  keepShells = false;
  shellSize = 'never';
  sent = '';
  shown = '';
  seams = [];
  left = 0;
  talk = make(false);
});

function make(hasEarlier: boolean): ShellTalk {
  return createShellTalk({
    clock,
    shellSize: () => shellSize,
    keepShells: () => keepShells,
    keepers: ['tmux'],
    keptName: 'name',
    hasEarlier,
    around: () => ({ executor: 'docker', repository: '/builds/us/app' }),
    show(printed) {
      shown += Buffer.from(printed).toString('latin1');
    },
    seam: (text) => seams.push(text.replace(/\d\d:\d\d:\d\d/, 'TIME')),
    onLeft() {
      left += 1;
    },
    onChange() {},
  });
}

function open(): void {
  talk.begin();
  talk.connect(sink);
}

/** A shell in tmux, and the nonce of what it says. */
async function openKept(is: 'new' | 'old' = 'new'): Promise<string> {
  keepShells = true;
  open();
  talk.resized(80, 24);
  print('box$ ');
  clock.advance(1_000);
  // its program draws for a size, whatever the settings say
  expect(sent).toContain('stty rows 24 cols 80');
  const told = /printf '[^']*' (\w+)/.exec(sent)?.[1];
  print(`\u001b]7133;${told}\u001e/\u001e\u0007box$ `);
  clock.advance(1_000);
  await allSent();
  const nonce = /_jn=(\w+) sh/.exec(sent)?.[1] ?? 'none';
  print(`\u001b]7134;${nonce}\u001e${is}\u001etmux\u0007`);
  await allSent();
  sent = '';
  return nonce;
}

describe('what is typed', () => {
  test('ahead of the first shell is sent to it', async () => {
    talk.expect('taken');
    expect(type('ls\r')).toBe(true);
    expect(talk.facts()).toMatchObject({ inputPendingBytes: 3, shell: null });
    open();
    await allSent();
    expect(sent).toBe('ls\r');
    expect(seams).toEqual([]);
  });

  test('ahead of it and by far too long is lost, and that is said where it begins', () => {
    talk.expect('taken');
    expect(type('x'.repeat(64 * 1024 + 1))).toBe(false);
    open();
    expect(seams).toEqual(['new shell · TIME · 65537 characters that you typed were not sent']);
  });

  test('while another shell is opened in its place is lost: half a line would be run in the wrong directory', async () => {
    open();
    talk.gone('cut');
    talk.because('its connection was cut');
    talk.expect('lost');
    expect(type('rm ')).toBe(false);
    open();
    expect(type('ls\r')).toBe(true);
    await allSent();
    expect(sent).toBe('ls\r');
    expect(seams).toEqual([
      'new shell · TIME · the earlier one ended: its connection was cut · 3 characters that you typed were not sent',
    ]);
    expect(talk.facts().shellNumber).toBe(2);
  });

  test('and had not been sent when the shell was cut is counted as well', () => {
    talk.expect('taken');
    type('half');
    talk.ended('14:03:22', 'no terminal was to be had');
    expect(seams).toEqual(['ended · TIME · no terminal was to be had · 4 characters that you typed were not sent']);
    expect(talk.facts().inputPendingBytes).toBe(0);
  });

  test('is taken only once it is known whether a kept shell goes on there', () => {
    keepShells = true;
    talk.expect('lost');
    open();
    expect(type('a')).toBe(false);
    print('slow');
    expect(shown).toBe('');
    clock.advance(4_000);
    expect(type('b')).toBe(true);
    expect(shown).toBe('slow');
  });
});

describe('how a shell was left', () => {
  test.each([
    ['exit\r', 'exit\r\nexit\r\n', true],
    ['ls\r', 'ls\r\nexit\r\n', false],
  ])('%j', (typed, printed, isAsked) => {
    open();
    print('box$ ');
    type(typed);
    const askedAt = clock.now();
    print(printed);
    clock.advance(500);
    expect(talk.gone('cut')).toEqual({ askedAt: isAsked ? askedAt : null, farewellSeen: isAsked });
  });

  test('whatever its socket does: seen by its silence', () => {
    open();
    print('box$ ');
    type('exit\r');
    print('exit\r\nexit\r\n');
    clock.advance(1_500);
    expect(left).toBe(1);
  });
});

describe('a tab of an earlier run', () => {
  test('says where its first shell begins, below what it showed', () => {
    talk = make(true);
    open();
    expect(seams).toEqual(['new shell · TIME']);
  });

  test('is the only one that does: one that begins with its first shell says nothing', () => {
    open();
    expect(seams).toEqual([]);
  });
});

describe('a kept shell', () => {
  test('is said to go on, and is not counted as another', async () => {
    await openKept('new');
    talk.gone('cut');
    await openKept('old');
    expect(seams).toEqual(['the same shell · TIME · still running in tmux']);
    expect(talk.facts()).toMatchObject({ shellNumber: 1, kept: { status: 'kept', by: 'tmux' } });
  });

  test.each([
    ['cut', '', 'kept'],
    ['for-good', '\u001b[21;8~', 'off'],
  ] as const)('that is gone (%s)', async (how, farewell, status) => {
    await openKept();
    talk.gone(how);
    expect(sent).toBe(farewell);
    expect(talk.facts().kept.status).toBe(status);
  });

  test('that ends by itself takes its connection along after a moment, and was left', async () => {
    const nonce = await openKept();
    print(`\u001b]7134;${nonce}\u001eend\u001etmux\u0007`);
    const endedAt = clock.now();
    expect(left).toBe(0);
    clock.advance(1_500);
    expect(left).toBe(1);
    expect(talk.gone('for-good')).toEqual({ askedAt: endedAt, farewellSeen: true });
    expect(clock.waiting).toBe(0);
  });

  test('that ends by itself, and whose connection goes by itself, is not looked after any more', async () => {
    const nonce = await openKept();
    print(`\u001b]7134;${nonce}\u001eend\u001etmux\u0007`);
    talk.gone('cut');
    expect(clock.waiting).toBe(0);
  });

  test('that is asked for later is told the size first, whatever the settings say', async () => {
    talk.resized(80, 24);
    open();
    print('box$ ');
    clock.advance(1_000);
    expect(sent).toBe('');
    talk.keep();
    expect(sent).toContain('stty rows 24 cols 80');
    expect(talk.facts().kept.status).toBe('starting');
  });
});
