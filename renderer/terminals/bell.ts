import type { Settings } from '../../electron/contract.ts';

/** A program may ring as often as it prints; a person hears of it this often. */
const quietMs = 1000;

export interface BellDeps {
  readonly wish: () => Settings['bell'];
  /** Monotonic ms. */
  readonly now: () => number;
  /** For the tab, while it is not in front. */
  readonly mark: () => void;
  readonly flash: () => void;
  readonly sound: () => void;
}

/** What a program's bell does, at most once in a while. */
export function createBell({ wish, now, mark, flash, sound }: BellDeps): () => void {
  let rangAt = Number.NEGATIVE_INFINITY;
  return () => {
    const how = wish();
    if (how === 'off' || now() - rangAt < quietMs) return;
    rangAt = now();
    mark();
    if (how === 'flash') flash();
    if (how === 'sound') sound();
  };
}

/** Two short soft tones. Silent where the page may make no sound yet. */
export function createBellSound(): () => void {
  let context: AudioContext | null = null;
  return () => {
    try {
      context ??= new AudioContext();
      const { currentTime, destination } = context;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0.08, currentTime);
      gain.gain.exponentialRampToValueAtTime(0.0001, currentTime + 0.22);
      gain.connect(destination);
      const tone = context.createOscillator();
      tone.type = 'sine';
      tone.frequency.setValueAtTime(880, currentTime);
      tone.frequency.setValueAtTime(660, currentTime + 0.09);
      tone.connect(gain);
      tone.start(currentTime);
      tone.stop(currentTime + 0.24);
    } catch {
      // No sound device.
    }
  };
}
