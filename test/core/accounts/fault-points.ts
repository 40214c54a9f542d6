/**
 * Every place where a program touches the world (a file, the network, the keyring), counted, so that each can be made
 * to fail, or to be the last thing that the program does. The test's mocks call `point` around each real thing.
 */
export type Fault = 'throws' | 'dies';

export interface FaultPoints {
  /** Around one thing: a point before it takes effect, and one after. */
  sync<T>(name: string, run: () => T): T;
  async<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Counts from here; the point of that number has the fault. Null = only counts. */
  arm(at: number | null, fault: Fault): void;
  /** Another program runs from here on; nothing of it fails. */
  disarm(): void;
  /** Names of the points since `arm`, in order. */
  readonly passed: readonly string[];
  /** Resolves when the program that died stands still. */
  readonly stopped: Promise<void>;
}

export function createFaultPoints(): FaultPoints {
  let armed: { readonly at: number | null; readonly fault: Fault } | null = null;
  let passed: string[] = [];
  let dead = false;
  let stop: () => void = () => undefined;
  let stopped = Promise.resolve();
  const never = <T>(): Promise<T> => {
    stop();
    return new Promise(() => undefined);
  };
  const failure = () => Object.assign(new Error('a fault of the test'), { code: 'EIO' });

  /** Whether this one has the fault. */
  function pass(name: string): boolean {
    if (armed === null) return false;
    passed.push(name);
    const hit = armed.at === passed.length - 1;
    if (hit && armed.fault === 'dies') dead = true;
    return hit;
  }

  return {
    sync(name, run) {
      if (dead || pass(`before ${name}`)) throw failure();
      const value = run();
      if (pass(`after ${name}`)) throw failure();
      return value;
    },
    async async(name, run) {
      if (dead) return never();
      if (pass(`before ${name}`)) return dead ? never() : Promise.reject(failure());
      const value = await run();
      if (dead) return never();
      if (pass(`after ${name}`)) return dead ? never() : Promise.reject(failure());
      return value;
    },
    arm(at, fault) {
      armed = { at, fault };
      passed = [];
      dead = false;
      stopped = new Promise((resolve) => {
        stop = resolve;
      });
    },
    disarm() {
      armed = null;
      dead = false;
    },
    get passed() {
      return passed;
    },
    get stopped() {
      return stopped;
    },
  };
}
