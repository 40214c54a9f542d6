import type { EndingReason } from '../../contract.ts';

/** What core writes into the output itself, so that the scrollback tells where one shell ended and the next began. */

/**
 * Undoes what a program may have left behind when its shell was cut: a sequence half way through (CAN, ST), margins,
 * cursor and attributes (DECSTR), mouse and focus reports, bracketed paste, application keys.
 */
const RESET =
  '\u0018\u001b\\\u001b[!p\u001b[?9l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1005l\u001b[?1006l\u001b[?1015l\u001b[?1004l\u001b[?2004l\u001b[?1l\u001b>\u001b[?25h\u001b(B\u001b[0m';
/** Only from within: elsewhere it would move the cursor to where it was once saved. */
const LEAVE_OTHER_SCREEN = '\u001b[?1049l';

export interface SeamPlace {
  readonly otherScreen: boolean;
  readonly atLineStart: boolean;
}

export function encodeSeam(text: string, place: SeamPlace): Uint8Array {
  const screen = place.otherScreen ? LEAVE_OTHER_SCREEN : '';
  const line = place.atLineStart && !place.otherScreen ? '' : '\r\n';
  return Buffer.from(`${screen}${RESET}${line}${seamLine(text)}`, 'utf8');
}

/** The line alone, for where nothing is to be undone. */
export const seamLine = (text: string): string => `\u001b[2m──── ${text} ────\u001b[0m\r\n`;

/** Ends a sentence that begins with `ended:`. */
export const ENDED_BECAUSE: Readonly<Record<EndingReason, string>> = {
  'script-finished': 'the script finished',
  'job-finished': 'the job is over',
  'hold-used-up': 'the hold is used up',
  'job-cancelled': 'the job was cancelled',
  'job-timeout': 'the job ran out of time',
  'shell-left': 'the shell was left',
  'in-use': 'the terminal is open elsewhere',
  'in-use-or-unreachable': 'no terminal was to be had',
  'not-ready': 'no terminal was ready',
  'no-terminal': 'GitLab offers no terminal',
  'signed-out': 'signed out of this instance',
  'permission-lost': 'the right to it is gone',
  'network-lost': 'its connection was cut',
  'proxy-blocks-websocket': 'a proxy does not pass WebSockets',
  'rate-limited': 'too many requests',
  'runner-stopped': 'the runner was stopped',
  'server-refused': 'the server refused',
  'closed-by-me': 'disconnected by you',
  'let-finish': 'you let the job finish',
  'app-closed': 'Jobdeck was closed',
  'local-exit': 'the shell was left',
};

/** The same where another shell is opened: the log tells of a script's end seconds after the cut, and until then both look alike. */
export function cutBecause(reason: EndingReason, silent: boolean): string {
  const eitherWay = reason === 'network-lost' && !silent;
  return `${ENDED_BECAUSE[reason]}${eitherWay ? ', as it is when a script finishes' : ''}`;
}

/** Local time of day, `14:03:22`. */
export function timeOfDay(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The same with its day, `27 Nov, 14:03:22`: for what is read in another run. */
export function timeAndDay(ms: number): string {
  const date = new Date(ms);
  return `${date.getDate()} ${MONTHS[date.getMonth()]}, ${timeOfDay(ms)}`;
}

/** Follows whether a full-screen program has the terminal's other screen. Reads copies. */
export interface ScreenWatch {
  printed(bytes: Uint8Array): void;
  readonly otherScreen: boolean;
  reset(): void;
}

const MODES = Buffer.from('\u001b[?');
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence is what is being looked for
const SWITCH = /^\u001b\[\?(?:\d+;){0,4}(?:1049|1047|47)(?:;\d+){0,4}([hl])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, cut by the end of a frame
const CUT_SWITCH = /^\u001b(?:\[(?:\?[\d;]*)?)?$/;
const LONGEST_SWITCH_BYTES = 40;

export function createScreenWatch(): ScreenWatch {
  let otherScreen = false;
  /** The start of a sequence that the last frame's end cut. */
  let carried: Buffer | null = null;

  return {
    printed(bytes) {
      const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const all: Buffer = carried === null ? frame : Buffer.concat([carried, frame]);
      for (let at = all.lastIndexOf(MODES); at >= 0; at = at === 0 ? -1 : all.lastIndexOf(MODES, at - 1)) {
        const found = SWITCH.exec(all.toString('latin1', at, at + LONGEST_SWITCH_BYTES));
        if (found === null) continue;
        otherScreen = found[1] === 'h';
        break;
      }
      const escapeAt = all.lastIndexOf(0x1b);
      const isCut =
        escapeAt >= 0 &&
        all.length - escapeAt < LONGEST_SWITCH_BYTES &&
        CUT_SWITCH.test(all.toString('latin1', escapeAt));
      carried = isCut ? Buffer.from(all.subarray(escapeAt)) : null;
    },
    get otherScreen() {
      return otherScreen;
    },
    reset() {
      otherScreen = false;
      carried = null;
    },
  };
}
