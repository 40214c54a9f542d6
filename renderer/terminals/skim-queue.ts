import { joined } from './bytes.ts';
import { createSkimScanner } from './skim-scan.ts';

/** Something that is to happen at one place of the output: bytes for the terminal, or a task while it does nothing else. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** The offset behind the bytes; that of the piece before for what is not the session's own. */
  readonly end: number;
  /** Shown before: what the terminal answers to them must not leave. */
  readonly replay: boolean;
  /** Instead of bytes. It leaves the terminal's parser in its ground state and calls back when it is done. */
  readonly task?: (done: () => void) => void;
}

export interface SkimQueueDeps {
  /** So many CR LF pairs in plain text push out of the terminal whatever was in it before. */
  readonly linesThatFill: () => number;
  /** The terminal, having parsed all it was given, is in a state in which text does nothing but write and scroll. */
  readonly maySkim: () => boolean;
}

/**
 * What a terminal has not been given yet, less what nobody could ever see of it.
 *
 * Text, line ends and colours do two things that last: they write rows, and they set the colours of what follows. A row
 * that the cursor has left downwards is never touched again, and is gone once so many more have come that the scrollback
 * is full. So of a plain stretch only the end matters, which fills screen and scrollback by itself, and the colours in
 * force where that end begins. What comes before it is left out, and its colours are put in front of what stays.
 */
export interface SkimQueue {
  readonly push: (piece: Piece) => void;
  /** What the terminal is to get next, without taking it. */
  readonly next: () => Piece | null;
  readonly take: () => Piece | null;
  /** A piece that was taken is parsed, or done. In their order. */
  readonly parsed: (piece: Piece) => void;
  /** Neither in the queue nor on its way through the parser is anything but plain text. */
  readonly plain: boolean;
  /** Everything before is parsed, left out, or plain text, which may wait here as well as elsewhere. */
  readonly safeTo: number;
  readonly waitingBytes: number;
  readonly skippedBytes: number;
}

/** From ground state to ground state, but for the last. */
interface Block {
  piece: Piece;
  readonly serial: number;
  /** Colours of what was left out before it. */
  prefix: string;
  plain: boolean;
  /** The piece's end is in the ground state. */
  closed: boolean;
  lines: number;
  colours: string;
  resets: boolean;
}

const plainBlock = { prefix: '', plain: true, closed: true, lines: 0, colours: '', resets: false } as const;

/** Colours that never begin anew are told to the terminal, not gathered for ever. */
const longestPrefix = 16 * 1024;

export function createSkimQueue(deps: SkimQueueDeps): SkimQueue {
  const scanner = createSkimScanner();
  const encoder = new TextEncoder();
  const blocks: Block[] = [];
  const serials = new WeakMap<Piece, number>();
  let atGround = true;
  let pushed = 0;
  let pushedTo = 0;
  let parsedTo = 0;
  /** From the first to the last block that is neither plain nor parsed; others between them count as part of it. */
  let hard: { readonly from: number; readonly lastSerial: number } | null = null;
  let lines = 0;
  let waitingBytes = 0;
  let skippedBytes = 0;

  function append(piece: Piece): void {
    const scanned = scanner.scan(piece.bytes);
    const last = blocks.at(-1);
    if (last?.plain && !last.closed && last.piece.replay === piece.replay) {
      last.piece = { ...piece, bytes: joined(last.piece.bytes, piece.bytes) };
      last.colours = scanned.resets ? scanned.colours : last.colours + scanned.colours;
      last.resets ||= scanned.resets;
      last.plain &&= scanned.plain;
      last.closed = scanned.ground;
      last.lines += scanned.lines;
    } else {
      pushed += 1;
      // one that begins within a sequence cannot be told from its middle
      const plain = scanned.plain && atGround;
      blocks.push({ piece, serial: pushed, prefix: '', ...scanned, plain, closed: scanned.ground });
    }
    lines += scanned.lines;
    atGround = scanned.ground;
  }

  function skim(): void {
    if (hard !== null) return;
    const needed = deps.linesThatFill();
    for (let head = blocks[0]; head !== undefined; head = blocks[0]) {
      const next = blocks[1];
      if (next === undefined || !head.closed || lines - head.lines < needed || !deps.maySkim()) return;
      const prefix = head.resets ? head.colours : head.prefix + head.colours;
      if (prefix.length > longestPrefix) return;
      next.prefix = prefix;
      blocks.shift();
      lines -= head.lines;
      waitingBytes -= head.piece.bytes.length;
      skippedBytes += head.piece.bytes.length;
    }
  }

  function next(): Piece | null {
    const head = blocks[0];
    if (head === undefined) return null;
    if (head.prefix !== '') {
      const bytes = encoder.encode(head.prefix);
      const end = head.piece.end - head.piece.bytes.length;
      const { prefix: colours, serial } = head;
      const piece: Piece = { bytes, end, replay: false };
      blocks.unshift({ ...plainBlock, piece, serial: serial - 1, colours });
      waitingBytes += bytes.length;
      head.prefix = '';
    }
    return blocks[0]?.piece ?? null;
  }

  return {
    push(piece) {
      const from = pushedTo;
      pushedTo = piece.end;
      waitingBytes += piece.bytes.length;
      if (piece.task === undefined) append(piece);
      else {
        scanner.grounded();
        atGround = true;
        pushed += 1;
        blocks.push({ ...plainBlock, piece, serial: pushed, plain: false });
      }
      if (blocks.at(-1)?.plain === false) hard = { from: hard?.from ?? from, lastSerial: pushed };
      skim();
    },
    next,
    take() {
      const piece = next();
      const head = blocks.shift();
      if (piece === null || head === undefined) return null;
      lines -= head.lines;
      waitingBytes -= piece.bytes.length;
      serials.set(piece, head.serial);
      return piece;
    },
    parsed(piece) {
      parsedTo = Math.max(parsedTo, piece.end);
      if (hard !== null && (serials.get(piece) ?? 0) >= hard.lastSerial) hard = null;
    },
    get plain() {
      return hard === null;
    },
    get safeTo() {
      return hard === null ? pushedTo : Math.max(parsedTo, hard.from);
    },
    get waitingBytes() {
      return waitingBytes;
    },
    get skippedBytes() {
      return skippedBytes;
    },
  };
}
