/** What the user typed and what must wait for something else to be said first, in order. */
export interface WaitingKeys {
  add(bytes: Uint8Array): void;
  addFirst(bytes: Uint8Array): void;
  /** None waits from now on: those that did go on, or wait anew. */
  release(take: (bytes: Uint8Array) => void): void;
  forget(): void;
  readonly bytes: number;
}

/** Ctrl-C and Ctrl-\: never behind anything that is not sure to come. */
export function hasInterrupt(bytes: Uint8Array): boolean {
  return bytes.includes(0x03) || bytes.includes(0x1c);
}

export function createWaitingKeys(): WaitingKeys {
  let waiting: Uint8Array[] = [];
  return {
    add(bytes) {
      waiting.push(bytes);
    },
    addFirst(bytes) {
      waiting.unshift(bytes);
    },
    release(take) {
      const all = waiting;
      waiting = [];
      for (const bytes of all) take(bytes);
    },
    forget() {
      waiting = [];
    },
    get bytes() {
      return waiting.reduce((sum, { length }) => sum + length, 0);
    },
  };
}
