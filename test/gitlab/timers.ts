/** Timers of one instance: none keeps the process alive, none runs after `dispose`. */
export interface Timers {
  after(ms: number, run: () => void): () => void;
  every(ms: () => number, run: () => void): () => void;
  wait(ms: number): Promise<void>;
  dispose(): void;
}

export function createTimers(): Timers {
  const open = new Set<() => void>();
  let disposed = false;

  function after(ms: number, run: () => void): () => void {
    if (disposed) return () => undefined;
    const timer = setTimeout(() => {
      open.delete(undo);
      run();
    }, ms);
    timer.unref();
    const undo = () => {
      clearTimeout(timer);
      open.delete(undo);
    };
    open.add(undo);
    return undo;
  }

  function every(ms: () => number, run: () => void): () => void {
    let undo: () => void = () => undefined;
    const arm = () => {
      undo = after(ms(), () => {
        arm();
        run();
      });
    };
    arm();
    return () => undo();
  }

  return {
    after,
    every,
    wait: (ms) => (ms <= 0 ? Promise.resolve() : new Promise((resolve) => after(ms, resolve))),
    dispose() {
      disposed = true;
      for (const undo of [...open]) undo();
    },
  };
}
