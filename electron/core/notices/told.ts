const MOST_KEYS = 2000;

/** What has been told, by key; the oldest is forgotten when there is too much of it. */
export interface Told {
  has(key: string): boolean;
  give(key: string): void;
  /** Answers whether it had been told. */
  rearm(key: string): boolean;
  keys(): readonly string[];
}

export function createTold(kept: readonly string[]): Told {
  const given = new Set(kept);
  return {
    has: (key) => given.has(key),
    give(key) {
      given.delete(key);
      given.add(key);
      for (const oldest of given) {
        if (given.size <= MOST_KEYS) break;
        given.delete(oldest);
      }
    },
    rearm: (key) => given.delete(key),
    keys: () => [...given],
  };
}
