import { type IBufferLine, Terminal } from '@xterm/headless';
import { bySize } from './by-size.ts';
import type { Stretch } from './record.ts';

/** Lines as a terminal has them, each once: when it leaves the screen at the top, or at the end. */
export interface RenderedLine {
  readonly line: IBufferLine;
  /** Goes on the line before it, which the screen's width broke. */
  readonly wrapped: boolean;
}

/** A write adds at most one line per byte: so many fit besides those that are let go. */
const WRITE_BYTES = 8 * 1024;
const SCROLLBACK = 20_000;
const LET_GO_AFTER = 10_000;

/**
 * Runs the output through a real terminal, so that overwritten lines, cursor movements and full-screen programs leave what
 * they leave on a screen, and hands over the lines. What a program wipes away (`clear`, a reset) is kept: it was printed.
 * `take` must use the lines before it resolves.
 */
export async function renderLines(
  stretches: AsyncIterable<Stretch>,
  take: (lines: readonly RenderedLine[]) => Promise<void> | void,
): Promise<void> {
  const terminal = new Terminal({
    cols: 80,
    rows: 24,
    scrollback: SCROLLBACK,
    scrollOnEraseInDisplay: true,
    allowProposedApi: true,
    logLevel: 'off',
  });
  // looked up each time: a reset makes another one
  const screen = () => terminal.buffer.normal;
  /** Lines from the top that were handed over already. */
  let taken = 0;
  let waiting: RenderedLine[] = [];

  function collect(to: number): void {
    for (; taken < to; taken += 1) {
      const line = screen().getLine(taken);
      if (line !== undefined) waiting.push({ line, wrapped: line.isWrapped });
    }
  }

  function lastUsedLine(): number {
    let last = screen().length;
    while (
      last > taken &&
      screen()
        .getLine(last - 1)
        ?.translateToString(true) === ''
    )
      last -= 1;
    return last;
  }

  async function handOver(to: number): Promise<void> {
    collect(to);
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) await take(lines);
  }

  /** Drops the scrollback, by the only way that leaves the screen alone. */
  function letGo(): void {
    terminal.options.scrollback = 0;
    terminal.options.scrollback = SCROLLBACK;
    taken = 0;
  }

  terminal.parser.registerEscHandler({ final: 'c' }, () => {
    collect(lastUsedLine());
    taken = 0;
    return false;
  });
  // `clear` wipes the scrollback, too, of which the newest lines were not handed over yet.
  terminal.parser.registerCsiHandler({ final: 'J' }, (params) => params[0] === 3);

  async function write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += WRITE_BYTES) {
      await new Promise<void>((resolve) => terminal.write(bytes.subarray(at, at + WRITE_BYTES), resolve));
      await handOver(screen().baseY);
      if (taken > LET_GO_AFTER) letGo();
    }
  }

  try {
    for await (const { columns, rows, bytes } of bySize(stretches)) {
      if (columns !== terminal.cols || rows !== terminal.rows) {
        // a larger screen would fetch lines back that were handed over
        letGo();
        terminal.resize(columns, rows);
      }
      await write(bytes);
    }
    await handOver(lastUsedLine());
  } finally {
    terminal.dispose();
  }
}
