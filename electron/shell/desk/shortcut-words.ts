const MODIFIERS = new Set([
  'ctrl',
  'control',
  'cmd',
  'command',
  'cmdorctrl',
  'commandorcontrol',
  'alt',
  'option',
  'super',
  'meta',
  'shift',
]);
const STRONG = [...MODIFIERS].filter((name) => name !== 'shift');

/** Why this cannot be a global shortcut, as a sentence; null when it can. A key that is taken is told by the system. */
export function shortcutFault(accelerator: string): string | null {
  const parts = accelerator.split('+').map((part) => part.trim().toLowerCase());
  const modifiers = parts.filter((part) => MODIFIERS.has(part));
  const keys = parts.filter((part) => part !== '' && !MODIFIERS.has(part));
  if (keys.length !== 1) return 'A shortcut is some of Ctrl, Alt, Shift and the system key, and one more key.';
  const isFunctionKey = /^f([1-9]|1\d|2[0-4])$/.test(keys[0] ?? '');
  if (isFunctionKey) return null;
  if (!modifiers.some((name) => STRONG.includes(name))) {
    return 'Take Ctrl, Alt or the system key with it, or every text would miss that key.';
  }
  const isPlainCtrl = modifiers.length === 1 && /^(ctrl|control|cmdorctrl|commandorcontrol)$/.test(modifiers[0] ?? '');
  return isPlainCtrl ? 'Ctrl and one key is the shell’s, and every other program’s. Take Alt or Shift with it.' : null;
}

export function takenSentence(accelerator: string): string {
  return `Another program has ${accelerator} already, or the desktop keeps it. Choose another one.`;
}

/** What the global shortcut does to the window. */
export function shortcutStep(
  window: { readonly visible: boolean; readonly focused: boolean } | null,
  trayShown: boolean,
): 'show' | 'hide' | 'minimize' {
  if (window === null || !window.visible || !window.focused) return 'show';
  // Out of sight, but not out of reach.
  return trayShown ? 'hide' : 'minimize';
}

export function isWayland(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): boolean {
  return platform === 'linux' && (env.XDG_SESSION_TYPE === 'wayland' || (env.WAYLAND_DISPLAY ?? '') !== '');
}
