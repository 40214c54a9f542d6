import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Settings } from '../contract.ts';
import { defaultSettings } from '../default-settings.ts';
import { type AccountRecord, accountRecordSchema } from './accounts/record.ts';
import { JobdeckError } from './errors.ts';
import { type FileProblem, lastGoodPath, putAside, readFileIfThere, writeFileAtomic } from './files.ts';
import type { SettingsFile } from './host.ts';
import type { Policy } from './policy.ts';
import { preferenceFields, readPreferences } from './preferences.ts';

/** What lives in the settings file, read once at start and written at each change. No secret is ever in it. */
export interface SettingsStore {
  preferences(): Settings;
  updatePreferences(patch: Partial<Settings>): Settings;
  accounts(): readonly AccountRecord[];
  setAccounts(accounts: readonly AccountRecord[]): void;
  /** Called after preferences changed; returns its undo. */
  onPreferences(listener: (settings: Settings) => void): () => void;
}

export interface SettingsDeps {
  readonly file: SettingsFile;
  /** Its values are the defaults; what it locks has no other value. */
  readonly policy: Pick<Policy, 'settings' | 'lockedSettings'>;
  readonly now: () => number;
  readonly onProblem: (problem: FileProblem) => void;
}

type Raw = Readonly<Record<string, unknown>>;

const CURRENT_VERSION = 1;

/** Each brings a file of its version to the next. A file without a version is 0. */
const MIGRATIONS: readonly ((raw: Raw) => Raw)[] = [(raw) => ({ ...raw, version: 1 })];

/** Never throws for what the file holds: what cannot be read is kept, replaced by defaults, and reported. */
export function createSettings(deps: SettingsDeps): SettingsStore {
  const listeners = new Set<(settings: Settings) => void>();
  let raw = migrate(readOrRestore(deps));
  let { chosen, accounts } = interpret();
  let preferences = inForce(chosen, deps.policy);
  // from here on there is something to fall back to
  if (Object.keys(raw).length > 1) copyLastGood(deps.file.path, raw);

  function interpret(): { chosen: Partial<Settings>; accounts: readonly AccountRecord[] } {
    const read = readPreferences(raw.preferences);
    const good: AccountRecord[] = [];
    const bad: unknown[] = [];
    const written = Array.isArray(raw.accounts) ? raw.accounts : [];
    for (const entry of written) {
      const parsed = accountRecordSchema.safeParse(entry);
      if (parsed.success && !good.some(({ id }) => id === parsed.data.id)) good.push(parsed.data);
      else bad.push(entry);
    }
    if (raw.accounts !== undefined && !Array.isArray(raw.accounts)) bad.push(raw.accounts);
    report(read.unreadable, bad);
    return { chosen: read.chosen, accounts: good };
  }

  function report(fields: readonly string[], entries: readonly unknown[]): void {
    if (fields.length === 0 && entries.length === 0) return;
    const keptAs = putAside(deps.file.path, 'partly-unreadable', deps.now());
    const what = [
      ...(entries.length > 0 ? [`${entries.length} account(s)`] : []),
      ...(fields.length > 0 ? [`the preferences ${fields.join(', ')}`] : []),
    ].join(' and ');
    deps.onProblem({
      file: 'settings',
      message: `In the settings file ${what} could not be read. The rest is in use.`,
      keptAs,
    });
  }

  function write(change: Raw): void {
    raw = { ...raw, version: Math.max(CURRENT_VERSION, versionOf(raw)), ...change };
    deps.file.write(raw);
    copyLastGood(deps.file.path, raw);
  }

  return {
    preferences: () => preferences,
    updatePreferences(patch) {
      const known = Object.entries(patch).filter(([name, value]) => name in preferenceFields && value !== undefined);
      const wanted: Settings = { ...preferences, ...Object.fromEntries(known) };
      if (JSON.stringify(wanted) === JSON.stringify(preferences)) return preferences;
      refuseLocked(preferences, wanted, deps.policy.lockedSettings);
      const free = known.filter(([name]) => !deps.policy.lockedSettings.includes(name as keyof Settings));
      chosen = { ...chosen, ...Object.fromEntries(free) };
      // Only what the user chose is written, so that an administrator's later defaults still reach them; fields of a
      // newer version stay in the file.
      const before = z.record(z.string(), z.unknown()).catch({}).parse(raw.preferences);
      write({ preferences: { ...unknownFields(before), ...chosen } });
      preferences = wanted;
      for (const listener of [...listeners]) listener(preferences);
      return preferences;
    },
    accounts: () => accounts,
    setAccounts(next) {
      if (JSON.stringify(next) === JSON.stringify(accounts)) return;
      write({ accounts: next });
      accounts = [...next];
    },
    onPreferences(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The user's choice, but where there is none the policy's default, and where the policy locks never the user's. */
function inForce(chosen: Partial<Settings>, { settings, lockedSettings }: SettingsDeps['policy']): Settings {
  const free = Object.entries(chosen).filter(([name]) => !lockedSettings.includes(name as keyof Settings));
  return { ...defaultSettings, ...settings, ...Object.fromEntries(free) };
}

function refuseLocked(before: Settings, wanted: Settings, locked: readonly (keyof Settings)[]): void {
  const refused = locked.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(wanted[name]));
  if (refused.length === 0) return;
  throw new JobdeckError(
    'managed',
    `Your administrator has set ${refused.join(', ')}. Nothing was changed.`,
    'Ask your administrator if you need another value.',
  );
}

function unknownFields(written: Raw): Raw {
  return Object.fromEntries(Object.entries(written).filter(([name]) => !(name in preferenceFields)));
}

function versionOf(raw: Raw): number {
  return typeof raw.version === 'number' ? raw.version : 0;
}

function migrate(raw: Raw): Raw {
  let migrated = raw;
  // a file of a newer Jobdeck is read as far as it is understood, and its version kept
  while (versionOf(migrated) < CURRENT_VERSION) {
    const step = MIGRATIONS[versionOf(migrated)];
    migrated = step === undefined ? { ...migrated, version: CURRENT_VERSION } : step(migrated);
  }
  return migrated;
}

function readOrRestore({ file, now, onProblem }: SettingsDeps): Raw {
  try {
    return file.read();
  } catch {
    if (!existsSync(file.path)) throw new Error('the settings file cannot be read');
  }
  const keptAs = putAside(file.path, 'unreadable', now());
  const good = readLastGood(file.path);
  file.write(good ?? { version: CURRENT_VERSION, preferences: defaultSettings, accounts: [] });
  onProblem({
    file: 'settings',
    message: good === null ? 'There was no earlier copy, so Jobdeck started afresh.' : 'The last good copy is in use.',
    keptAs,
  });
  return good ?? {};
}

function readLastGood(path: string): Raw | null {
  try {
    const parsed: unknown = JSON.parse(readFileIfThere(lastGoodPath(path)) ?? '');
    return z.record(z.string(), z.unknown()).parse(parsed);
  } catch {
    return null;
  }
}

function copyLastGood(path: string, raw: Raw): void {
  writeFileAtomic(lastGoodPath(path), `${JSON.stringify(raw, null, 2)}\n`);
}
