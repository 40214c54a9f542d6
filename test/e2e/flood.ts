/** Checks on the way into the page that a flood of counted lines comes whole, in order and once. */

/**
 * What the shell is told to run: counts for `seconds`, about 1 MB a second, and says at the end how far it came. A word to the
 * terminal every 2,000 lines: so nothing can be left out on the way into the page.
 */
export function floodCommand(seconds: number): string {
  return [
    `stty -echo; n=0; end=$((SECONDS+${seconds})); printf 'FLOOD-%s\\n' BEGIN;`,
    'while ((SECONDS<end)); do for k in 1 2 3 4 5 6; do',
    "seq $n $((n+1999)); printf '\\033[?25h\\n'; n=$((n+2000)); done; sleep 0.1; done;",
    `printf 'FLOOD-%s %d\\n' END $n; stty echo`,
  ].join(' ');
}

export interface FloodReport {
  readonly state: 'before' | 'within' | 'after';
  /** Counted lines seen. */
  readonly lines: number;
  /** What the shell says it wrote; null until it has. */
  readonly written: number | null;
  /** The first lines that were not the one expected. */
  readonly wrong: readonly string[];
  /** Bytes of the whole session seen. */
  readonly bytes: number;
  /** Where an offset did not follow the last. */
  readonly gaps: number;
}

export interface FloodChecker {
  feed(offset: number, bytes: Uint8Array): void;
  report(): FloodReport;
}

/** Self-contained: its source runs in the page and in Electron's main process. */
export function createFloodChecker(): FloodChecker {
  const decoder = new TextDecoder('latin1');
  let position: number | null = null;
  let rest = '';
  let state: FloodReport['state'] = 'before';
  let lines = 0;
  let written: number | null = null;
  let bytesSeen = 0;
  let gaps = 0;
  const wrong: string[] = [];

  const take = (line: string): void => {
    if (state === 'before') {
      if (line === 'FLOOD-BEGIN') state = 'within';
      return;
    }
    if (state === 'after') return;
    if (line.startsWith('FLOOD-END ')) {
      state = 'after';
      written = Number(line.slice(10));
      return;
    }
    if (line === '\u001b[?25h') return;
    if (line !== String(lines) && wrong.length < 5) wrong.push(`expected ${lines}, got ${line.slice(0, 40)}`);
    lines += 1;
  };

  return {
    feed(offset, bytes) {
      let fresh = bytes;
      if (position !== null && offset < position) fresh = bytes.subarray(Math.min(bytes.length, position - offset));
      else if (position !== null && offset > position) gaps += 1;
      if (fresh.length === 0) return;
      position = offset + bytes.length;
      bytesSeen += fresh.length;
      const parts = (rest + decoder.decode(fresh)).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) take(part.endsWith('\r') ? part.slice(0, -1) : part);
    },
    report: () => ({ state, lines, written, wrong, bytes: bytesSeen, gaps }),
  };
}
