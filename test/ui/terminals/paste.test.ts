import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanPaste, encodePaste, inspectPaste, joinLines } from '../../../renderer/terminals/paste.ts';

describe('a paste', () => {
  it.each([
    ['ls -l', 1, 0, false],
    ['ls -l\n', 1, 0, false],
    ['a\tb', 1, 0, false],
    ['a\r\nb', 2, 0, true],
    ['a\nb\n\n', 2, 0, true],
    ['ls\u0003', 1, 1, true],
    ['\u001b[31mred', 1, 1, true],
    ['', 1, 0, false],
  ])('%j has %i line(s), %i control character(s), risky: %s', (text, lines, controlCharacters, risky) => {
    expect(inspectPaste(text)).toMatchObject({ lines, controlCharacters, risky });
  });

  it.each([
    ['ls \u202e-l', 1, true],
    ['zero\u200bwidth', 1, true],
    ['family \u{1f468}\u200d\u{1f469}\u200d\u{1f467}', 0, false],
    ['می\u200cخواهم', 0, false],
  ])('%j has %i invisible character(s), risky: %s', (text, hiddenCharacters, risky) => {
    expect(inspectPaste(text)).toMatchObject({ hiddenCharacters, risky });
  });

  it.each([
    ['x'.repeat(4095), 0],
    ['x'.repeat(4096), 1],
    [`short\n${'é'.repeat(2048)}\n${'漢'.repeat(1365)}\r\n${'y'.repeat(5000)}`, 2],
  ])('knows the lines that line mode would cut', (text, longLines) => {
    expect(inspectPaste(text).longLines).toBe(longLines);
  });

  it('cannot end bracketed paste mode, whatever it contains', () => {
    const wrapped = encodePaste('ls\u001b[201~\nrm -rf /\n', { bracketed: true });
    expect(wrapped).toBe('\u001b[200~ls\rrm -rf /\r\u001b[201~');
  });

  it('brings no escape or other control character in, however it is nested', () => {
    const nasty = fc.array(fc.constantFrom('\u001b', '[', '20', '1~', '0~', '\u009b', '\u0003', 'a', '\r', '\n', '\t'));
    fc.assert(
      fc.property(nasty, (parts) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
        expect(cleanPaste(parts.join(''))).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it('keeps every byte of text and sends line ends as Enter does', () => {
    const text = 'één\n\tzwei\r\n三\n';
    expect(encodePaste(text, { bracketed: false })).toBe('één\r\tzwei\r三\r');
  });

  it('takes 5 MB without a second thought', () => {
    const text = `${'x'.repeat(99)}\n`.repeat(50_000);
    expect(encodePaste(text, { bracketed: false })).toHaveLength(5_000_000);
  });

  it('can be made one line', () => {
    expect(joinLines('  make \\\n  all\r\n\r\n  test  \n')).toBe('make \\ all test');
  });
});
