import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountRecord } from '../../electron/core/accounts/record.ts';
import type { FileProblem } from '../../electron/core/files.ts';
import { noPolicy, type Policy } from '../../electron/core/policy.ts';
import { createSettings } from '../../electron/core/settings.ts';
import { defaultSettings } from '../../electron/default-settings.ts';
import { createPlainSettingsFile } from '../fakes/plain-settings-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-settings-'));
  path = join(folder, 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record: AccountRecord = {
  id: 'a1',
  label: 'Work',
  colour: 2,
  url: 'https://git.example.org/gitlab',
  version: null,
  user: { id: 7, username: 'ada', name: 'Ada' },
  caPem: null,
  token: null,
  renewTokenDays: null,
  warningMinutes: null,
  keepTranscripts: true,
  session: null,
};

function open(policy: Pick<Policy, 'settings' | 'lockedSettings'> = noPolicy) {
  const file = createPlainSettingsFile(path);
  const problems: FileProblem[] = [];
  const settings = createSettings({
    file,
    policy,
    now: () => Date.UTC(2026, 10, 23),
    onProblem: (problem) => problems.push(problem),
  });
  return { settings, file, problems };
}

const onDisk = () => JSON.parse(readFileSync(path, 'utf8'));

describe('settings', () => {
  it('start with defaults and write nothing by themselves', () => {
    const { settings, file, problems } = open();
    expect(settings.preferences()).toEqual(defaultSettings);
    expect(settings.accounts()).toEqual([]);
    expect(file.writes).toBe(0);
    expect(problems).toEqual([]);
  });

  it('come back after a restart', () => {
    const { settings } = open();
    settings.updatePreferences({ theme: 'dark' });
    settings.setAccounts([record]);
    const again = open();
    expect(again.settings.preferences().theme).toBe('dark');
    expect(again.settings.accounts()).toEqual([record]);
    expect(onDisk().version).toBe(1);
  });

  it('write and tell only what changes', () => {
    const { settings, file } = open();
    const told: string[] = [];
    settings.onPreferences(({ theme }) => told.push(theme));
    settings.updatePreferences({ theme: 'system' });
    expect(file.writes).toBe(0);
    settings.updatePreferences({ theme: 'light' });
    settings.updatePreferences({ theme: 'light' });
    expect(told).toEqual(['light']);
    expect(file.writes).toBe(1);
  });

  it('lose one bad preference and one bad account, and keep the file as it was', () => {
    const written = {
      version: 1,
      preferences: { theme: 'pink', terminalFontSize: 16, ofTheFuture: true },
      accounts: [{ id: 'broken' }, record],
    };
    writeFileSync(path, JSON.stringify(written));
    const { settings, problems } = open();
    expect(settings.preferences()).toMatchObject({ theme: 'system', terminalFontSize: 16 });
    expect(settings.accounts()).toEqual([record]);
    expect(problems).toHaveLength(1);
    expect(JSON.parse(readFileSync(problems[0]?.keptAs ?? '', 'utf8'))).toEqual(written);
    settings.updatePreferences({ theme: 'dark' });
    expect(onDisk().preferences).toMatchObject({ theme: 'dark', ofTheFuture: true });
  });

  it('survive a damaged file by the last good copy, and keep the damaged one', () => {
    open().settings.setAccounts([record]);
    writeFileSync(path, '{"version":1,"accounts":[{"id"');
    const { settings, problems } = open();
    expect(settings.accounts()).toEqual([record]);
    expect(problems).toHaveLength(1);
    expect(readFileSync(problems[0]?.keptAs ?? '', 'utf8')).toContain('[{"id"');
    expect(open().problems).toEqual([]);
  });

  it('start afresh when there is no good copy, and say so', () => {
    writeFileSync(path, 'not json');
    const { settings, problems } = open();
    expect(settings.accounts()).toEqual([]);
    expect(problems[0]?.message).toContain('afresh');
    expect(existsSync(problems[0]?.keptAs ?? '')).toBe(true);
  });

  it('never overwrite an earlier file put aside in the same second', () => {
    for (const text of ['one', 'two']) {
      writeFileSync(path, text);
      open();
    }
    const aside = readdirSync(folder).filter((name) => name.includes('.unreadable-'));
    expect(aside.map((name) => readFileSync(join(folder, name), 'utf8')).sort()).toEqual(['one', 'two']);
  });

  it('take a file without a version and leave the version of a newer one', () => {
    writeFileSync(path, JSON.stringify({ accounts: [record] }));
    expect(open().settings.accounts()).toEqual([record]);
    writeFileSync(path, JSON.stringify({ version: 9, accounts: [record], news: 1 }));
    open().settings.updatePreferences({ theme: 'dark' });
    expect(onDisk()).toMatchObject({ version: 9, news: 1 });
  });

  it('take the policy’s defaults until the user chooses, and write only what was chosen', () => {
    const { settings } = open({ settings: { theme: 'dark', cursorBlink: false }, lockedSettings: [] });
    expect(settings.preferences()).toMatchObject({ theme: 'dark', cursorBlink: false });
    settings.updatePreferences({ cursorBlink: true });
    expect(onDisk().preferences).toEqual({ cursorBlink: true });
    const later = open({ settings: { theme: 'light', cursorBlink: false }, lockedSettings: [] });
    expect(later.settings.preferences()).toMatchObject({ theme: 'light', cursorBlink: true });
  });

  it('refuse to change what the policy locks, and keep what was chosen for when it does not', () => {
    open().settings.updatePreferences({ theme: 'light' });
    const policy = { settings: { theme: 'dark' }, lockedSettings: ['theme', 'renderer'] } as const;
    const { settings } = open(policy);
    expect(settings.preferences()).toMatchObject({ theme: 'dark', renderer: 'auto' });
    expect(() => settings.updatePreferences({ theme: 'light', cursorBlink: false })).toThrow(
      /administrator has set theme/,
    );
    expect(settings.preferences()).toMatchObject({ theme: 'dark', cursorBlink: true });
    expect(settings.updatePreferences({ theme: 'dark', cursorBlink: false }).cursorBlink).toBe(false);
    expect(open().settings.preferences().theme).toBe('light');
  });
});
