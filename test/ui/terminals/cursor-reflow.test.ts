import type { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeAroundCursor } from '../../../renderer/terminals/cursor-reflow.ts';
import { createTerminal, write } from './headless.ts';

const PROMPT = 'root@runner-t1a2b3c-project-42-concurrent-0:/# ';

function open(cols: number, text: string): Terminal {
  const terminal = createTerminal({ cols, rows: 12, scrollback: 200 });
  terminal.options.reflowCursorLine = true;
  write(terminal, text);
  return terminal;
}

const resize = (terminal: Terminal, cols: number, rows = 12): void =>
  resizeAroundCursor(terminal as never, () => terminal.resize(cols, rows));

/** The text as it is without the breaks that the width made. */
function lines(terminal: Terminal): readonly string[] {
  const { active } = terminal.buffer;
  const all: string[] = [];
  for (let at = 0; at < active.length; at += 1) {
    const line = active.getLine(at);
    const text = line?.translateToString(false, 0, line.length) ?? '';
    if (line?.isWrapped && all.length > 0) all.push(`${all.pop()}${text}`);
    else all.push(text);
  }
  return all.map((line) => line.trimEnd()).filter((line) => line !== '');
}

describe('the cursor, when its line is broken anew', () => {
  it.each([35, 20, 47, 48, 46, 120])('stays behind the prompt, at %d columns', (columns) => {
    const terminal = open(80, `before\r\n${PROMPT}`);
    resize(terminal, columns);
    write(terminal, 'ls -la');
    expect(lines(terminal)).toEqual(['before', `${PROMPT}ls -la`]);
    resize(terminal, 80);
    write(terminal, ' /srv');
    expect(lines(terminal)).toEqual(['before', `${PROMPT}ls -la /srv`]);
  });

  it('stays within what is typed', () => {
    const terminal = open(64, `${PROMPT}one two three\u001b[5D`);
    resize(terminal, 25);
    write(terminal, 'T');
    expect(lines(terminal)).toEqual([`${PROMPT}one two Three`]);
  });

  it('stays there where the line is the last of a full screen, and rows go too', () => {
    const terminal = open(80, `${'line\r\n'.repeat(40)}${PROMPT}`);
    resize(terminal, 30, 5);
    write(terminal, 'pwd');
    expect(lines(terminal).at(-1)).toBe(`${PROMPT}pwd`);
    resize(terminal, 100, 20);
    write(terminal, ' -P');
    expect(lines(terminal).at(-1)).toBe(`${PROMPT}pwd -P`);
  });

  it('stays behind the same character, whatever was printed and however often the width changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z ]{0,70}[a-z]$/), { maxLength: 20 }),
        fc.stringMatching(/^[a-z]{1,90}$/),
        fc.array(fc.tuple(fc.integer({ min: 8, max: 90 }), fc.integer({ min: 3, max: 20 })), {
          minLength: 1,
          maxLength: 5,
        }),
        (above, last, sizes) => {
          const terminal = open(64, [...above, last].join('\r\n'));
          for (const [columns, rows] of sizes) resize(terminal, columns, rows);
          write(terminal, 'END');
          expect(lines(terminal).at(-1)).toBe(`${last}END`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts wide characters as two columns, and not the one that stays empty for them', () => {
    const terminal = open(80, '漢字'.repeat(15));
    for (const columns of [21, 33, 9, 80]) resize(terminal, columns);
    write(terminal, 'END');
    expect(lines(terminal).at(-1)?.replace(/ /g, '')).toBe(`${'漢字'.repeat(15)}END`);
  });

  it('is left alone in a full-screen program', () => {
    const terminal = open(80, `\u001b[?1049h\u001b[2J\u001b[5;40H`);
    resize(terminal, 100);
    expect([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY]).toEqual([39, 4]);
  });
});
