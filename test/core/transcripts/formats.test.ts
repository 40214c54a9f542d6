import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Transcript } from '../../../electron/contract.ts';
import type { ExportFormat } from '../../../electron/core/transcripts/export-messages.ts';
import { exportFileName, safeFileName } from '../../../electron/core/transcripts/file-names.ts';
import { writeExport } from '../../../electron/core/transcripts/formats.ts';
import type { Mark, Stretch } from '../../../electron/core/transcripts/record.ts';

const startedAt = Date.UTC(2026, 10, 23, 12);
const size = (offset: number, columns: number, rows: number, at = startedAt): Mark => ({
  at,
  offset,
  kind: 'size',
  columns,
  rows,
});
const time = (offset: number, afterMs: number): Mark => ({
  at: startedAt + afterMs,
  offset,
  kind: 'output',
  columns: 0,
  rows: 0,
});

interface Printed {
  readonly transcript: Transcript;
  readonly stretches: readonly Stretch[];
}

function transcript(stretches: readonly Stretch[], title = 'build'): Printed {
  const first = stretches[0];
  const last = stretches.at(-1);
  const end = last === undefined ? 0 : last.offset + last.bytes.length;
  return {
    transcript: {
      id: 'one',
      accountId: null,
      instance: null,
      job: null,
      title,
      startedAt,
      endedAt: null,
      shells: 1,
      ending: null,
      bytes: end - (first?.offset ?? 0),
      droppedBytes: first?.offset ?? 0,
      diskBytes: 0,
      readable: 'yes',
    },
    stretches,
  };
}

async function* asRead(stretches: readonly Stretch[]): AsyncGenerator<Stretch> {
  yield* stretches;
}

async function exported(format: ExportFormat, { transcript, stretches }: Printed): Promise<string> {
  const parts: Uint8Array[] = [];
  await writeExport(transcript, asRead(stretches), format, {
    write: async (bytes) => void parts.push(bytes.slice()),
    onRead: () => {},
  });
  return Buffer.concat(parts).toString('utf8');
}

/** One stretch per text, one after the other. */
function printed(...texts: readonly (string | Uint8Array)[]): Stretch[] {
  let offset = 0;
  return texts.map((text) => {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const stretch = { offset, bytes, marks: [] };
    offset += bytes.length;
    return stretch;
  });
}

const textCases: readonly { readonly name: string; readonly from: readonly string[]; readonly text: string }[] = [
  { name: 'plain lines', from: ['one\r\ntwo\r\n'], text: 'one\ntwo\n' },
  { name: 'a line without an end', from: ['one\r\ntwo'], text: 'one\ntwo\n' },
  { name: 'nothing', from: [], text: '' },
  { name: 'empty lines in between', from: ['one\r\n\r\n\r\ntwo\r\n'], text: 'one\n\n\ntwo\n' },
  { name: 'colours', from: ['\u001b[1;31mred\u001b[0m \u001b[38;2;1;2;3mrgb\u001b[0m\r\n'], text: 'red rgb\n' },
  { name: 'a bar that is drawn over itself', from: ['10%\r50%\r', '100%\r\ndone\r\n'], text: '100%\ndone\n' },
  { name: 'what backspace takes back', from: ['lsx\b \b\r\n'], text: 'ls\n' },
  { name: 'a sequence cut in two', from: ['a\u001b[3', '1mb\u001b[0', 'm\r\n'], text: 'ab\n' },
  {
    name: 'a title and a link',
    from: ['\u001b]0;title\u0007\u001b]8;;https://x.y\u001b\\link\u001b]8;;\u001b\\\r\n'],
    text: 'link\n',
  },
  { name: 'a line that the screen broke', from: [`${'x'.repeat(200)}\r\n`], text: `${'x'.repeat(200)}\n` },
  {
    name: 'a full-screen program',
    from: ['before\r\n\u001b[?1049h\u001b[2J\u001b[Hvim\u001b[?1049lafter\r\n'],
    text: 'before\nafter\n',
  },
  { name: 'what clear wiped away', from: ['kept\r\n\u001b[H\u001b[2J\u001b[3Jnext\r\n'], text: 'kept\nnext\n' },
  { name: 'what a reset wiped away', from: ['kept\r\n\u001bcnext\r\n'], text: 'kept\nnext\n' },
  { name: 'wide and joined characters', from: ['漢字 👩‍💻 é\r\n'], text: '漢字 👩‍💻 é\n' },
];

