import { StringDecoder } from 'node:string_decoder';
import type { Mark, Stretch } from './record.ts';

const DEFAULT_SIZE = { columns: 80, rows: 24 };
/** Longer pauses are shortened by players. */
const IDLE_LIMIT_SECONDS = 2;
/** A flood comes in larger pieces than a player likes. */
const EVENT_BYTES = 32 * 1024;

/** asciicast v2: a header line, then a line per event. https://docs.asciinema.org/manual/asciicast/v2/ */
export async function exportCast(
  about: { readonly title: string; readonly startedAt: number },
  stretches: AsyncIterable<Stretch>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let size: { readonly columns: number; readonly rows: number } | null = null;
  let seconds = 0;

  function header({ columns, rows } = DEFAULT_SIZE): string {
    return line({
      version: 2,
      width: columns,
      height: rows,
      timestamp: Math.floor(about.startedAt / 1000),
      idle_time_limit: IDLE_LIMIT_SECONDS,
      title: about.title,
      env: { TERM: 'xterm-256color' },
    });
  }

  /** Clocks are set back now and then; events are not. */
  function moveTo(at: number): void {
    seconds = Math.max(seconds, Math.round(at - about.startedAt) / 1000);
  }

  function printed(bytes: Uint8Array): string {
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += EVENT_BYTES) {
      // a character that is cut here comes whole with the next event
      const text = decoder.write(asBuffer(bytes.subarray(at, at + EVENT_BYTES)));
      if (text !== '') lines.push(line([seconds, 'o', text]));
    }
    return lines.join('');
  }

  function resized({ columns, rows }: Mark): string {
    if (size !== null && size.columns === columns && size.rows === rows) return '';
    const isFirst = size === null;
    size = { columns, rows };
    return isFirst ? header(size) : line([seconds, 'r', `${columns}x${rows}`]);
  }

  for await (const { bytes, marks, offset } of stretches) {
    const lines: string[] = [];
    let at = 0;
    if (size === null && !marks.some((mark) => isSize(mark) && mark.offset === offset)) {
      size = DEFAULT_SIZE;
      lines.push(header());
    }
    for (const mark of marks) {
      lines.push(printed(bytes.subarray(at, mark.offset - offset)));
      at = mark.offset - offset;
      moveTo(mark.at);
      if (isSize(mark)) lines.push(resized(mark));
    }
    lines.push(printed(bytes.subarray(at)));
    await write(lines.join(''));
  }
  if (size === null) await write(header());
  const rest = decoder.end();
  if (rest !== '') await write(line([seconds, 'o', rest]));
}

function isSize(mark: Mark): boolean {
  return mark.kind === 'size' && mark.columns > 0 && mark.rows > 0;
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
