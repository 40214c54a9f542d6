import type { AppInfo } from '../../electron/contract.ts';

export interface PressedKeys {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** Keys by their place, as Electron's accelerators call them. */
const named: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Insert: 'Insert',
  Space: 'Space',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Backquote: '`',
  Minus: '-',
  Equal: '=',
};

function keyName({ key, code }: PressedKeys): string | null {
  // The letter as it is written on the key, unless Alt or Shift have made another sign of it.
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const place = /^(?:Key([A-Z])|Digit(\d)|(F(?:[1-9]|1\d|2[0-4])))$/.exec(code);
  return place?.[1] ?? place?.[2] ?? place?.[3] ?? named[code] ?? null;
}

/** The keys in Electron's words: `Ctrl+Alt+J`. Null while only Ctrl and its like are down, or for keys that cannot be one. */
export function acceleratorOf(press: PressedKeys, platform: AppInfo['platform']): string | null {
  const key = keyName(press);
  if (key === null) return null;
  const mac = platform === 'darwin';
  return [
    ...(press.ctrlKey ? ['Ctrl'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey ? ['Shift'] : []),
    ...(press.metaKey ? [mac ? 'Cmd' : 'Super'] : []),
    key,
  ].join('+');
}
