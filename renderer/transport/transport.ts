import type { CallName, PageEventName, Result, SendName } from '../../electron/contract.ts';

/** The way to core, whichever door it goes through. */
export interface Transport {
  /** Never rejects. */
  readonly call: (name: CallName, args: readonly unknown[]) => Promise<Result<unknown>>;
  readonly send: (name: SendName, args: readonly unknown[]) => void;
  /** Hears everything; called once. */
  readonly listen: (listener: (name: PageEventName, value: unknown) => void) => void;
  /** Called on each change; returns its undo. */
  readonly onConnection: (listener: (connected: boolean) => void) => () => void;
}
