import { powerMonitor } from 'electron';
import type { Core } from '../core/core.ts';

/** Passes on what the system says of sleep. A locked screen is no sleep: terminals go on behind it. */
export function followPower(sleeper: () => Core['sleeper'] | null): void {
  powerMonitor.on('suspend', () => sleeper()?.suspended());
  powerMonitor.on('resume', () => sleeper()?.woke());
}
