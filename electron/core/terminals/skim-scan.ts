/**
 * Reads a terminal's output far faster than a terminal can parse it, to find the stretches that hold nothing but text,
 * line ends and colours. Where it cannot know what xterm makes of a byte, it says "not plain": an error on that side
 * costs speed, never a cell. States and transitions follow xterm's own table (EscapeSequenceParser.ts, 6.0).
 */
export interface SkimScanner {
  /**
   * Reads on. The bytes end between characters, unless they are not UTF-8 at all. Of what is not plain, `plainSoFar`
   * included, only the end is looked at where that is enough to know what state it is in.
   */
  readonly scan: (bytes: Uint8Array, plainSoFar: boolean) => Scanned;
}

export interface Scanned {
  /** Nothing but text, CR, LF, TAB, BS, colours (SGR) and erasing within the line (EL); it began in the ground state. */
  readonly plain: boolean;
  /** Nothing is half read at the end. */
  readonly ground: boolean;
  /** CR LF pairs, each of which puts the cursor to the start of a row below; this and the colours only of what is plain. */
  readonly lines: number;
  /** The SGR sequences that still count at the end, as they came: all since the last full reset. */
  readonly colours: string;
  /** A full reset is among them, so that what was before does not count. */
  readonly resets: boolean;
}

const IN_GROUND = 0;
const IN_ESCAPE = 1;
const IN_ESCAPE_INTERMEDIATE = 2;
/** Parameters only: may still become SGR or EL. */
const IN_CSI = 3;
const IN_OTHER_CSI = 4;
const IN_OSC = 5;
/** DCS, SOS, PM, APC. */
const IN_STRING = 6;
/** Something was no UTF-8: xterm's decoder may take up to three good bytes with it. */
const DIRTY = 7;
/** xterm's state is not known until an ESC that its decoder cannot swallow. */
const LOST = 8;

/** More than the decoder can take with it. */
const CLEAN_RUN = 4;
const LONGEST_PARAMETERS = 1024;
/** Programs that move the cursor do so every few hundred bytes. */
const END_BYTES = 4096;

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const CR = 0x0d;
const LF = 0x0a;
const isPlainControl = (byte: number): boolean => byte === LF || byte === CR || byte === 0x09 || byte === 0x08;
const isPlainAscii = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || isPlainControl(byte);

