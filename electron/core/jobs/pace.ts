import type { Failure } from '../../contract.ts';

/** When an account's jobs are asked for next. */

export const FULL_SWEEP_EVERY_MS = 5 * 60_000;
const HOT_IN_FRONT_MS = 15_000;
const HOT_IN_BACKGROUND_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 60_000;
/** Only new credentials help; asked again all the same, in case the server was wrong. */
const HOPELESS_RETRY_MS = 5 * 60_000;

const HOPELESS = new Set<Failure['kind']>([
  'unauthorized',
  'no-credentials',
  'token-expired',
  'missing-scope',
  'session-refused',
  'vault-locked',
  'tls-untrusted',
  'bad-certificate',
]);

export function nextRoundAfterMs(state: {
  readonly inFront: boolean;
  readonly failure: Failure | null;
  readonly failuresInARow: number;
}): number {
  const { failure } = state;
  const hotMs = state.inFront ? HOT_IN_FRONT_MS : HOT_IN_BACKGROUND_MS;
  if (failure === null) return hotMs;
  if (failure.retryAfterMs !== undefined) return Math.max(FIRST_RETRY_MS, failure.retryAfterMs);
  if (HOPELESS.has(failure.kind)) return HOPELESS_RETRY_MS;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, state.failuresInARow - 1));
}
