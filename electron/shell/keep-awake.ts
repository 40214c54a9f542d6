import { powerSaveBlocker } from 'electron';
import type { Host } from '../core/host.ts';

/** The screen may go dark; only the computer stays awake. The system gives the lock back when the process is gone. */
export const keepAwake: Host['keepAwake'] = async () => {
  const id = powerSaveBlocker.start('prevent-app-suspension');
  return { lock: { release: () => void (powerSaveBlocker.isStarted(id) && powerSaveBlocker.stop(id)) } };
};
