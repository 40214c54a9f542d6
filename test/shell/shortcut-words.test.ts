import { describe, expect, it } from 'vitest';
import { isWayland, shortcutFault, shortcutStep } from '../../electron/shell/desk/shortcut-words.ts';
import { acceleratorOf, type PressedKeys } from '../../renderer/settings/shortcut-keys.ts';

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

describe('a global shortcut', () => {
  it.each(['Ctrl+Alt+J', 'Ctrl+Shift+Space', 'Super+J', 'Cmd+J', 'Alt+F1', 'F12', 'CommandOrControl+Shift+,'])(
    'may be %s',
    (keys) => expect(shortcutFault(keys)).toBeNull(),
  );
  it.each([
    ['Ctrl+C', /shell/],
    ['CmdOrCtrl+J', /shell/],
    ['J', /every text/],
    ['Shift+J', /every text/],
    ['Ctrl+Alt', /one more key/],
    ['Ctrl+A+B', /one more key/],
    ['', /one more key/],
  ])('may not be %s, and says why', (keys, why) => expect(shortcutFault(keys)).toMatch(why));
});

it.each<[Partial<PressedKeys> & { key: string; code: string }, 'linux' | 'darwin', string | null]>([
  [{ key: 'j', code: 'KeyJ', ctrlKey: true, altKey: true }, 'linux', 'Ctrl+Alt+J'],
  [{ key: 'q', code: 'KeyA', ctrlKey: true, altKey: true }, 'linux', 'Ctrl+Alt+Q'],
  [{ key: '∆', code: 'KeyJ', altKey: true, metaKey: true }, 'darwin', 'Alt+Cmd+J'],
  [{ key: '!', code: 'Digit1', ctrlKey: true, shiftKey: true }, 'linux', 'Ctrl+Shift+1'],
  [{ key: 'F9', code: 'F9' }, 'linux', 'F9'],
  [{ key: 'j', code: 'KeyJ', metaKey: true }, 'linux', 'Super+J'],
  [{ key: 'Control', code: 'ControlLeft', ctrlKey: true }, 'linux', null],
  [{ key: 'AudioVolumeUp', code: 'AudioVolumeUp' }, 'linux', null],
])('is taken down from the keys: %j on %s', (press, platform, accelerator) => {
  expect(acceleratorOf({ ...none, ...press }, platform)).toBe(accelerator);
});

it.each([
  [null, true, 'show'],
  [{ visible: false, focused: false }, true, 'show'],
  [{ visible: true, focused: false }, true, 'show'],
  [{ visible: true, focused: true }, true, 'hide'],
  [{ visible: true, focused: true }, false, 'minimize'],
] as const)('shows the window or puts it away: %j, tray %s', (window, tray, step) => {
  expect(shortcutStep(window, tray)).toBe(step);
});

it('knows a Wayland session', () => {
  expect(isWayland('linux', { XDG_SESSION_TYPE: 'wayland' })).toBe(true);
  expect(isWayland('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(isWayland('linux', { XDG_SESSION_TYPE: 'x11' })).toBe(false);
  expect(isWayland('darwin', { XDG_SESSION_TYPE: 'wayland' })).toBe(false);
});
