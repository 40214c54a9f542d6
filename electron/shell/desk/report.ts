import type { Account, VaultState } from '../../contract.ts';

export interface ReportFacts {
  readonly version: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly system: string;
  readonly session: string;
  readonly vault: VaultState;
  readonly accounts: readonly Account[];
}

/** What a report of a problem should tell of the machine. No names of servers, users or projects. */
export function systemReport({ version, versions, system, session, vault, accounts }: ReportFacts): string {
  const gitlabs = accounts.map(({ instance, reach }) => `GitLab ${instance.version ?? 'unknown'} (${reach.status})`);
  return [
    `Jobdeck ${version}`,
    `Electron ${versions.electron ?? '?'}, Chromium ${versions.chrome ?? '?'}, Node ${versions.node ?? '?'}`,
    `System ${system}`,
    `Session ${session === '' ? 'unknown' : session}`,
    `Vault ${vault.mode === 'encrypted' ? `encrypted by ${vault.backend}` : vault.mode}`,
    `Accounts ${accounts.length}${gitlabs.length === 0 ? '' : `: ${gitlabs.join(', ')}`}`,
    '',
  ].join('\n');
}
