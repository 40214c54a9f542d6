import { createHmac, timingSafeEqual } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';

/** GitLab's rendering of a log in parts, as lib/gitlab/ci/ansi2json does it; styles are left out. */
export interface TracePart {
  readonly state: string;
  readonly append: boolean;
  readonly truncated: boolean;
  readonly offset: number;
  readonly size: number;
  readonly total: number;
  readonly lines: readonly TraceLine[];
}

interface TraceLine {
  readonly offset: number;
  readonly timestamp?: string;
  readonly content: readonly { readonly text: string }[];
  readonly section?: string;
  readonly section_header?: true;
  readonly section_footer?: true;
  readonly section_duration?: string;
}

interface State {
  readonly offset: number;
  readonly open_sections: Readonly<Record<string, string>>;
}

/** Only the last part of a large log is shown on the page (lib/gitlab/ci/trace/stream.rb, LIMIT_SIZE). */
const LIMIT_BYTES = 500 * 1024;
const KEY = 'simulated';
const NEW_LINE = 0x0a;
const SECTION = /section_(start|end):(\d+):([a-zA-Z0-9_.-]+)(?:\[[^\]]*\])?\r/g;
const TIMESTAMP = /^(\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{6}Z) [0-9a-f]{2}[EO][+ ]/;

const sign = (encoded: string) => createHmac('sha256', KEY).update(encoded).digest('hex');

function encode(state: State): string {
  const encoded = Buffer.from(JSON.stringify({ ...state, style: {} })).toString('base64url');
  return `${encoded}--${sign(encoded)}`;
}

/** Null for one that is not ours: GitLab begins anew then. */
function decode(text: string | null): State | null {
  const [encoded, signature] = (text ?? '').split('--');
  if (encoded === undefined || signature === undefined) return null;
  const expected = Buffer.from(sign(encoded));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
  return JSON.parse(Buffer.from(encoded, 'base64url').toString()) as State;
}

const sanitized = (section: string) => section.toLowerCase().replace(/[^a-z0-9]/g, '-');

function duration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

export function tracePart(log: Buffer, stateText: string | null): TracePart {
  const known = decode(stateText);
  const restored = known !== null && known.offset <= log.length ? known : { offset: 0, open_sections: {} };
  // the stream stands at its last bytes, behind the line that this cuts
  const limited = log.length > LIMIT_BYTES ? log.indexOf(NEW_LINE, log.length - LIMIT_BYTES) + 1 : 0;
  const truncated = limited > restored.offset;
  const start = truncated ? limited : restored.offset;
  const open = new Map(Object.entries(restored.open_sections));
  const lines: TraceLine[] = [];
  let lastLineAt = start;

  for (let at = start; at < log.length; ) {
    const newLine = log.indexOf(NEW_LINE, at);
    const end = newLine < 0 ? log.length : newLine;
    render(log.toString('latin1', at, end), at);
    at = newLine < 0 ? log.length : newLine + 1;
    lastLineAt = newLine < 0 ? lastLineAt : at;
  }

  /** One line of the raw log, which its section marks cut into several. */
  function render(line: string, lineAt: number): void {
    const stamp = TIMESTAMP.exec(line);
    const stamped = stamp?.[1] === undefined ? {} : { timestamp: stamp[1] };
    let from = stamp?.[0].length ?? 0;
    let header: string | null = null;
    const flush = (to: number) => {
      const shown = line.slice(from, to);
      const bare = stripVTControlCharacters(Buffer.from(shown, 'latin1').toString('utf8'));
      const text = bare.slice(bare.lastIndexOf('\r', bare.length - 2) + 1).replace(/\r$/, '');
      const section = header ?? [...open.keys()].pop();
      const more = {
        ...(section === undefined ? {} : { section }),
        ...(header === null ? {} : { section_header: true as const }),
      };
      if (text !== '') lines.push({ offset: lineAt + from, ...stamped, content: [{ text }], ...more });
      header = null;
    };
    for (const match of line.matchAll(SECTION)) {
      const name = sanitized(match[3] ?? '');
      if (match[1] === 'start') {
        flush(match.index);
        open.set(name, match[2] ?? '0');
        from = match.index + match[0].length;
        header = name;
      } else if (open.has(name)) {
        flush(match.index);
        const lasted = duration(Math.max(0, Number(match[2]) - Number(open.get(name))));
        lines.push({
          offset: lineAt + match.index,
          ...stamped,
          content: [],
          section: name,
          section_footer: true,
          section_duration: lasted,
        });
        open.delete(name);
        from = match.index + match[0].length;
      }
    }
    flush(line.length);
  }

  return {
    state: encode({ offset: lastLineAt, open_sections: Object.fromEntries(open) }),
    append: !truncated && start > 0,
    truncated,
    offset: start,
    size: log.length - start,
    total: log.length,
    lines,
  };
}
