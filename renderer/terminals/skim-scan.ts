/**
 * Reads a terminal's output far faster than a terminal can parse it, to find the stretches that hold nothing but text,
 * line ends and colours. Where it cannot know what xterm makes of a byte, it says "not plain": an error on that side
 * costs speed, never a cell. States and transitions follow xterm's own table (EscapeSequenceParser.ts, 6.0).
 */
export interface SkimScanner {
  /** Reads on. The bytes end between characters, unless they are not UTF-8 at all. */
  readonly scan: (bytes: Uint8Array) => Scanned;
  /** The terminal has been brought back to its ground state from outside. */
  readonly grounded: () => void;
}

export interface Scanned {
  /** Nothing but text, CR, LF, TAB, BS, colours (SGR) and erasing within the line (EL); it began in the ground state. */
  readonly plain: boolean;
  /** Nothing is half read at the end. */
  readonly ground: boolean;
  /** CR LF pairs. Each puts the cursor to the start of a row below. */
  readonly lines: number;
  /** The SGR sequences that still count at the end, as they came: all since the last full reset. */
  readonly colours: string;
  /** A full reset is among them, so that what was before does not count. */
  readonly resets: boolean;
}

const inGround = 0;
const inEscape = 1;
const inEscapeIntermediate = 2;
/** Parameters only: may still become SGR or EL. */
const inCsi = 3;
const inOtherCsi = 4;
const inOsc = 5;
/** DCS, SOS, PM, APC. */
const inString = 6;
/** Something was no UTF-8: xterm's decoder may take up to three good bytes with it. */
const isDirty = 7;
/** xterm's state is not known until an ESC that its decoder cannot swallow. */
const isLost = 8;

/** More than the decoder can take with it. */
const cleanRun = 4;
const longestParameters = 1024;

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const CR = 0x0d;
const LF = 0x0a;
const isPlainControl = (byte: number): boolean => byte === LF || byte === CR || byte === 0x09 || byte === 0x08;
const isPlainAscii = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || isPlainControl(byte);

export function createSkimScanner(): SkimScanner {
  let state = inGround;
  /** A sequence that began in an earlier chunk, as far as it may be SGR. */
  let cut = '';
  let run = 0;
  let plain = true;
  let colours = '';
  let resets = false;
  /** Where the SGR sequences begin and end that count behind `colours`. */
  const spans: number[] = [];

  /** An SGR that began in an earlier chunk is the first of this one. */
  function noteCut(sequence: string): void {
    resets = isFullReset(sequence.charCodeAt(2), sequence.charCodeAt(3));
    colours = sequence;
  }

  /** One byte outside the ground state. Returns how many bytes it stood for. */
  function step(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    if (state === isDirty || state === isLost) {
      stepUnsure(byte);
      return 1;
    }
    if (byte === ESC) {
      // also out of a string, or out of another sequence
      if (state !== inOsc && state !== inString) plain = false;
      cut = '\u001b';
      state = inEscape;
    } else if (byte === CAN || byte === SUB) {
      plain = false;
      state = inGround;
    } else if (byte >= 0x80) {
      plain = false;
      const length = state === inOsc ? characterLength(bytes, at) : 0;
      if (length > 0) return length;
      state = isLost;
      run = 0;
    } else if (state === inOsc || state === inString) {
      if (state === inOsc && byte === BEL) state = inGround;
    } else stepSequence(byte);
    return 1;
  }

  function stepUnsure(byte: number): void {
    if (state === isLost) {
      if (byte === ESC && run >= cleanRun) {
        cut = '\u001b';
        state = inEscape;
      } else run = byte < 0x80 ? run + 1 : 0;
      return;
    }
    if (byte >= 0x80) run = 0;
    else if (isPlainAscii(byte)) {
      run += 1;
      if (run >= cleanRun) state = inGround;
    } else {
      state = isLost;
      run = 0;
    }
  }

  function stepSequence(byte: number): void {
    if (state === inCsi && byte >= 0x30 && byte <= 0x3b && cut.length < longestParameters) {
      cut += String.fromCharCode(byte);
      return;
    }
    if (state === inEscape && byte === 0x5b) {
      cut += '[';
      state = inCsi;
      return;
    }
    if (state === inCsi && byte === 0x6d) noteCut(`${cut}m`);
    // EL stays within the row, as text does
    else if (state !== inCsi || byte !== 0x4b) plain = false;
    state = afterSequenceByte(state, byte);
  }

  return {
    grounded() {
      state = inGround;
    },
    scan(bytes) {
      const end = bytes.length;
      plain = state === inGround || state === inEscape || state === inCsi;
      colours = '';
      resets = false;
      spans.length = 0;
      let lines = 0;
      let at = 0;
      while (at < end) {
        if (state !== inGround) {
          at += step(bytes, at);
          continue;
        }
        at = printableEnd(bytes, at);
        if (at >= end) break;
        const byte = bytes[at] as number;
        if (byte === LF) {
          if (bytes[at - 1] === CR) lines += 1;
          at += 1;
        } else if (byte === ESC) {
          const next = colourEnd(bytes, at);
          if (next === 0) {
            cut = '\u001b';
            state = inEscape;
            at += 1;
          } else {
            if (bytes[next - 1] === 0x6d) {
              if (isFullReset(bytes[at + 2], bytes[at + 3])) {
                colours = '';
                resets = true;
                spans.length = 0;
              }
              spans.push(at, next);
            }
            at = next;
          }
        } else if (isPlainControl(byte)) at += 1;
        else if (byte < 0x80) {
          plain = false;
          at += 1;
        } else {
          const length = characterLength(bytes, at);
          if (length > 0) at += length;
          else {
            plain = false;
            run = 0;
            // C1 controls begin sequences too, in UTF-8 as elsewhere
            state = byte === 0xc2 ? isLost : isDirty;
            at += 1;
          }
        }
      }
      for (let n = 0; n < spans.length; n += 2) colours += latin1(bytes, spans[n] ?? 0, spans[n + 1] ?? 0);
      return { plain, ground: state === inGround, lines, colours, resets };
    },
  };
}

