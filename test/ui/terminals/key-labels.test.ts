// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyLabel, type LabelledKey, labelledKeys } from '../../../renderer/terminals/key-labels.ts';
import { readTerminalKey, type TerminalCommand } from '../../../renderer/terminals/terminal-keys.ts';

const platforms = ['linux', 'win32', 'darwin'] as const;

/** What each of the terminals' keys is to do; the window's own are heard elsewhere (use-global-keys.ts). */
const meant: Readonly<Record<Exclude<LabelledKey, (typeof windowKeys)[number]>, TerminalCommand>> = {
  copy: { do: 'copy' },
  paste: { do: 'paste' },
  search: { do: 'search' },
  'search-everywhere': { do: 'search-everywhere' },
  'close-tab': { do: 'close-tab' },
  'next-tab': { do: 'next-tab' },
  'previous-tab': { do: 'previous-tab' },
  'move-left': { do: 'move-left' },
  'move-right': { do: 'move-right' },
  'switch-tab': { do: 'switch-tab' },
  'split-right': { do: 'split', side: 'right' },
  'split-down': { do: 'split', side: 'down' },
  'pane-left': { do: 'focus-pane', side: 'left' },
  'pane-right': { do: 'focus-pane', side: 'right' },
  'pane-up': { do: 'focus-pane', side: 'up' },
  'pane-down': { do: 'focus-pane', side: 'down' },
  'zoom-pane': { do: 'zoom-pane' },
  broadcast: { do: 'broadcast' },
  'save-seen': { do: 'save-output', extent: 'seen' },
  'save-everything': { do: 'save-output', extent: 'everything' },
  snippets: { do: 'snippets' },
  'larger-text': { do: 'zoom', by: 1 },
  'smaller-text': { do: 'zoom', by: -1 },
  'usual-text': { do: 'zoom', by: 0 },
};
const windowKeys = ['palette', 'palette-in-terminal', 'settings', 'job-list', 'toggle-job-list'] as const;

const named: Readonly<Record<string, string>> = {
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  '↩': 'Enter',
};

/** The keys that a label says. */
function press(label: string) {
  const has = (...signs: readonly string[]): boolean => signs.some((sign) => label.includes(sign));
  const last = label.replace(/^([⇧⌘⌥]|Ctrl\+|Shift\+|Alt\+)+/u, '');
  return {
    key: named[last] ?? last,
    code: '',
    ctrlKey: has('Ctrl'),
    shiftKey: has('Shift', '⇧'),
    altKey: has('Alt', '⌥'),
    metaKey: has('⌘'),
  };
}

describe.each(platforms)('the keys that are shown on %s', (platform) => {
  it.each(Object.entries(meant))('for %s do it', (name, command) => {
    expect(readTerminalKey(press(keyLabel(name as LabelledKey, platform)), platform)).toEqual(command);
  });

  it('are all in the manual', () => {
    const manual = readFileSync(new URL('../../../docs/keyboard.md', import.meta.url), 'utf8');
    const missing = labelledKeys
      .map((name) => keyLabel(name, platform))
      // The arrows stand behind one another there.
      .filter((label) => !manual.includes(label.replace(/[→↑↓]$/, '←')));
    expect(missing).toEqual([]);
  });
});
