import type { Terminal } from '@xterm/xterm';
import { asCursorKey, createTypedInput } from './broadcast/typed-input.ts';
import { createInputFlow, type InputFlow } from './input-flow.ts';
import { bracketedPasteEnd, encodePaste } from './paste.ts';
import type { TerminalController } from './terminal-contract.ts';

export interface TerminalTypingDeps {
  readonly terminal: Terminal;
  readonly send: (bytes: Uint8Array) => void;
  /** Bytes of a paste that wait in the view. */
  readonly onWaiting: (waitingBytes: number) => void;
  readonly takesInput: () => boolean;
  /** What the terminal answers to bytes that are shown again was answered long ago. */
  readonly isReplaying: () => boolean;
  /** The user typed this, and it was sent. */
  readonly onTyped: (data: string) => void;
}

/** What goes from a terminal to its session: keys, the terminal's own answers, pastes. */
export interface TerminalTyping
  extends Pick<TerminalController, 'type' | 'paste'>,
    Pick<InputFlow, 'cancel' | 'corePending'> {
  /** As the terminal itself sends it. */
  readonly sendText: (text: string) => void;
  readonly dispose: () => void;
}

export function createTerminalTyping(deps: TerminalTypingDeps): TerminalTyping {
  const { terminal } = deps;
  const encoder = new TextEncoder();
  const input = createInputFlow({ send: deps.send, onWaiting: deps.onWaiting });
  const typedInput = createTypedInput();

  function sendText(text: string): void {
    const typed = typedInput.isTyped(text);
    // An image that is shown again is parsed while the user may type.
    if (!deps.takesInput() || (deps.isReplaying() && !typed)) return;
    input.send(encoder.encode(text));
    if (typed) deps.onTyped(text);
  }

  const subscriptions = [
    terminal.onKey(({ key }) => typedInput.keyed(key)),
    terminal.onData(sendText),
    terminal.onBinary((data) => {
      if (!deps.takesInput() || deps.isReplaying()) return;
      input.send(Uint8Array.from(data, (character) => character.charCodeAt(0) & 0xff));
    }),
  ];

  return {
    sendText,
    type(data) {
      if (!deps.takesInput()) return;
      input.send(encoder.encode(asCursorKey(data, terminal.modes.applicationCursorKeysMode)));
      terminal.scrollToBottom();
    },
    paste(text) {
      if (!deps.takesInput()) return;
      const bracketed = terminal.modes.bracketedPasteMode;
      input.send(
        encoder.encode(encodePaste(text, { bracketed })),
        bracketed ? encoder.encode(bracketedPasteEnd) : undefined,
      );
      terminal.scrollToBottom();
    },
    cancel: input.cancel,
    corePending: input.corePending,
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
