import { ArrowDown } from 'lucide-react';
import { ContextMenu } from 'radix-ui';
import { type MouseEvent, useEffect, useRef } from 'react';
import { useStore as useView } from 'zustand';
import { keyLabel } from './key-labels.ts';
import { ProgramCopyBar } from './ProgramCopyBar.tsx';
import type { TerminalController } from './terminal-contract.ts';
import type { TerminalDeck } from './terminal-deck.ts';
import type { Platform } from './terminal-keys.ts';

export interface TerminalPaneProps {
  readonly deck: TerminalDeck;
  readonly terminal: TerminalController;
  readonly platform: Platform;
  /** It has the keyboard, unless something around it has. */
  readonly focused: boolean;
  /** Its input's name, where there are others on the screen. */
  readonly inputName: string | null;
  readonly onSearch: () => void;
}

/** Where a terminal stands; the terminals themselves belong to the deck. */
export function TerminalPane({ deck, terminal, platform, focused, inputName, onSearch }: TerminalPaneProps) {
  const host = useRef<HTMLDivElement>(null);
  const hasSelection = useView(terminal.view, (view) => view.hasSelection);
  const scrolledBack = useView(terminal.view, (view) => view.scrolledBack);
  const link = useView(terminal.view, (view) => view.hoveredLink);

  const copyWish = useView(terminal.view, (view) => view.copyWish);

  useEffect(() => {
    if (!host.current) return;
    deck.show(terminal.sessionId, host.current);
    return () => terminal.hide();
  }, [deck, terminal]);

  useEffect(() => {
    // A button beside the terminal that was just pressed keeps the keyboard.
    if (focused && !host.current?.closest('.session-pane')?.contains(document.activeElement)) terminal.focus();
  }, [terminal, focused]);

  useEffect(() => terminal.nameInput(inputName), [terminal, inputName]);

  useEffect(() => {
    if (!host.current) return;
    let frame = 0;
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(terminal.fit);
    });
    observer.observe(host.current);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [terminal]);

  // A program that watches the mouse gets the right button too; with Shift the menu is ours, as in other terminals.
  const onContextMenu = (event: MouseEvent): void => {
    const ours = event.shiftKey || !terminal.programTakesMouse();
    // The menu key opens the menu in any case: button 0.
    if (!ours || (event.button === 2 && terminal.rightClick(event.shiftKey))) event.preventDefault();
  };
  const item = (label: string, keys: string, run: () => void, disabled = false) => (
    <ContextMenu.Item className="t-menu-item" disabled={disabled} onSelect={run}>
      {label}
      {keys !== '' && <kbd>{keys}</kbd>}
    </ContextMenu.Item>
  );

  return (
    <div className="terminal-pane">
      <ContextMenu.Root>
        <ContextMenu.Trigger asChild>
          <div ref={host} className="terminal-hosts" onContextMenuCapture={onContextMenu} />
        </ContextMenu.Trigger>
        <ContextMenu.Portal>
          <ContextMenu.Content
            className="t-menu"
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              terminal.focus();
            }}
          >
            {item('Copy', keyLabel('copy', platform), () => void terminal.copy(), !hasSelection)}
            {item('Paste', keyLabel('paste', platform), () => void terminal.requestPaste())}
            {item('Select all', '', terminal.selectAll)}
            <ContextMenu.Separator className="t-menu-line" />
            {item('Find…', keyLabel('search', platform), onSearch)}
            {item('Clear scrollback', '', terminal.clear)}
          </ContextMenu.Content>
        </ContextMenu.Portal>
      </ContextMenu.Root>
      {scrolledBack && (
        <button type="button" className="t-to-end" onClick={terminal.scrollToEnd}>
          <ArrowDown aria-hidden />
          Newest output
        </button>
      )}
      {copyWish !== null && (
        <ProgramCopyBar
          text={copyWish}
          onAnswer={(answer) => {
            terminal.answerCopy(answer);
            terminal.focus();
          }}
        />
      )}
      {link !== null && (
        <output className="t-link-target">
          <span className="t-link-target-url">{link}</span>
          <kbd>{platform === 'darwin' ? '⌘' : 'Ctrl'}+click</kbd>
        </output>
      )}
    </div>
  );
}
