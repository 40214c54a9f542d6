import type { z } from 'zod';
import type { CallName, Failure, Result, SendName } from '../contract.ts';
import { callArguments, sendArguments } from '../core/arguments.ts';
import type { Core } from '../core/core.ts';
import { toResult } from '../core/errors.ts';

/** The one way from a page to core on either door: nothing reaches core but a known name with arguments that fit it. */
export interface Doorway {
  /** Never rejects. */
  call(name: unknown, args: unknown): Promise<Result<unknown>>;
  /** False when it was refused; there is nobody to tell, so it is dropped. */
  send(name: unknown, args: unknown): boolean;
}

/** What a page may name; the arguments are parsed, not trusted, so their static type is of no use here. */
type Unchecked = (...args: readonly unknown[]) => unknown;
type Table = Readonly<Record<string, z.ZodType<readonly unknown[]>>>;

const REFUSED: Failure = {
  kind: 'bad-input',
  message: 'Jobdeck refused a request that does not fit its contract.',
  next: 'Reload the window; if it stays, please report it.',
};

function parse(table: Table, name: unknown, args: unknown): readonly unknown[] | null {
  // Own names only: `toString` and the like must not be found on the prototype.
  if (typeof name !== 'string' || !Object.hasOwn(table, name)) return null;
  const parsed = table[name]?.safeParse(args);
  return parsed?.success ? parsed.data : null;
}

export function createDoorway(core: Pick<Core, 'calls' | 'sends'>): Doorway {
  const calls = core.calls as Readonly<Record<CallName, Unchecked>>;
  const sends = core.sends as Readonly<Record<SendName, Unchecked>>;

  return {
    async call(name, args) {
      const parsed = parse(callArguments as Table, name, args);
      if (parsed === null) return { ok: false, failure: REFUSED };
      return toResult(() => calls[name as CallName](...parsed));
    },
    send(name, args) {
      const parsed = parse(sendArguments as Table, name, args);
      if (parsed === null) return false;
      sends[name as SendName](...parsed);
      return true;
    },
  };
}
