import { toFailure } from '../core/errors.ts';
import type { Doorway } from './doorway.ts';

/**
 * A doorway that pages may use while core is still being made: their calls wait for it. When core could not be made each
 * call answers why, and the next one tries again.
 */
export function createLateDoorway(make: () => Promise<Doorway>): Doorway & { begin(): void } {
  let made: Doorway | null = null;
  let making: Promise<Doorway> | null = null;

  function get(): Promise<Doorway> {
    making ??= make().then(
      (doorway) => {
        made = doorway;
        return doorway;
      },
      (error: unknown) => {
        making = null;
        throw error;
      },
    );
    return making;
  }

  return {
    begin: () => void get().catch(() => {}),
    async call(name, args) {
      try {
        return await (await get()).call(name, args);
      } catch (error) {
        return { ok: false, failure: toFailure(error) };
      }
    },
    // Before core is there nothing is open that input could be for.
    send: (name, args) => made?.send(name, args) ?? true,
  };
}
