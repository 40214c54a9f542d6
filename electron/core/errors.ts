import type { Failure, FailureKind, Result } from '../contract.ts';

type Extra = Partial<Omit<Failure, 'kind' | 'message' | 'next'>>;

/** The one error class core throws on purpose; it carries what may cross to the renderer. */
export class JobdeckError extends Error {
  readonly failure: Failure;

  constructor(kind: FailureKind, message: string, next: string | null = null, extra: Extra = {}) {
    super(message);
    this.name = 'JobdeckError';
    this.failure = { kind, message, next, ...extra };
  }
}

/**
 * Any thrown thing as data. What is not ours becomes `internal` without its text,
 * since an unknown error's message may hold a URL or a credential.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof JobdeckError) return error.failure;
  return {
    kind: 'internal',
    message: 'Something in Jobdeck went wrong.',
    next: 'Try again; if it stays, look at the log in the data directory.',
  };
}

/** Runs and never throws. */
export async function toResult<T>(run: () => T | Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, failure: toFailure(error) };
  }
}

/** Closes a union: fails to compile when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${String(value)}`);
}
