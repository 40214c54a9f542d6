import type { Platform } from './terminal-keys.ts';

/** Keys as people read them: on Linux and Windows, and on macOS. docs/keyboard.md has the same, and a test holds all three together. */
const labels = {
  palette: ['Ctrl+K', '⌘K'],
  'palette-in-terminal': ['Ctrl+Shift+K', '⌘K'],
  settings: ['Ctrl+,', '⌘,'],
  'job-list': ['Ctrl+Shift+E', '⇧⌘E'],
  'toggle-job-list': ['Ctrl+B', '⌘B'],
  copy: ['Ctrl+Shift+C', '⌘C'],
  paste: ['Ctrl+Shift+V', '⌘V'],
  search: ['Ctrl+Shift+F', '⌘F'],
  'search-everywhere': ['Ctrl+Shift+H', '⇧⌘F'],
  'close-tab': ['Ctrl+Shift+W', '⌘W'],
  'next-tab': ['Ctrl+Tab', 'Ctrl+Tab'],
  'previous-tab': ['Ctrl+Shift+Tab', 'Ctrl+Shift+Tab'],
  'move-left': ['Ctrl+Shift+PageUp', 'Ctrl+Shift+PageUp'],
  'move-right': ['Ctrl+Shift+PageDown', 'Ctrl+Shift+PageDown'],
  'switch-tab': ['Ctrl+Shift+A', '⇧⌘A'],
  'split-right': ['Ctrl+Shift+D', '⌘D'],
  'split-down': ['Ctrl+Shift+S', '⇧⌘D'],
  'pane-left': ['Alt+Shift+←', '⌥⌘←'],
  'pane-right': ['Alt+Shift+→', '⌥⌘→'],
  'pane-up': ['Alt+Shift+↑', '⌥⌘↑'],
  'pane-down': ['Alt+Shift+↓', '⌥⌘↓'],
  'zoom-pane': ['Ctrl+Shift+Enter', '⇧⌘↩'],
  broadcast: ['Ctrl+Shift+G', '⇧⌘G'],
  'save-seen': ['Ctrl+Shift+X', '⌘S'],
  'save-everything': ['Ctrl+Shift+Y', '⇧⌘S'],
  snippets: ['Ctrl+Shift+L', '⇧⌘L'],
  'larger-text': ['Ctrl+=', '⌘='],
  'smaller-text': ['Ctrl+-', '⌘-'],
  'usual-text': ['Ctrl+0', '⌘0'],
} as const;

export type LabelledKey = keyof typeof labels;

export const labelledKeys = Object.keys(labels) as readonly LabelledKey[];

export function keyLabel(name: LabelledKey, platform: Platform): string {
  return labels[name][platform === 'darwin' ? 1 : 0];
}
