import { beforeEach, describe, expect, test } from 'vitest';
import { createLeftWatch, type LeftWatch } from '../../../../electron/core/terminals/talk/left-watch.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';

let clock: ManualClock;
let left: number;
let watch: LeftWatch;
beforeEach(() => {
  clock = createManualClock();
  left = 0;
  watch = createLeftWatch({ clock, onLeft: () => (left += 1) });
});

const print = (text: string) => watch.printed(Buffer.from(text));
const type = (text: string) => watch.typed(Buffer.from(text));
/** Types a line key by key, echoed as a tty does. */
function enter(line: string): void {
  for (const key of line) {
    type(key);
    print(key);
    clock.advance(40);
  }
  type('\r');
}
const PROMPT = '\u001b[?2004hroot@runner-abc:/# ';
const TAKEN = '\r\n\u001b[?2004l\r';

describe('left watch', () => {
  test.each([
    ['bash, exit', PROMPT, 'exit', `${TAKEN}exit\r\n`],
    ['bash, exit 3', PROMPT, 'exit 3', `${TAKEN}exit\r\n`],
    ['bash, logout', PROMPT, 'logout', `${TAKEN}logout\r\n`],
    ['busybox, which asks for the cursor', '/ # \u001b[6n', 'exit', '\r\n'],
    ['dash', '$ ', ' exit ', '\r\n'],
  ])('%s: left after a quiet moment', (_name, prompt, line, answer) => {
    print(prompt);
    enter(line);
    print(answer);
    clock.advance(1_400);
    expect(left).toBe(0);
    clock.advance(200);
    expect(left).toBe(1);
    clock.advance(60_000);
    expect(left).toBe(1);
  });

  test('Ctrl-D at a prompt', () => {
    print(PROMPT);
    type('\u0004');
    print('\u001b[?2004l\r\r\nexit\r\n');
    clock.advance(2_000);
    expect(left).toBe(1);
  });

  test('from the history, told by the shell’s echo', () => {
    print(PROMPT);
    type('\u001b[A');
    print('exit');
    type('\r');
    print(`${TAKEN}exit\r\n`);
    clock.advance(2_000);
    expect(left).toBe(1);
  });

  test('behind a loop, however long that takes', () => {
    print(PROMPT);
    enter('for n in 1 2 3; do sleep 60; echo $n; done; exit');
    print(TAKEN);
    for (const turn of [1, 2, 3]) {
      clock.advance(60_000);
      print(`${turn}\r\n`);
      expect(watch.askedAt).toBeNull();
    }
    print('exit\r\n');
    expect(watch).toMatchObject({ askedAt: clock.now(), farewellSeen: true });
    clock.advance(9_900);
    expect(left).toBe(0);
    clock.advance(200);
    expect(left).toBe(1);
  });

  test('typed ahead, while a silent loop runs', () => {
    print(PROMPT);
    enter('sleep 60');
    print(TAKEN);
    enter('exit');
    print('\r\n');
    clock.advance(60_000);
    expect(left).toBe(0);
    print(`${PROMPT}exit${TAKEN}exit\r\n`);
    clock.advance(1_600);
    expect(left).toBe(1);
  });

  test('a program behind which the shell goes on prints the word', () => {
    print(PROMPT);
    enter('true || exit');
    print(`${TAKEN}exit\r\n${PROMPT}`);
    clock.advance(60_000);
    expect(left).toBe(0);
    expect(watch.askedAt).toBeNull();
  });

  test.each([
    ['echo exit', PROMPT, 'echo exit', `${TAKEN}exit\r\n`],
    ['a program that prints it', PROMPT, './run.sh', `${TAKEN}exit\r\nlogout\r\n`],
    ['exit typed into a program', '', 'exit', '\r\nexit\r\n'],
    ['a shell that stays (stopped jobs)', PROMPT, 'exit', `${TAKEN}exit\r\nThere are stopped jobs.\r\n${PROMPT}`],
    ['an inner shell, the outer prompts', PROMPT, 'exit', `${TAKEN}exit\r\n${PROMPT}`],
    ['a subshell', PROMPT, '(exit 3)', `${TAKEN}`],
    ['exit in a longer line', PROMPT, 'echo exit; sleep 9', `${TAKEN}exit\r\n`],
  ])('not: %s', (_name, prompt, line, answer) => {
    print(prompt);
    enter(line);
    print(answer);
    clock.advance(30_000);
    expect(left).toBe(0);
    expect(watch.askedAt).toBeNull();
  });

  test('Ctrl-D to end the input of a program is no leaving', () => {
    print(PROMPT);
    enter('cat > file');
    print(TAKEN);
    enter('text');
    print('\r\n');
    type('\u0004');
    print(PROMPT);
    clock.advance(30_000);
    expect(left).toBe(0);
  });

  test('an inner shell that takes its time to end is waited for', () => {
    print(PROMPT);
    enter('docker run -it alpine sh');
    print(`${TAKEN}/ # `);
    enter('exit');
    print('\r\n');
    clock.advance(8_000);
    expect(left).toBe(0);
    print(PROMPT);
    clock.advance(60_000);
    expect(left).toBe(0);
    enter('exit');
    print(`${TAKEN}exit\r\n`);
    clock.advance(1_600);
    expect(left).toBe(1);
  });

  test('more output puts it off, more keys call it off', () => {
    print(PROMPT);
    enter('exit');
    print(`${TAKEN}exit\r\n`);
    clock.advance(1_000);
    print('logging out…\r\nexit\r\n');
    clock.advance(1_000);
    expect(left).toBe(0);
    type('x');
    clock.advance(30_000);
    expect(left).toBe(0);
  });

  test('tells when the user last asked for it, for sockets that close at once', () => {
    print(PROMPT);
    enter('exit');
    expect(watch.askedAt).toBe(clock.now());
    watch.reset();
    expect(watch.askedAt).toBeNull();
    expect(clock.waiting).toBe(0);
  });
});
