import { app, globalShortcut } from 'electron';
import { isWayland, shortcutFault, takenSentence } from './shortcut-words.ts';

export interface Shortcut {
  /** Takes this one instead of the last; null = none. Answers why it does not work, as a sentence, or null. */
  set(accelerator: string | null): string | null;
  dispose(): void;
}

const PORTAL = 'GlobalShortcutsPortal';

/**
 * Before the app is ready: on Wayland global shortcuts go through the desktop's portal, where it has one.
 * https://www.electronjs.org/docs/latest/api/global-shortcut
 */
export function allowShortcutsOnWayland(): void {
  if (!isWayland(process.platform, process.env)) return;
  const others = app.commandLine.getSwitchValue('enable-features');
  app.commandLine.appendSwitch('enable-features', others === '' ? PORTAL : `${others},${PORTAL}`);
}

export function createShortcut(onPress: () => void): Shortcut {
  let current: string | null = null;

  function drop(): void {
    if (current !== null) globalShortcut.unregister(current);
    current = null;
  }

  function take(accelerator: string): string | null {
    const fault = shortcutFault(accelerator);
    if (fault !== null) return fault;
    try {
      if (!globalShortcut.register(accelerator, onPress)) return takenSentence(accelerator);
    } catch {
      // Electron throws where the text names no key it knows.
      return `${accelerator} is no shortcut that this system understands.`;
    }
    current = accelerator;
    return null;
  }

  return {
    set(accelerator) {
      drop();
      return accelerator === null ? null : take(accelerator);
    },
    dispose: drop,
  };
}
