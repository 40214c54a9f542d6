import { describe, expect, it } from 'vitest';
import { type KeyPress, type Platform, readTerminalKey } from '../../../renderer/terminals/terminal-keys.ts';

function press(combination: string): KeyPress {
  const parts = combination.split('+');
  const key = parts.at(-1) ?? '';
  const held = (name: string): boolean => parts.slice(0, -1).includes(name);
  const code = /^\d$/.test(key) ? `Digit${key}` : /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
  return {
    key: key === 'plus' ? '+' : held('Shift') && key.length === 1 ? key.toUpperCase() : key,
    code,
    ctrlKey: held('Ctrl'),
    shiftKey: held('Shift'),
    altKey: held('Alt'),
    metaKey: held('Cmd'),
  };
}

const shellKeys = ['c', 'v', 'r', 'w', 'k', 'f', 'd', 'l', 't', 'p', 'n', 'a', 'e', 'u', 'z'];

describe('keys in a terminal', () => {
  it.each(['linux', 'win32', 'darwin'] as Platform[])('leaves Ctrl with a letter to the shell on %s', (platform) => {
    for (const key of shellKeys) expect(readTerminalKey(press(`Ctrl+${key}`), platform)).toBeNull();
  });

  it.each([
    ['linux', 'Ctrl+Shift+c', { do: 'copy' }],
    ['linux', 'Ctrl+Shift+v', { do: 'paste' }],
    ['linux', 'Ctrl+Insert', { do: 'copy' }],
    ['linux', 'Shift+Insert', { do: 'paste' }],
    ['win32', 'Ctrl+Shift+f', { do: 'search' }],
    ['linux', 'Ctrl+Shift+w', { do: 'close-tab' }],
    ['darwin', 'Cmd+c', { do: 'copy' }],
    ['darwin', 'Cmd+v', { do: 'paste' }],
    ['darwin', 'Cmd+f', { do: 'search' }],
    ['darwin', 'Cmd+3', { do: 'show-tab', index: 2 }],
    ['linux', 'Ctrl+9', { do: 'show-tab', index: -1 }],
    ['linux', 'Ctrl+Tab', { do: 'next-tab' }],
    ['linux', 'Ctrl+Shift+Tab', { do: 'previous-tab' }],
    ['linux', 'Ctrl+PageDown', { do: 'next-tab' }],
    ['linux', 'Ctrl+Shift+PageUp', { do: 'move-left' }],
    ['linux', 'Ctrl+=', { do: 'zoom', by: 1 }],
    ['linux', 'Ctrl+-', { do: 'zoom', by: -1 }],
    ['linux', 'Ctrl+0', { do: 'zoom', by: 0 }],
    ['linux', 'Ctrl+Shift+d', { do: 'split', side: 'right' }],
    ['win32', 'Ctrl+Shift+s', { do: 'split', side: 'down' }],
    ['linux', 'Ctrl+Shift+Enter', { do: 'zoom-pane' }],
    ['linux', 'Ctrl+Shift+g', { do: 'broadcast' }],
    ['linux', 'Ctrl+Shift+h', { do: 'search-everywhere' }],
    ['darwin', 'Cmd+Shift+f', { do: 'search-everywhere' }],
    ['linux', 'Ctrl+Shift+l', { do: 'snippets' }],
    ['linux', 'Ctrl+Shift+x', { do: 'save-output', extent: 'seen' }],
    ['linux', 'Ctrl+Shift+y', { do: 'save-output', extent: 'everything' }],
    ['darwin', 'Cmd+s', { do: 'save-output', extent: 'seen' }],
    ['darwin', 'Cmd+Shift+s', { do: 'save-output', extent: 'everything' }],
    ['darwin', 'Cmd+Shift+a', { do: 'switch-tab' }],
    ['linux', 'Alt+Shift+ArrowLeft', { do: 'focus-pane', side: 'left' }],
    ['darwin', 'Cmd+d', { do: 'split', side: 'right' }],
    ['darwin', 'Cmd+Shift+d', { do: 'split', side: 'down' }],
    ['darwin', 'Cmd+Alt+ArrowUp', { do: 'focus-pane', side: 'up' }],
    ['darwin', 'Cmd+Shift+Enter', { do: 'zoom-pane' }],
  ] as const)('%s: %s', (platform, combination, command) => {
    expect(readTerminalKey(press(combination), platform)).toEqual(command);
  });

  it.each([
    'Shift+PageUp',
    'Alt+1',
    'Tab',
    'Shift+c',
    'Ctrl+Alt+c',
    'Ctrl+_',
    'Insert',
    'Alt+ArrowLeft',
    'Shift+ArrowUp',
    'Ctrl+Enter',
  ])('leaves %s to the shell', (keys) => {
    expect(readTerminalKey(press(keys), 'linux')).toBeNull();
  });

  it('does not take Ctrl+Shift+C from a Mac, where Cmd+C copies', () => {
    expect(readTerminalKey(press('Ctrl+Shift+c'), 'darwin')).toBeNull();
  });
});
