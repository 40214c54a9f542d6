import { readFileSync, writeFileSync } from 'node:fs';
import type { SettingsFile } from '../../electron/core/host.ts';

/** The port over a plain file, counting its writes. */
export function createPlainSettingsFile(path: string): SettingsFile & { readonly writes: number } {
  let writes = 0;
  return {
    path,
    get writes() {
      return writes;
    },
    read() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch {
        return {};
      }
      const value: unknown = JSON.parse(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object');
      return value as Record<string, unknown>;
    },
    write(value) {
      writes += 1;
      writeFileSync(path, JSON.stringify(value), { mode: 0o600 });
    },
  };
}