/** Past the printable ASCII from `at` on: most of most output, so this loop holds nothing else. */
function printableEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.length;
  let here = at;
  while (here < end) {
    const byte = bytes[here] as number;
    if (byte < 0x20 || byte > 0x7e) break;
    here += 1;
  }
  return here;
}

/** The state after one more ASCII byte of a sequence that is not SGR's parameters. */
function afterSequenceByte(state: number, byte: number): number {
  if (state === inEscape) {
    if (byte === 0x5d) return inOsc;
    if (byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return inString;
  }
  const isCsi = state === inCsi || state === inOtherCsi;
  // controls within a sequence are carried out, and it goes on
  if (byte < 0x20 || byte === 0x7f) return isCsi ? inOtherCsi : state;
  if (isCsi) return byte >= 0x40 ? inGround : inOtherCsi;
  return byte < 0x30 ? inEscapeIntermediate : inGround;
}

/** One past an SGR or EL that begins at `at`; 0 where there is none, or not whole. */
function colourEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0x5b) return 0;
  let end = at + 2;
  for (const limit = Math.min(bytes.length, end + longestParameters); end < limit; end += 1) {
    const byte = bytes[end] as number;
    if (byte === 0x6d || byte === 0x4b) return end + 1;
    if (byte < 0x30 || byte > 0x3b) return 0;
  }
  return 0;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** `CSI m`, or a zero before everything else: nothing before it counts any more. By what follows `CSI`. */
function isFullReset(first: number | undefined, second: number | undefined): boolean {
  if (first === 0x6d || first === 0x3b) return true;
  return first === 0x30 && (second === 0x6d || second === 0x3b);
}

/** Bytes of the well-formed UTF-8 character at `at`; 0 where it is not one, not whole, or a C1 control. */
export function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const second = bytes[at + 1] ?? 0;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return second >= (first === 0xc2 ? 0xa0 : 0x80) && second <= 0xbf ? 2 : 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest || !continues(bytes[at + 2])) return 0;
  if (first < 0xf0) return 3;
  return continues(bytes[at + 3]) ? 4 : 0;
}

function continues(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
