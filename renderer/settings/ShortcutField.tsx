import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { usePlatform } from '../terminals/window-state.ts';
import { acceleratorOf } from './shortcut-keys.ts';

export interface ShortcutFieldProps {
  readonly id: string;
  /** In Electron's words; null = none. */
  readonly value: string | null;
  readonly onValue: (value: string | null) => void;
}

/** Takes down the keys that are pressed in it. */
export function ShortcutField({ id, value, onValue }: ShortcutFieldProps) {
  const platform = usePlatform();
  const [recording, setRecording] = useState(false);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    // Tab leads on and Escape closes, as everywhere.
    if (event.key === 'Tab' || event.key === 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    const isBare = !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey;
    const isClearing = isBare && (event.key === 'Backspace' || event.key === 'Delete');
    const accelerator = isClearing ? null : acceleratorOf(event, platform);
    if (isClearing || accelerator !== null) onValue(accelerator);
  };

  return (
    <div className="shortcut">
      <input
        id={id}
        className="input setting-text"
        data-records-keys
        readOnly
        value={value ?? ''}
        placeholder={recording ? 'Press the keys' : 'none'}
        onFocus={() => setRecording(true)}
        onBlur={() => setRecording(false)}
        onKeyDown={onKeyDown}
      />
      {value !== null && (
        <button
          type="button"
          className="icon-button"
          aria-label="Remove the global shortcut"
          onClick={() => onValue(null)}
        >
          <X aria-hidden />
        </button>
      )}
    </div>
  );
}
