import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Core } from '../core/core.ts';

const demoAccounts = z.array(
  z.object({
    address: z.string(),
    token: z.string(),
    sessionCookie: z.string(),
    caPem: z.string().nullable(),
    label: z.string(),
  }),
);
export type DemoAccounts = z.infer<typeof demoAccounts>;

const FILE = 'demo-accounts.json';

/** The launcher, which runs the simulated GitLab, leaves its accounts in the throw-away data directory. */
export function leaveDemoAccounts(dataDir: string, accounts: Readonly<DemoAccounts>): void {
  writeFileSync(join(dataDir, FILE), JSON.stringify(accounts), { mode: 0o600, flag: 'wx' });
}

/** Takes what the launcher left and removes the file: credentials, even simulated ones, do not lie about. */
export function takeDemoAccounts(dataDir: string): DemoAccounts {
  const path = join(dataDir, FILE);
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return demoAccounts.parse(JSON.parse(text));
}

/** One after the other, so that the list keeps the demo's order. */
export async function addDemoAccounts(core: Pick<Core, 'calls'>, accounts: DemoAccounts): Promise<void> {
  for (const account of accounts) await core.calls.addAccount(account);
}
