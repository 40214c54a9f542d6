import type { TerminalController } from './terminal-contract.ts';

/** A closed menu gives the keyboard back to the shell, not to its button. */
export function keepFocus(terminal: Pick<TerminalController, 'focus'>): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    terminal.focus();
  };
}
