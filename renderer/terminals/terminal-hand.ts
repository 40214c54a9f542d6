import type { Terminal } from '@xterm/xterm';
import type { Settings } from '../../electron/contract.ts';
import { createTerminalClicks } from './terminal-clicks.ts';
import type { TerminalController, TerminalControllerDeps } from './terminal-contract.ts';
import { readTerminalKey } from './terminal-keys.ts';
import { followPointer } from './terminal-pointer.ts';

export interface TerminalHandDeps
  extends Pick<TerminalControllerDeps, 'api' | 'page' | 'platform' | 'nativePaste' | 'now' | 'onCommand'> {
  readonly terminal: Terminal;
  readonly element: HTMLElement;
  readonly settings: () => Settings;
  readonly takesInput: () => boolean;
  /** Text wants in. */
  readonly onPaste: (text: string) => void;
  readonly onScrolled: () => void;
  readonly onMayScroll: () => void;
}

/** What the user's hand does on a terminal besides typing: the keys that are ours, the mouse's buttons, copy and paste. */
export interface TerminalHand
  extends Pick<TerminalController, 'copy' | 'requestPaste' | 'rightClick' | 'programTakesMouse'> {
  readonly dispose: () => void;
}

export function createTerminalHand(deps: TerminalHandDeps): TerminalHand {
  const { api, element, terminal } = deps;
  let disposed = false;

  const programTakesMouse = () => terminal.modes.mouseTrackingMode !== 'none';

  async function copy(): Promise<void> {
    if (terminal.hasSelection()) await api.writeClipboard(terminal.getSelection());
  }

  async function requestPaste(): Promise<void> {
    const answer = await api.readClipboard();
    if (answer.ok && answer.value !== '' && !disposed) deps.onPaste(answer.value);
  }

  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    const command = readTerminalKey(event, deps.platform);
    if (!command) return true;
    // The browser's own paste event brings the text, and `onPasteEvent` asks about it.
    if (command.do === 'paste' && deps.nativePaste) return false;
    event.preventDefault();
    event.stopPropagation();
    if (command.do === 'copy') void copy();
    else if (command.do === 'paste') void requestPaste();
    else deps.onCommand(command);
    return false;
  });

  const clicks = createTerminalClicks({
    platform: deps.platform,
    settings: deps.settings,
    programTakesMouse,
    hasSelection: () => terminal.hasSelection(),
    copy() {
      void copy();
      terminal.clearSelection();
    },
    paste: () => void requestPaste(),
    now: deps.now,
  });

  // Every paste (key, menu, middle click, drop from an input method) passes here before xterm hears of it.
  const onPasteEvent = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text !== '' && deps.takesInput() && clicks.mayPaste()) deps.onPaste(text);
  };
  element.addEventListener('paste', onPasteEvent, { capture: true });

  const stopPointer = followPointer({
    element,
    page: deps.page,
    onScrolled: deps.onScrolled,
    onMayScroll: deps.onMayScroll,
    onMiddle: clicks.middle,
    onSelected: () => deps.settings().copyOnSelect && void copy(),
  });

  return {
    copy,
    requestPaste,
    rightClick: clicks.right,
    programTakesMouse,
    dispose() {
      disposed = true;
      stopPointer();
      element.removeEventListener('paste', onPasteEvent, { capture: true });
    },
  };
}