describe('text', () => {
  test.each(textCases)('$name', async ({ from, text }) => {
    expect(await exported('text', transcript(printed(...from)))).toBe(text);
  });

  test('every line of a flood, each once, also over changes of the window’s size', async () => {
    const stretches: Stretch[] = [];
    const wanted: string[] = [];
    let offset = 0;
    for (let part = 0; part < 12; part += 1) {
      let text = '';
      for (let n = 0; n < 5_000; n += 1) {
        const line = `line ${part * 5_000 + n} ${'.'.repeat(n % 60)}`;
        wanted.push(line.trimEnd());
        text += `${line}\r\n`;
      }
      const bytes = Buffer.from(text);
      // grows and shrinks in the middle of a part
      const marks = [size(offset, 100, 30 + part), size(offset + 5_000, 90 + part * 7, 60 - part * 4)];
      stretches.push({ offset, bytes, marks });
      offset += bytes.length;
    }
    const lines = (await exported('text', transcript(stretches))).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBe(wanted.length);
    expect(lines).toEqual(wanted);
  }, 60_000);

  test('says what is no longer kept', async () => {
    const stretches = [
      { offset: 1_000, bytes: Buffer.from('one\r\n'), marks: [] },
      { offset: 2_005, bytes: Buffer.from('two\r\n'), marks: [] },
    ];
    expect(await exported('text', transcript(stretches))).toBe(
      '[1,000 bytes are no longer kept]\none\n\n[1,000 bytes are no longer kept]\ntwo\n',
    );
  });
});

describe('ANSI', () => {
  test('is what was printed, byte for byte', async () => {
    const text = '\u001b[31mred\u001b[0m\r\n\u0007\b…';
    expect(await exported('ansi', transcript(printed(text)))).toBe(text);
  });
});

