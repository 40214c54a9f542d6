import { Terminal } from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import { createScreenWatch, encodeSeam } from '../../../electron/core/terminals/seam.ts';

async function screenAfter(...parts: (string | Uint8Array)[]) {
  const terminal = new Terminal({ cols: 60, rows: 8, allowProposedApi: true });
  for (const part of parts) await new Promise<void>((resolve) => terminal.write(part, resolve));
  const { buffer, modes } = terminal;
  const lines = Array.from({ length: buffer.active.length }, (_, n) =>
    buffer.active.getLine(n)?.translateToString(true),
  );
  return { lines, modes, type: buffer.active.type };
}

describe('seam', () => {
  test('stands on a line of its own, behind what was there', async () => {
    const { lines } = await screenAfter(
      'one\r\ntw',
      encodeSeam('new shell', { otherScreen: false, atLineStart: false }),
      '$ ',
    );
    expect(lines.slice(0, 4)).toEqual(['one', 'tw', '──── new shell ────', '$ ']);
  });

  test('undoes what a cut program left behind, half a sequence included', async () => {
    const left = '\u001b[?1000h\u001b[?1006h\u001b[?2004h\u001b[?1h\u001b[2;4r\u001b[31m\u001b[38;5;';
    const { lines, modes } = await screenAfter(
      'a\r\n',
      left,
      encodeSeam('x', { otherScreen: false, atLineStart: true }),
    );
    expect(lines).toContain('──── x ────');
    expect(modes).toMatchObject({
      mouseTrackingMode: 'none',
      bracketedPasteMode: false,
      applicationCursorKeysMode: false,
    });
  });

  test('leaves a full-screen program’s screen for the one with the scrollback', async () => {
    const watch = createScreenWatch();
    const before = 'prompt $ vi\r\n\u001b[?1049h\u001b[2J\u001b[Hfull screen';
    for (const byte of Buffer.from(before)) watch.printed(Uint8Array.of(byte));
    expect(watch.otherScreen).toBe(true);
    const { lines, type } = await screenAfter(
      before,
      encodeSeam('cut', { otherScreen: watch.otherScreen, atLineStart: true }),
    );
    expect(type).toBe('normal');
    expect(lines.slice(0, 3)).toEqual(['prompt $ vi', '', '──── cut ────']);
  });

  test.each([
    ['left again', '\u001b[?1049hx\u001b[?1049l', false],
    ['with other modes', '\u001b[?25;1049h', true],
    ['an old one', '\u001b[?47h', true],
    ['another mode', '\u001b[?2004h\u001b[?1000h', false],
    ['entered, then other modes', '\u001b[?1049h\u001b[?25l\u001b[?1000h', true],
  ])('screen watch: %s', (_name, text, other) => {
    const whole = createScreenWatch();
    whole.printed(Buffer.from(text));
    expect(whole.otherScreen).toBe(other);
    for (let cut = 1; cut < text.length; cut += 1) {
      const parts = createScreenWatch();
      parts.printed(Buffer.from(text.slice(0, cut)));
      parts.printed(Buffer.from(text.slice(cut)));
      expect(parts.otherScreen).toBe(other);
    }
  });
});
