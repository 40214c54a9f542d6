import type { ITerminalAddon } from '@xterm/xterm';
import { after } from '../after.ts';

const halfMs = 600;

/**
 * xterm's DOM renderer blinks the cursor by a CSS animation, for which Chromium makes a frame 60 times a second, however
 * little moves; an echo that comes meanwhile is handled a frame later. `terminal.css` holds the animation still, and this
 * moves it by a class, twice in 1.2 s, while the terminal has the keyboard. To be loaded when the terminal is open.
 */
export function createCursorBlink(): ITerminalAddon {
  let undo: (() => void)[] = [];
  return {
    activate({ element, textarea, onCursorMove }) {
      if (element === undefined || textarea === undefined) return;
      let cancel: (() => void) | null = null;
      let moved = false;

      function tick(): void {
        // taken out of the page, it need not have been told that it lost the keyboard
        if (textarea?.ownerDocument.activeElement !== textarea) {
          stop();
          return;
        }
        cancel = after(halfMs, tick);
        element?.classList.toggle('cursor-off', !moved && !element.classList.contains('cursor-off'));
        moved = false;
      }

      function stop(): void {
        cancel?.();
        cancel = null;
        element?.classList.remove('cursor-off');
      }

      function start(): void {
        stop();
        cancel = after(halfMs, tick);
      }

      const onMove = onCursorMove(() => {
        moved = true;
        element.classList.remove('cursor-off');
      });
      textarea.addEventListener('focus', start);
      textarea.addEventListener('blur', stop);
      if (textarea.ownerDocument.activeElement === textarea) start();
      undo = [
        stop,
        () => onMove.dispose(),
        () => textarea.removeEventListener('focus', start),
        () => textarea.removeEventListener('blur', stop),
      ];
    },
    dispose() {
      for (const one of undo.splice(0)) one();
    },
  };
}
