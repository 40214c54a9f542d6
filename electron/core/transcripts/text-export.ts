import type { Stretch } from './record.ts';
import { type RenderedLine, renderLines } from './rendered-lines.ts';

/** As a screen would have shown it, without colours: UTF-8, one line per line. */
export async function exportText(
  stretches: AsyncIterable<Stretch>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  let line: string | null = null;
  await renderLines(stretches, async (lines) => {
    const text: string[] = [];
    for (const one of lines) {
      const words = textOf(one);
      if (one.wrapped && line !== null) line += words;
      else {
        if (line !== null) text.push(line.trimEnd(), '\n');
        line = words;
      }
    }
    await write(text.join(''));
  });
  if (line !== null) await write(`${(line as string).trimEnd()}\n`);
}

function textOf({ line }: RenderedLine): string {
  return line.translateToString(false);
}
