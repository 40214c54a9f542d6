import type { Settings } from '../../electron/contract.ts';
import { middleClickDoes, rightClickDoes } from './pointer-wishes.ts';
import type { Platform } from './terminal-keys.ts';

export interface TerminalClicksDeps {
  readonly platform: Platform;
  readonly settings: () => Settings;
  readonly programTakesMouse: () => boolean;
  readonly hasSelection: () => boolean;
  /** Copies the selection and takes it away, so that the next click pastes. */
  readonly copy: () => void;
  readonly paste: () => void;
  /** Monotonic ms. */
  readonly now: () => number;
}

/** What the right and the middle button do, by the settings and the system. */
export interface TerminalClicks {
  /** True when it has copied or pasted; false where the menu is to open. */
  readonly right: (withShift: boolean) => boolean;
  readonly middle: (event: Pick<MouseEvent, 'shiftKey'>) => void;
  /** False for the paste that the browser itself makes of a middle click that is not to paste. */
  readonly mayPaste: () => boolean;
}

/** The browser's paste follows its click at once. */
const followsMs = 500;

export function createTerminalClicks(deps: TerminalClicksDeps): TerminalClicks {
  let refusedAt = Number.NEGATIVE_INFINITY;
  return {
    right(withShift) {
      if (withShift || deps.programTakesMouse()) return false;
      if (rightClickDoes(deps.settings().rightClick, deps.platform) === 'menu') return false;
      if (deps.hasSelection()) deps.copy();
      else deps.paste();
      return true;
    },
    middle({ shiftKey }) {
      const does = middleClickDoes(deps.settings().middleClick, deps.platform);
      // A program that watches the mouse has this click; with Shift it is ours, as in other terminals.
      if (does === 'nothing' || (deps.programTakesMouse() && !shiftKey)) {
        refusedAt = deps.now();
        return;
      }
      // On Linux the browser pastes what was selected last by itself: its paste event comes next.
      if (deps.platform !== 'linux') deps.paste();
    },
    mayPaste: () => deps.now() - refusedAt > followsMs,
  };
}
