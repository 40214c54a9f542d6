import type { Terminal } from '@xterm/xterm';

/** CAN ends a sequence that was cut in the middle. */
const cancelSequence = '\u0018';
/** Soft reset; mouse reports, focus reports and bracketed paste off; plain text; visible cursor. */
const calm = '\u001b[!p\u001b[?1000;1002;1003;1004;1006;2004l\u001b[0m\u001b[?25h';
const leaveAlternateScreen = '\u001b[?1049l';

/**
 * Undoes what a full-screen program set, because it died with its shell and cannot do so itself: the scrollback shows
 * again, and the next shell starts in a terminal as a shell expects it.
 */
export function leaveProgram(terminal: Terminal, done: () => void): void {
  terminal.write(cancelSequence, () => {
    // Outside the alternate screen the same sequence would put the cursor back to a place saved long ago.
    const inAlternate = terminal.buffer.active.type === 'alternate';
    terminal.write(inAlternate ? `${leaveAlternateScreen}${calm}` : calm, done);
  });
}
