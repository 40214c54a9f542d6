import type Conf from 'conf';
import type { SettingsFile } from '../core/host.ts';

type Values = Record<string, unknown>;

/** What both stores (electron-store and its base, conf) are told; only the class differs between the doors. */
export interface StoreOptions {
  readonly cwd: string;
  readonly clearInvalidConfig: false;
  readonly configFileMode: number;
  readonly accessPropertiesByDotNotation: false;
  readonly deserialize: (text: string) => Values;
}

/** Throws for what is JSON but no object: conf would spread it into one and hide the damage. */
function parseObject(text: string): Values {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not a JSON object');
  return value as Values;
}

/**
 * `open` makes the store. It is called late and again after a failure, because conf reads the file in its
 * constructor: a damaged file must make `read()` throw, and must not keep the app from starting.
 */
export function createSettingsFile(
  path: string,
  cwd: string,
  open: (options: StoreOptions) => Conf<Values>,
): SettingsFile {
  let store: Conf<Values> | null = null;
  let replacing = false;
  // conf reads the old file even to replace it; its owner has put a damaged one aside by then.
  const deserialize = (text: string): Values => {
    try {
      return parseObject(text);
    } catch (error) {
      if (replacing) return {};
      throw error;
    }
  };
  const opened = (): Conf<Values> => {
    store ??= open({
      cwd,
      clearInvalidConfig: false,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      deserialize,
    });
    return store;
  };

  return {
    path,
    read: () => ({ ...opened().store }),
    write(value) {
      replacing = true;
      try {
        opened().store = { ...value };
      } finally {
        replacing = false;
      }
    },
  };
}
