import { describe, expect, it, test } from 'vitest';
import { createSkimScanner } from '../../../electron/core/terminals/skim-scan.ts';

const scan = (...chunks: readonly (string | readonly number[])[]) => {
  const scanner = createSkimScanner();
  return chunks.map((chunk) =>
    scanner.scan(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : Uint8Array.from(chunk), true),
  );
};

test('whatever stands where, it reads four bytes at a time what it reads one by one', () => {
  for (let offset = 0; offset < 4; offset += 1) {
    for (let place = 0; place < 12; place += 1) {
      for (const byte of [0x00, 0x0d, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xc3, 0xff]) {
        const memory = new Uint8Array(offset + 14).fill(0x41);
        memory[offset + place] = byte;
        memory.set([0x0d, 0x0a], offset + 12);
        const bytes = memory.subarray(offset);
        const whole = createSkimScanner().scan(bytes, true);
        const alone = createSkimScanner();
        const read = Array.from(bytes, (_, at) => alone.scan(bytes.subarray(at, at + 1), true));
        // a line end that is cut is no pair for it
        expect({ ...whole, lines: 0 }, `${byte} at ${offset}+${place}`).toEqual({
          ...read.at(-1),
          plain: read.every((one) => one.plain),
        });
      }
    }
  }
});

describe('what is plain', () => {
  it.each([
    ['text and line ends', 'one\r\ntwo\tthree\b\r'],
    ['other scripts', 'č — 漢字 👩🏽‍🚀 \u00a0 \ufeff'],
    ['colours of all forms', '\u001b[m\u001b[0;1;31m\u001b[38;5;9m\u001b[48:2::1:2:3m\u001b[4:3m'],
    ['erasing within the line, as grep and runners do', '\u001b[01;31m\u001b[Kmatch\u001b[m\u001b[K\u001b[0K'],
  ])('%s', (_name, input) => {
    expect(scan(input)[0]).toMatchObject({ plain: true, ground: true });
  });

  it.each([
    ['moving the cursor', '\u001b[A'],
    ['a mode', '\u001b[?25l'],
    ['margins', '\u001b[1;5r'],
    ['a title', '\u001b]0;x\u0007'],
    ['a hyperlink', '\u001b]8;;http://a\u001b\\'],
    ['a picture', '\u001bPq#0\u001b\\'],
    ['another charset', '\u001b(0'],
    ['shift out', '\u000e'],
    ['the bell', '\u0007'],
    ['vertical tab', '\u000b'],
    ['a private form of SGR', '\u001b[>4;1m'],
    ['a form of SGR with an intermediate', '\u001b[0"m'],
    ['a control within SGR', '\u001b[3\n1m'],
    ['a C1 control', '\u0085'],
    ['CSI as one character', '\u009b31m'],
    ['delete', '\u007f'],
  ])('not %s', (_name, input) => {
    expect(scan(input)[0]?.plain).toBe(false);
  });

  it.each([
    ['SGR', ['\u001b', '[', '3', '1', 'm'], true],
    ['a movement', ['\u001b[', '2', 'A'], false],
  ])('%s cut anywhere is known at its end', (_name, chunks, plain) => {
    const scanned = scan(...chunks);
    expect(scanned.map(({ ground }) => ground)).toEqual(chunks.map((_, n) => n === chunks.length - 1));
    expect(scanned.every((one) => one.plain)).toBe(plain);
  });

  it('text within a string is not plain, and what follows its end is', () => {
    expect(scan('\u001b]0;', 'title\r\n', 'more', '\u0007', 'text').map(({ plain }) => plain)).toEqual([
      ...[false, false, false, false],
      true,
    ]);
    expect(scan('\u001bP', 'text\u0007', '\u001b\\', 'text').map(({ plain }) => plain)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('after broken UTF-8 waits until no decoder can be in the middle of it', () => {
    expect(scan([0xe2, 0x82], 'abc', 'd', 'text').map(({ plain }) => plain)).toEqual([false, false, false, true]);
    // the decoder took the ESC, or did not
    expect(scan([0xe2, 0x82], '\u001b]', 'text\r\n', '\u001b[m', 'text').map(({ plain }) => plain)).toEqual([
      ...[false, false, false, false],
      true,
    ]);
  });
});

describe('of a long stretch that is not plain, what state it ends in', () => {
  const long = `\u001b[A${'text \u001b[32m✓\u001b[0m\r\n'.repeat(1_000)}`;
  const states = (...chunks: readonly string[]) => scan(...chunks, 'x').map(({ ground }) => ground);

  it.each([
    ['the ground', '', [true, true]],
    ['a title that is not over', '\u001b]0;a b c', [false, false]],
    ['a title that is', '\u001b]0;a b c\u0007', [true, true]],
    ['half a colour', '\u001b[3', [false, true]],
  ])('%s', (_name, end, expected) => {
    expect(states(long + end)).toEqual(expected);
  });

  it('not by an ESC that a decoder may have taken with it', () => {
    const bytes = [...Buffer.from(`\u001b[A${'a'.repeat(9_000)}`), 0xe2, 0x82, ...Buffer.from('\u001b[mtext')];
    expect(scan(bytes)[0]?.ground).toBe(false);
  });

  it('also where it began within something', () => {
    expect(states('\u001bPq', `${'a'.repeat(9_000)}\u001b\\${'b'.repeat(100)}`)).toEqual([false, true, true]);
    expect(states('\u001bPq', 'a'.repeat(9_000), 'b')).toEqual([false, false, false, false]);
  });
});

it('counts CR LF, and keeps the colours since the last full reset', () => {
  expect(scan('a\r\nb\nc\r\n\r\n\u001b[31m')[0]).toMatchObject({ lines: 3, colours: '\u001b[31m', resets: false });
  expect(scan('\u001b[31mx\u001b[0m\u001b[1m\u001b[4m')[0]).toMatchObject({
    colours: '\u001b[0m\u001b[1m\u001b[4m',
    resets: true,
  });
  expect(scan('\u001b[31m\u001b[0;32m')[0]).toMatchObject({ colours: '\u001b[0;32m', resets: true });
  expect(scan('\u001b[31m\u001b[38;5;0m')[0]).toMatchObject({ resets: false });
});
