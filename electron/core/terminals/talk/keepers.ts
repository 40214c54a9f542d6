/*
 * The programs that a shell may be kept in, and what each of them takes and prints besides the shell's own bytes. Pure. Their
 * keys are bound in keep-shell.sh.
 */

export type Keeper = 'tmux' | 'screen' | 'dtach';

/**
 * The most wanted first. tmux and screen know what the screen shows, so what was printed while nobody listened is there again;
 * dtach passes every byte on and keeps none. screen is the least like a terminal of today (colours, mouse, pasting).
 */
export const KEEPERS: readonly Keeper[] = ['tmux', 'screen', 'dtach'];

/** Keys that nobody has: Ctrl, Alt and Shift with F10 to F12, as xterm sends them. */
const CTRL_D_KEY = '\u001b[24;8~';
const DETACH_KEY = '\u001b[23;8~';
const QUIT_KEY = '\u001b[21;8~';
/** What GitLab sends at the end of each connection (gitlab.md 2.3): it lets go of the shell, and nothing more. */
const CTRL_D = '\u0004';

/** What the program takes for the user's Ctrl-D (null: it has no such key), to let go of its shell, and to end it. */
export function keysOf(by: Keeper): {
  readonly ctrlD: Uint8Array | null;
  readonly detach: Uint8Array;
  readonly quit: Uint8Array;
} {
  if (by === 'dtach') {
    // it reads 8 bytes at a time, and lets go with the rest of them lost: empty lines, and then the loop's word
    return { ctrlD: null, detach: Buffer.from(CTRL_D), quit: Buffer.from(`${CTRL_D}${'\n'.repeat(8)}q\n`) };
  }
  // screen asks whether that is meant
  const quit = Buffer.from(by === 'screen' ? `${QUIT_KEY}y` : QUIT_KEY);
  return { ctrlD: Buffer.from(CTRL_D_KEY), detach: Buffer.from(DETACH_KEY), quit };
}

/** Around the first Ctrl-D. */
export function ctrlDIn(bytes: Uint8Array): { readonly before: Uint8Array; readonly after: Uint8Array } {
  const at = bytes.indexOf(0x04);
  return { before: bytes.subarray(0, at), after: bytes.subarray(at + 1) };
}

const DTACH_CLEAR = Buffer.from('\u001b[H\u001b[J');

/** Without what dtach clears the screen with when it attaches: it draws nothing there itself. */
export function dtachClears(bytes: Buffer): Buffer {
  return bytes.subarray(0, DTACH_CLEAR.length).equals(DTACH_CLEAR) ? bytes.subarray(DTACH_CLEAR.length) : bytes;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what these programs print around their word
const DETACHED = /(?:\u001b\[\d+(?:;1)?H)?(?:\r?\n)?\[[^\]\n]*detached[^\]\n]*\]\r?\n(?:\u001b\[\?25h)?$/;

/** Without the program's word that it lets go, at its end. */
export function withoutDetached(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  return Buffer.from(text.replace(DETACHED, ''), 'latin1');
}
