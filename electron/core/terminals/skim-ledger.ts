import { createSkimScanner, wholeLength } from './skim-scan.ts';

/**
 * Which stretches of a session's output a view can be spared.
 *
 * Text, line ends and colours do two things that last: they write rows, and they set the colours of what follows. A row
 * that the cursor has left downwards is never touched again, and is gone once so many more have come that the scrollback
 * is full. So of a plain stretch only its end matters, which fills screen and scrollback by itself, and the colours in
 * force where that end begins. `test/core/terminals/skim.test.ts` holds skimmed terminals against others, cell by cell.
 */
export interface SkimLedger {
  /** The next bytes of the output. */
  append(bytes: Uint8Array): void;
  /** Where a view that has all before `from` may leave out a stretch; null where it may not. */
  leap(from: number, view: ViewState): Leap | null;
  /** From here on all is plain, so that it can be left out once there is enough of it. */
  readonly plainFrom: number;
  /** Nobody will ask from before this offset any more. */
  forget(before: number): void;
}

/** A terminal has parsed everything before `offset`; from there on plain text does nothing but write rows and scroll them away. */
export interface ViewState {
  readonly offset: number;
  /** So many CR LF pairs push out of it whatever was in it before. */
  readonly linesThatFill: number;
}

export interface Leap {
  /** Not before `from`: what comes before must be sent. */
  readonly at: number;
  readonly to: number;
  /** SGR sequences that bring the colours from `at` to what they are at `to`. */
  readonly colours: string;
}

/** From the parser's ground state, between two characters, to the same. */
interface Block {
  readonly from: number;
  end: number;
  plain: boolean;
  /** CR LF pairs. */
  lines: number;
  colours: string;
  /** A full reset is among the colours, and they are all since the last. */
  resets: boolean;
}

export interface LedgerLimits {
  readonly blockBytes: number;
  /** Of more blocks than this the older ones are joined … */
  readonly mostBlocks: number;
  /** … up to this size, so that gigabytes need no more than some hundred. */
  readonly largestBlockBytes: number;
}

const DEFAULTS: LedgerLimits = { blockBytes: 64 * 1024, mostBlocks: 512, largestBlockBytes: 4 * 1024 * 1024 };
/** Colours that never begin anew are shown to the terminal, not gathered for ever. */
const MOST_COLOURS = 8 * 1024;

export function createSkimLedger(limits: LedgerLimits = DEFAULTS): SkimLedger {
  const { blockBytes, mostBlocks, largestBlockBytes } = limits;
  const scanner = createSkimScanner();
  let blocks: Block[] = [];
  let open: Block = emptyBlock(0);
  /** Bytes that begin a character and do not finish it. */
  let kept: Uint8Array = new Uint8Array(0);

  function close(): void {
    open.colours = withoutRepeats(open.colours);
    if (open.colours.length > MOST_COLOURS) open.plain = false;
    const last = blocks.at(-1);
    if (last !== undefined && !last.plain && !open.plain) last.end = open.end;
    else blocks.push(open);
    open = emptyBlock(open.end);
    if (blocks.length > mostBlocks) joinOlder();
  }

  function joinOlder(): void {
    const older = blocks.slice(0, mostBlocks / 2);
    const joined: Block[] = [];
    for (const block of older) {
      const last = joined.at(-1);
      if (last?.plain && block.plain && block.end - last.from <= largestBlockBytes) {
        const colours = follow(last.colours, block);
        if (colours.length <= MOST_COLOURS) {
          joined[joined.length - 1] = {
            ...block,
            from: last.from,
            lines: last.lines + block.lines,
            colours,
            resets: last.resets || block.resets,
          };
          continue;
        }
      }
      joined.push(block);
    }
    blocks = [...joined, ...blocks.slice(mostBlocks / 2)];
  }

  function append(bytes: Uint8Array): void {
    const all = kept.length === 0 ? bytes : Buffer.concat([kept, bytes]);
    const whole = wholeLength(all);
    kept = all.slice(whole);
    if (whole === 0) return;
    const { plain, ground, lines, colours, resets } = scanner.scan(all.subarray(0, whole), open.plain);
    open.end += whole;
    open.plain = plain;
    open.lines += lines;
    open.colours = resets ? colours : open.colours + colours;
    open.resets ||= resets;
    if (ground && open.end - open.from >= blockBytes) close();
    else if (open.colours.length > 4 * MOST_COLOURS) open.colours = withoutRepeats(open.colours);
  }

  return {
    append(bytes) {
      for (let at = 0; at < bytes.length; at += blockBytes) append(bytes.subarray(at, at + blockBytes));
    },
    leap(from, view) {
      const first = blocks[0] ?? open;
      if (view.offset < first.from || view.offset > from) return null;
      const all = open.end > open.from ? [...blocks, open] : blocks;
      // The plain run that the view is in: up to the first block that is not.
      const start = all.findIndex((block) => block.end > view.offset);
      if (start < 0) return null;
      let stop = start;
      while (stop < all.length && all[stop]?.plain) stop += 1;
      let lines = 0;
      let target = stop;
      while (target > start && lines < view.linesThatFill) {
        target -= 1;
        lines += all[target]?.lines ?? 0;
      }
      if (lines < view.linesThatFill) return null;
      const leave = all.findIndex((block, n) => n >= start && block.end >= from);
      const at = all[leave]?.from === from ? from : (all[leave]?.end ?? from);
      const to = all[target]?.from ?? from;
      if (to <= at) return null;
      // those of the block that is left in its middle are set again, which changes nothing
      const colours = all.slice(leave, target).reduce((before, block) => follow(before, block), '');
      return colours.length > MOST_COLOURS ? null : { at, to, colours };
    },
    get plainFrom() {
      if (!open.plain) return open.end;
      const last = blocks.findLast((block) => !block.plain);
      return last?.end ?? blocks[0]?.from ?? open.from;
    },
    forget(before) {
      let gone = 0;
      while ((blocks[gone]?.end ?? Number.POSITIVE_INFINITY) <= before) gone += 1;
      if (gone > 0) blocks = blocks.slice(gone);
    },
  };
}

function emptyBlock(from: number): Block {
  return { from, end: from, plain: true, lines: 0, colours: '', resets: false };
}

/** The colours behind a block, from those before it. */
function follow(before: string, { colours, resets }: Block): string {
  return resets ? colours : withoutRepeats(before + colours);
}

/** Each SGR sequence sets what it sets whatever was set before, so of equal ones only the last counts. */
function withoutRepeats(colours: string): string {
  // at most one: so it is for nearly all blocks of a log, and this is asked for each of them
  if (colours.indexOf('\u001b', 1) < 0) return colours;
  const sequences = colours.split('\u001b');
  const seen = new Set<string>();
  const last: string[] = [];
  for (let n = sequences.length - 1; n >= 0; n -= 1) {
    const sequence = sequences[n] ?? '';
    if (sequence === '' || seen.has(sequence)) continue;
    seen.add(sequence);
    last.unshift(`\u001b${sequence}`);
  }
  return last.join('');
}
