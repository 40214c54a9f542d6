import type { Clock } from '../host.ts';

/** Resolves when the promise does, or when the time is up. It must not reject. */
export function within(promise: Promise<void>, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    void promise.then(() => {
      cancel();
      resolve();
    });
  });
}
