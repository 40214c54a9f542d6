import { describe, expect, it } from 'vitest';
import { createByteFlow } from '../../../renderer/terminals/byte-flow.ts';
import { createTurns } from '../../../renderer/terminals/turns.ts';
import { bytesOf, createTerminal, stateOf, write } from './headless.ts';

/** What a terminal shows of pieces of output, and which keys were pressed before them. */
function shownOf(pieces: readonly string[], keys: string, { waitMs = 0 } = {}) {
  const terminal = createTerminal({ cols: 40, rows: 6, scrollback: 10 });
  const acknowledged: number[] = [];
  let now = 0;
  const flow = createByteFlow({
    write: (bytes, parsed) => write(terminal, bytes, parsed),
    writeReplay: (bytes, parsed) => write(terminal, bytes, parsed),
    acknowledge: (offset) => acknowledged.push(offset),
    describeGap: () => bytesOf(''),
    defer: (task) => task(),
    after: () => () => {},
    now: () => now,
    turns: createTurns({
      now: () => 0,
      defer: (task) => task(),
      after: () => () => {},
      afterDrawing: (task) => task(),
    }),
  });
  flow.setVisible(true);
  flow.attached({ from: 0, liveFrom: 0 });
  if (keys !== '') flow.typed(keys);
  now += waitMs;
  let offset = 0;
  for (const piece of pieces) {
    flow.received(offset, bytesOf(piece), null);
    offset += bytesOf(piece).length;
  }
  const { active } = terminal.buffer;
  const rows = Array.from({ length: 6 }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
  return { rows: rows.filter((row) => row !== ''), state: stateOf(terminal), acknowledged, offset };
}

const interrupted = '\u0003';

describe('a flood that Ctrl-C ends', () => {
  it.each([
    ['behind a lone ESC', ['red\u001b', '^C\r\n$ ']],
    ['in one piece', ['red\u001b^C\r\n$ ']],
    ['with the echo cut in two', ['red\u001b', '^', 'C\r\n$ ']],
    ['in a title', ['red\u001b]0;half', '^C\r\n$ ']],
    ['in a hyperlink', ['red\u001b]8;;https://half', '^C\r\n$ ']],
    ['in a device control string', ['red\u001bPq#0', '^C\r\n$ ']],
    ['in a colour', ['red\u001b[38;5', '^C\r\n$ ']],
  ])('shows its echo and the prompt: %s', (_name, pieces) => {
    const { rows, acknowledged, offset } = shownOf(pieces, interrupted);
    expect(rows).toEqual(['red^C', '$ ']);
    expect(acknowledged.at(-1)).toBe(offset);
  });

  it('is what swallows the prompt where nobody pressed it', () => {
    expect(shownOf(['red\u001b', '^C\r\n$ '], '').rows).toEqual(['red']);
    expect(shownOf(['red\u001b', '^C\r\n$ '], 'c').rows).toEqual(['red']);
    expect(shownOf(['red\u001b', '^C\r\n$ '], interrupted, { waitMs: 10_000 }).rows).toEqual(['red']);
  });

  it.each([
    ['\u001a', '^Z'],
    ['\u001c', '^\\'],
  ])('%j has an echo, too', (key, echo) => {
    expect(shownOf([`red\u001b${echo}\r\n$ `], key).rows).toEqual([`red${echo}`, '$ ']);
  });

  it('changes nothing where nothing is half read', () => {
    const pieces = ['a ^C in the log \u001b[31mred\u001b[4;9mmore\r\n2^10 ^A^', 'B\r\n', '^C\r\n$ '];
    expect(shownOf(pieces, interrupted).state).toEqual(shownOf(pieces, '').state);
  });
});
