import type { IBuffer } from '@xterm/xterm';

/** What a terminal shows and keeps, as text; rows that a line was wrapped over are one line again. */
export function readBuffer(buffer: IBuffer): string {
  const lines: string[] = [];
  for (let row = 0; row < buffer.length; row += 1) {
    const line = buffer.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped && lines.length > 0) lines.push(`${lines.pop()}${text}`);
    else lines.push(text);
  }
  return lines.join('\n');
}
