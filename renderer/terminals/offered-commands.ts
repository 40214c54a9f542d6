import type { LabelledKey } from './key-labels.ts';
import type { TerminalCommand } from './terminal-keys.ts';

/** A command of the terminals, as a list of commands offers it. */
export interface OfferedCommand {
  readonly label: string;
  /** What else it may be looked for by. */
  readonly words: string;
  readonly command: TerminalCommand;
  readonly keys?: LabelledKey;
}

/** What the terminals are at, as far as it decides which commands make sense. */
export interface TerminalsAt {
  readonly tabs: number;
  /** Panes of the tab in front. */
  readonly panes: number;
  readonly zoomed: boolean;
  readonly typedTogether: boolean;
  readonly scrolledTogether: boolean;
  /** The terminal in front has no shell any more. */
  readonly ended: boolean;
  /** So many have none, and their jobs may still have one to give. */
  readonly reconnectable: number;
  /** Its shell can be kept over drops, and is not. */
  readonly mayBeKept: boolean;
}

const offer = (label: string, words: string, command: TerminalCommand, keys?: LabelledKey): OfferedCommand => ({
  label,
  words,
  command,
  ...(keys === undefined ? {} : { keys }),
});

/** All that can be done to the terminals now by a command, those first that are asked for most. */
export function offeredCommands(at: TerminalsAt): readonly OfferedCommand[] {
  if (at.tabs === 0) return [];
  const split = at.panes > 1;
  const several = at.tabs > 1;
  return [
    ...(at.ended ? [offer('Reconnect', 'connect again shell', { do: 'reconnect' })] : []),
    ...(at.reconnectable > 1
      ? [
          offer(`Reconnect all ${at.reconnectable} ended terminals`, 'connect again shells tabs restart', {
            do: 'reconnect-all',
          }),
        ]
      : []),
    offer('Find in this terminal', 'search scrollback pattern regex', { do: 'search' }, 'search'),
    offer('Find in all terminals', 'search everywhere pattern regex', { do: 'search-everywhere' }, 'search-everywhere'),
    offer('Split right…', 'pane beside show another terminal', { do: 'split', side: 'right' }, 'split-right'),
    offer('Split down…', 'pane below show another terminal', { do: 'split', side: 'down' }, 'split-down'),
    ...(several ? [offer('Show all tabs as a grid', 'panes split tile', { do: 'grid' })] : []),
    ...(at.typedTogether
      ? [offer('Stop typing to several terminals', 'broadcast together', { do: 'broadcast' }, 'broadcast')]
      : several
        ? [
            offer(
              split ? 'Type to all terminals in this tab' : 'Type to all open terminals',
              'broadcast several together synchronise input',
              { do: 'broadcast' },
              'broadcast',
            ),
          ]
        : []),
    ...(split ? paneCommands(at) : []),
    offer(
      'Save what I see…',
      'output screen scrollback export file text html',
      { do: 'save-output', extent: 'seen' },
      'save-seen',
    ),
    offer(
      'Save everything…',
      'output all transcript export file log text html ansi asciicast recording',
      { do: 'save-output', extent: 'everything' },
      'save-everything',
    ),
    offer('Send a snippet…', 'snippets commands one many run', { do: 'snippets' }, 'snippets'),
    ...(several ? tabCommands : []),
    ...(at.mayBeKept
      ? [offer('Keep this shell over drops', 'tmux screen dtach resume survive', { do: 'keep-shell' })]
      : []),
    offer('Close this tab', 'end terminal', { do: 'close-tab' }, 'close-tab'),
    offer('Clear the scrollback', 'screen empty', { do: 'clear' }),
    offer('Larger text', 'font size zoom in', { do: 'zoom', by: 1 }, 'larger-text'),
    offer('Smaller text', 'font size zoom out', { do: 'zoom', by: -1 }, 'smaller-text'),
    offer('Text of the usual size', 'font zoom reset', { do: 'zoom', by: 0 }, 'usual-text'),
  ];
}

function paneCommands({ zoomed, scrolledTogether }: TerminalsAt): readonly OfferedCommand[] {
  return [
    offer(zoomed ? 'Show all panes' : 'Zoom this pane', 'maximise whole room', { do: 'zoom-pane' }, 'zoom-pane'),
    offer(
      scrolledTogether ? 'Stop scrolling the panes together' : 'Scroll the panes together',
      'synchronise scrolling',
      { do: 'scroll-together' },
    ),
    offer('Even out the panes', 'same size', { do: 'even-panes' }),
    offer('Show this tab alone', 'unsplit pane', { do: 'show-alone' }),
    offer('Keyboard to the pane at the left', 'focus', { do: 'focus-pane', side: 'left' }, 'pane-left'),
    offer('Keyboard to the pane at the right', 'focus', { do: 'focus-pane', side: 'right' }, 'pane-right'),
    offer('Keyboard to the pane above', 'focus up', { do: 'focus-pane', side: 'up' }, 'pane-up'),
    offer('Keyboard to the pane below', 'focus down', { do: 'focus-pane', side: 'down' }, 'pane-down'),
  ];
}

const tabCommands: readonly OfferedCommand[] = [
  offer('Switch to another tab…', 'recent last', { do: 'switch-tab' }, 'switch-tab'),
  offer('Next tab', 'right', { do: 'next-tab' }, 'next-tab'),
  offer('Previous tab', 'left back', { do: 'previous-tab' }, 'previous-tab'),
  offer('Move this tab to the left', 'order pane', { do: 'move-left' }, 'move-left'),
  offer('Move this tab to the right', 'order pane', { do: 'move-right' }, 'move-right'),
];
