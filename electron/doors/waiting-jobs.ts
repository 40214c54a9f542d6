import type { Armed } from '../contract.ts';
import type { Core } from '../core/core.ts';

/** Names of the jobs that the user waits for; answers the look at them and its end. */
export function watchWaiting(core: Pick<Core, 'calls' | 'on'>): {
  readonly names: () => readonly string[];
  dispose(): void;
} {
  let armed: readonly Armed[] = [];
  let told = false;
  const dispose = core.on('armed', (list) => {
    told = true;
    armed = list;
  });
  core.calls.snapshot().then(
    (known) => {
      if (!told) armed = known.armed;
    },
    // the next event tells all of it
    () => {},
  );
  return {
    names: () => armed.filter(({ state }) => state.status !== 'over').map(({ name }) => name),
    dispose,
  };
}
