import { toFailure } from '../core/errors.ts';

/** One line for the terminal when a door cannot start. Node's own errors are kept: they name a port or a file. */
export function startFailure(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'EADDRINUSE') return 'jobdeck: that port is in use; choose another with --port, or leave it out.';
  if (code !== undefined && error instanceof Error) return `jobdeck: ${error.message}`;
  const { message, next } = toFailure(error);
  return `jobdeck: ${message} ${next ?? ''}`.trimEnd();
}