describe('HTML', () => {
  const body = (html: string) => /<pre>([\s\S]*)\n<\/pre>/.exec(html)?.[1];

  test('colours and weights', async () => {
    const html = await exported(
      'html',
      transcript(
        printed(
          '\u001b[1;32mok\u001b[0m plain \u001b[48;5;196mx\u001b[0m\u001b[38;2;1;2;255my\u001b[0m\u001b[7mz\u001b[0m\r\n',
        ),
      ),
    );
    expect(body(html)).toBe(
      '<span style="color:#3fb950;font-weight:bold">ok</span> plain <span style="background:rgb(255,0,0)">x</span><span style="color:#0102ff">y</span><span style="color:#0d1117;background:#e6edf3">z</span>',
    );
  });

  test('a line that the screen broke between two words', async () => {
    const words = `${'word '.repeat(16)}goes on`;
    expect(body(await exported('html', transcript(printed(`${words}   \r\n`))))).toBe(words);
  });

  test.each([
    '<script>alert(1)</script>',
    '</pre><img src=x onerror=alert(1)>',
    '"\' & &lt;',
    '<!-- --><style>*{}</style>',
  ])('what a stranger wrote stays text: %s', async (hostile) => {
    const html = await exported('html', transcript(printed(`${hostile}\r\n`), hostile));
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
    expect(html.match(/<\/pre>/g)).toHaveLength(1);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).toContain(`http-equiv="Content-Security-Policy" content="default-src 'none'`);
    const shown = new DOMParserLess(body(html) ?? '').text;
    expect(shown).toBe(hostile);
  });

  test('whatever bytes come, nothing but our own elements is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const html = body(await exported('html', transcript(printed(bytes)))) ?? '';
        expect(html.replace(/<span style="[a-z0-9:;#(),.\- ]*">|<\/span>/g, '')).not.toMatch(/[<>"']/);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what a tab shows again', () => {
  const scrollback = (...stretches: readonly Stretch[]) => exported('scrollback', transcript(stretches));

  /** Lines as a terminal has them, with what makes each cell look as it does; without what is empty at their ends. */
  async function looksOf(text: string, columns: number): Promise<readonly string[]> {
    const terminal = new Terminal({ cols: columns, rows: 8, scrollback: 400, allowProposedApi: true });
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const { normal } = terminal.buffer;
    const lines = Array.from({ length: normal.length }, (_, at) => {
      const line = normal.getLine(at);
      const cells = Array.from({ length: columns }, (_, column) => {
        const cell = line?.getCell(column);
        if (cell === undefined) return ' ';
        const flags = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isBlink()];
        const more = [cell.isInverse(), cell.isInvisible(), cell.isStrikethrough(), cell.isOverline()];
        const colours = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
        const looks = [...flags, ...more, ...colours].map(Number).join(',');
        return `${cell.getChars() || ' '}${/[1-9]/.test(looks.replaceAll('-1', '0')) ? `{${looks}}` : ''}`;
      });
      return cells.join('').trimEnd();
    });
    terminal.dispose();
    return lines.join('\n').trim().split('\n');
  }

  const piece = fc.oneof(
    fc.stringMatching(/^[a-z ]{0,30}$/),
    fc.constantFrom(
      '\r\n',
      '\t',
      '\r',
      '\b',
      '漢字',
      'é',
      '👩‍💻',
      '\u001b[K',
      '\u001b[5C',
      '\u001b[3D',
      '\u001b[A',
      '\u001b[2J',
    ),
    fc
      .constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 9, 22, 24, 27, 31, 44, 53, 95, 104)
      .map((parameter) => `\u001b[${parameter}m`),
    fc.integer({ min: 0, max: 255 }).map((colour) => `\u001b[38;5;${colour}m`),
    fc.integer({ min: 0, max: 255 }).map((colour) => `\u001b[48;2;${colour};7;200m`),
  );

  test('looks as it did', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const bytes = Buffer.from(pieces.join(''));
        const again = await scrollback({ offset: 0, bytes, marks: [size(0, 40, 8)] });
        expect(await looksOf(again, 40)).toEqual(await looksOf(bytes.toString(), 40));
      }),
      { numRuns: 300 },
    );
  });

  test('is text with colours, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.constantFrom(
            Buffer.from('\u001b]52;c;aGk=\u0007\u001b]0;title\u0007\u001b[6n\u001b[?1004h\u001b]9;told\u0007a'),
            Buffer.from('\u001b]8;;https://x.y\u001b\\link\u001b]8;;\u001b\\\u001bP+q544e\u001b\\'),
          ),
        ),
        async (bytes) => {
          const text = await scrollback({ offset: 0, bytes: Uint8Array.from(bytes), marks: [] });
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is asked
          expect(text.replace(/\u001b\[[\d;]*m|\r\n/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          expect(text).toMatch(/^$|\r\n$/);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('has lines that fit any width: those that the screen broke are whole', async () => {
    const words = `${'word '.repeat(30)}end`;
    const cut = Buffer.from(`${words}\r\n${'漢'.repeat(30)}\r\nnext\r\n`);
    expect(await scrollback({ offset: 0, bytes: cut, marks: [size(0, 25, 8)] })).toBe(cut.toString());
  });

  test.each([
    ['nothing', '', ''],
    ['empty lines alone', '\r\n\r\n', ''],
    ['what clear wiped away', 'secret\r\n\u001b[H\u001b[2J\u001b[3Jnext\r\n', 'next\r\n'],
    ['the screen of a program that was cut', 'before\r\n\u001b[?1049h\u001b[2J\u001b[Hvim', 'before\r\n'],
    ['a prompt', 'user@host:~$ ', 'user@host:~$\r\n'],
  ])('of %s', async (_what, from, text) => {
    expect(await scrollback(...printed(from))).toBe(text);
  });

  test('is the end of it, where there is more than a terminal keeps', async () => {
    const lines = Array.from({ length: 12_000 }, (_, n) => `line ${n}\r\n`);
    const text = await scrollback(...printed(lines.join('')));
    expect(text.startsWith('line 1')).toBe(true);
    expect(text.split('\r\n').length).toBeLessThan(10_100);
    expect(text.endsWith('line 11999\r\n')).toBe(true);
  });

  test('says nothing of what is no longer kept', async () => {
    expect(await scrollback({ offset: 1_000, bytes: Buffer.from('one\r\n'), marks: [] })).toBe('one\r\n');
  });
});

/** Our few entities and one element, back to text. */
class DOMParserLess {
  readonly text: string;
  constructor(html: string) {
    this.text = html
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  }
}

describe('asciicast', () => {
  const header = z.strictObject({
    version: z.literal(2),
    width: z.number().int().min(1),
    height: z.number().int().min(1),
    timestamp: z.number().int(),
    idle_time_limit: z.number().positive(),
    title: z.string(),
    env: z.strictObject({ TERM: z.string() }),
  });
  const event = z.union([
    z.tuple([z.number().min(0), z.literal('o'), z.string()]),
    z.tuple([z.number().min(0), z.literal('r'), z.string().regex(/^\d+x\d+$/)]),
  ]);

  function parse(text: string) {
    const [first = '', ...rest] = text.trimEnd().split('\n');
    return { header: header.parse(JSON.parse(first)), events: rest.map((line) => event.parse(JSON.parse(line))) };
  }

  test('a header, times, sizes, and output in order', async () => {
    const bytes = Buffer.from('one\r\ntwo\r\nthree\r\n');
    const marks = [
      size(0, 120, 40),
      time(0, 100),
      time(5, 2_500),
      size(10, 90, 20, startedAt + 3_000),
      time(10, 2_000),
    ];
    const cast = parse(await exported('asciicast', transcript([{ offset: 0, bytes, marks }])));
    expect(cast.header).toMatchObject({ width: 120, height: 40, timestamp: startedAt / 1000, title: 'build' });
    expect(cast.events).toEqual([
      [0.1, 'o', 'one\r\n'],
      [2.5, 'o', 'two\r\n'],
      [3, 'r', '90x20'],
      // a clock that was set back does not turn the events round
      [3, 'o', 'three\r\n'],
    ]);
  });

  test('is valid and plays the same, wherever bytes are cut and whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 60 }),
        async (text, cuts) => {
          const all = Buffer.from(text);
          const stretches: Stretch[] = [];
          for (let at = 0, n = 0; at < all.length; n += 1) {
            const length = cuts[n % cuts.length] ?? 1;
            stretches.push({ offset: at, bytes: all.subarray(at, at + length), marks: [time(at, n * 10)] });
            at += length;
          }
          const { events } = parse(await exported('asciicast', transcript(stretches)));
          expect(events.map(([, , data]) => data).join('')).toBe(all.toString('utf8'));
          const times = events.map(([at]) => at);
          expect(times).toEqual([...times].sort((one, other) => one - other));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('nothing printed is a header alone', async () => {
    expect(parse(await exported('asciicast', transcript([]))).events).toEqual([]);
  });

  test('played into a terminal it shows what the text export says', async () => {
    const stretches = printed('\u001b[32mgreen\u001b[0m\r\n10%\r', '100%\r\n漢字\r\n');
    const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
    for (const [, , data] of parse(await exported('asciicast', transcript(stretches))).events) {
      await new Promise<void>((resolve) => terminal.write(String(data), resolve));
    }
    const lines = [0, 1, 2].map((row) => terminal.buffer.active.getLine(row)?.translateToString(true));
    expect(`${lines.join('\n')}\n`).toBe(await exported('text', transcript(stretches)));
  });
});

describe('file names', () => {
  test.each([
    ['build', 'build'],
    ['test: [1/3] λ', 'test-1-3-λ'],
    ['../../etc/passwd', 'etc-passwd'],
    ['..\\..\\x', 'x'],
    ['.bashrc', 'bashrc'],
    ['a..b', 'a.b'],
    ['-rf', 'rf'],
    ['CON', 'job-CON'],
    ['nul.txt', 'job-nul.txt'],
    ['', 'terminal'],
    ['///', 'terminal'],
    ['a\u0000b\nc\u202ed', 'a-b-c-d'],
    ['x'.repeat(300), 'x'.repeat(80)],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  test('whatever a job is called, its file stays in the folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (title) => {
        const name = exportFileName(transcript([], title).transcript, 'html');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be in it
        expect(name).not.toMatch(/[\\/:*?"<>|\u0000-\u001f]/);
        expect(name).toMatch(/^[^.].*\d{4}\.html$/u);
      }),
    );
  });
});
