import type { Clock } from '../../electron/core/host.ts';

export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  catchUp() {},
};