export function createSkimScanner(): SkimScanner {
  let state = IN_GROUND;
  /** A sequence that began in an earlier chunk, as far as it may be SGR. */
  let cut = '';
  let run = 0;
  let plain = true;
  let colours = '';
  let resets = false;
  /** Where the SGR sequences begin and end that count behind `colours`: the first `spanned` of these, never made shorter. */
  const spans: number[] = [];
  let spanned = 0;

  /** An SGR that began in an earlier chunk is the first of this one. */
  function noteCut(sequence: string): void {
    resets = isFullReset(sequence.charCodeAt(2), sequence.charCodeAt(3));
    colours = sequence;
  }

  /** One byte outside the ground state. Returns how many bytes it stood for. */
  function step(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    if (state === DIRTY || state === LOST) {
      stepUnsure(byte);
      return 1;
    }
    if (byte === ESC) {
      // also out of a string, or out of another sequence
      if (state !== IN_OSC && state !== IN_STRING) plain = false;
      cut = '\u001b';
      state = IN_ESCAPE;
    } else if (byte === CAN || byte === SUB) {
      plain = false;
      state = IN_GROUND;
    } else if (byte >= 0x80) {
      plain = false;
      const length = state === IN_OSC ? characterLength(bytes, at) : 0;
      if (length > 0) return length;
      state = LOST;
      run = 0;
    } else if (state === IN_OSC || state === IN_STRING) {
      if (state === IN_OSC && byte === BEL) state = IN_GROUND;
    } else stepSequence(byte);
    return 1;
  }

  function stepUnsure(byte: number): void {
    if (state === LOST) {
      if (byte === ESC && run >= CLEAN_RUN) {
        cut = '\u001b';
        state = IN_ESCAPE;
      } else run = byte < 0x80 ? run + 1 : 0;
      return;
    }
    if (byte >= 0x80) run = 0;
    else if (isPlainAscii(byte)) {
      run += 1;
      if (run >= CLEAN_RUN) state = IN_GROUND;
    } else {
      state = LOST;
      run = 0;
    }
  }

  function stepSequence(byte: number): void {
    if (state === IN_CSI && byte >= 0x30 && byte <= 0x3b && cut.length < LONGEST_PARAMETERS) {
      cut += String.fromCharCode(byte);
      return;
    }
    if (state === IN_ESCAPE && byte === 0x5b) {
      cut += '[';
      state = IN_CSI;
      return;
    }
    if (state === IN_CSI && byte === 0x6d) noteCut(`${cut}m`);
    // EL stays within the row, as text does
    else if (state !== IN_CSI || byte !== 0x4b) plain = false;
    state = afterSequenceByte(state, byte);
  }

  return {
    scan(bytes, plainSoFar) {
      const end = bytes.length;
      const printable = createPrintable(bytes);
      plain = plainSoFar && (state === IN_GROUND || state === IN_ESCAPE || state === IN_CSI);
      let passed = false;
      colours = '';
      resets = false;
      spanned = 0;
      let lines = 0;
      let at = 0;
      while (at < end) {
        if (!plain && !passed) {
          passed = true;
          const sure = lastSure(bytes, at);
          if (sure > at) {
            at = sure;
            state = IN_GROUND;
          }
        }
        if (state !== IN_GROUND) {
          at += step(bytes, at);
          continue;
        }
        at = printable.end(at);
        if (at >= end) break;
        const byte = bytes[at] as number;
        if (byte === CR && bytes[at + 1] === LF) {
          lines += 1;
          at += 2;
        } else if (byte === LF) {
          if (bytes[at - 1] === CR) lines += 1;
          at += 1;
        } else if (byte === ESC) {
          const next = colourEnd(bytes, at);
          if (next === 0) {
            cut = '\u001b';
            state = IN_ESCAPE;
            at += 1;
          } else {
            if (bytes[next - 1] === 0x6d) {
              if (isFullReset(bytes[at + 2], bytes[at + 3])) {
                colours = '';
                resets = true;
                spanned = 0;
              }
              spans[spanned] = at;
              spans[spanned + 1] = next;
              spanned += 2;
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
            state = byte === 0xc2 ? LOST : DIRTY;
            at += 1;
          }
        }
      }
      for (let n = 0; n < spanned; n += 2) colours += latin1(bytes, spans[n] ?? 0, spans[n + 1] ?? 0);
      return { plain, ground: state === IN_GROUND, lines, colours, resets };
    },
  };
}

/** Finds the end of printable ASCII, which is most of most output: four bytes at a time, twice as fast as one by one. */
function createPrintable(bytes: Uint8Array): { end(at: number): number } {
  const { length, buffer, byteOffset } = bytes;
  /** Where the first whole word begins. */
  const head = (4 - (byteOffset % 4)) % 4;
  const words = length < head + 4 ? NO_WORDS : new Int32Array(buffer, byteOffset + head, (length - head) >> 2);

  return {
    end(at) {
      let here = at;
      while (here < length && (here - head) % 4 !== 0) {
        if (!isPrintable(bytes[here] as number)) return here;
        here += 1;
      }
      let word = (here - head) >> 2;
      while (word >= 0 && word < words.length && arePrintable(words[word] as number)) word += 1;
      here = Math.max(here, head + 4 * word);
      while (here < length && isPrintable(bytes[here] as number)) here += 1;
      return here;
    },
  };
}

const NO_WORDS = new Int32Array(0);
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

/** Of four bytes: none is below 20, above 7E. What it denies is looked at byte by byte, for it may err on that side. */
const arePrintable = (word: number): boolean => (((word - 0x20202020) | (word + 0x01010101) | word) & 0x80808080) === 0;

/** An ESC near the end behind which the state is known, whatever it was before; -1 where there is none behind `at`. */
function lastSure(bytes: Uint8Array, at: number): number {
  let found = bytes.indexOf(ESC, Math.max(at + CLEAN_RUN, bytes.length - END_BYTES));
  while (found >= 0 && !isCleanBefore(bytes, found)) found = bytes.indexOf(ESC, found + 1);
  return found;
}

function isCleanBefore(bytes: Uint8Array, at: number): boolean {
  for (let back = 1; back <= CLEAN_RUN; back += 1) if ((bytes[at - back] ?? 0x80) >= 0x80) return false;
  return true;
}

/** The state after one more ASCII byte of a sequence that is not SGR's parameters. */
function afterSequenceByte(state: number, byte: number): number {
  if (state === IN_ESCAPE) {
    if (byte === 0x5d) return IN_OSC;
    if (byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return IN_STRING;
  }
  const isCsi = state === IN_CSI || state === IN_OTHER_CSI;
  // controls within a sequence are carried out, and it goes on
  if (byte < 0x20 || byte === 0x7f) return isCsi ? IN_OTHER_CSI : state;
  if (isCsi) return byte >= 0x40 ? IN_GROUND : IN_OTHER_CSI;
  return byte < 0x30 ? IN_ESCAPE_INTERMEDIATE : IN_GROUND;
}

/** One past an SGR or EL that begins at `at`; 0 where there is none, or not whole. */
function colourEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0x5b) return 0;
  let end = at + 2;
  for (const limit = Math.min(bytes.length, end + LONGEST_PARAMETERS); end < limit; end += 1) {
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
function characterLength(bytes: Uint8Array, at: number): number {
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

/** How many bytes of these do not end within a character. */
export function wholeLength(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const whole = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return byte < 0xf8 && back < whole ? length - back : length;
  }
  return length;
}
