import type { Log } from '../../electron/core/host.ts';

/** Keeps every line, unredacted, so that a test sees what callers really log. */
export function createMemoryLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const add = (component: string, event: string, fields = {}) => {
    lines.push(`${component} ${event} ${JSON.stringify(fields)}`);
  };
  return { lines, info: add, warn: add };
}
