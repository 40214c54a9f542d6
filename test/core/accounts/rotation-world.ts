import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../../electron/contract.ts';
import { type Accounts, createAccounts } from '../../../electron/core/accounts/accounts.ts';
import type { RotationNews } from '../../../electron/core/accounts/rotation-outcome.ts';
import { createVault, type Vault } from '../../../electron/core/accounts/vault.ts';
import type { Cipher, CipherOffer } from '../../../electron/core/host.ts';
import { noPolicy } from '../../../electron/core/policy.ts';
import { createSettings } from '../../../electron/core/settings.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainSettingsFile } from '../../fakes/plain-settings-file.ts';
import { plainWays } from '../../fakes/plain-ways.ts';
import type { InstanceOptions, SimInstance, SimUser } from '../../gitlab/api.ts';
import { startInstance } from '../../gitlab/instance.ts';

/** Not strong, but no plain text. */
export const testCipher: Cipher = {
  backend: 'test',
  encrypt: async (plain) => Buffer.from(plain, 'utf8').map((byte) => byte ^ 0x5a),
  decrypt: async (secret) => Buffer.from(secret.map((byte) => byte ^ 0x5a)).toString('utf8'),
};

/** One run of the program over a data directory. */
export interface Run {
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly clock: ManualClock;
  readonly log: ReturnType<typeof createMemoryLog>;
  readonly news: readonly RotationNews[];
  /** The only account there is. */
  account(): Account;
  /** Resolves once it is so; what goes on meanwhile is real. */
  until(what: string, isSo: () => boolean): Promise<void>;
  /** What is in the vault for it. */
  stored(): Promise<{ readonly token: string | null; readonly journal: string | null }>;
}

export interface RotationWorld {
  readonly gitlab: SimInstance;
  readonly folder: string;
  open(offer?: CipherOffer): Run;
  close(run: Run): Promise<void>;
  /** A user of their own with a token, and an account of theirs. */
  join(
    run: Run,
    token?: Parameters<SimInstance['addToken']>[1],
  ): Promise<{ readonly id: string; readonly user: SimUser }>;
  /** Calls of `rotate` by status. */
  rotations(): readonly number[];
  /** Tokens of the user that GitLab takes. */
  alive(user: SimUser): readonly string[];
  dispose(): Promise<void>;
}

export async function startRotationWorld(options: Partial<InstanceOptions> = {}): Promise<RotationWorld> {
  const gitlab = await startInstance({ name: 'rotation', ...options });
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-rotation-'));
  const runs: Run[] = [];
  let users = 0;

  function open(offer: CipherOffer = { cipher: testCipher }): Run {
    const clock = createManualClock(Date.now());
    const log = createMemoryLog();
    const news: RotationNews[] = [];
    const onProblem = () => undefined;
    const settings = createSettings({
      policy: noPolicy,
      file: createPlainSettingsFile(join(folder, 'settings.json')),
      now: clock.now,
      onProblem,
    });
    const vault = createVault({
      ...{ file: join(folder, 'vault.json'), now: clock.now, log, onProblem },
      offerCipher: async () => offer,
    });
    const accounts = createAccounts({
      ...{ settings, vault, clock, log, ways: plainWays },
      onRotation: (_id, one) => news.push(one),
    });
    const account = (): Account => {
      const [first] = accounts.list();
      if (first === undefined) throw new Error('there is no account');
      return first;
    };
    const run: Run = {
      ...{ accounts, vault, clock, log, news, account },
      async until(what, isSo) {
        for (let turn = 0; turn < 20_000; turn += 1) {
          if (isSo()) return;
          await new Promise((resolve) => setImmediate(resolve));
        }
        throw new Error(`never: ${what}; ${JSON.stringify(account())}`);
      },
      async stored() {
        const { id } = account();
        const secrets = JSON.parse((await vault.get(`account:${id}`)) ?? '{"token":null}') as { token: string | null };
        return { token: secrets.token, journal: await vault.get(`rotation:${id}`) };
      },
    };
    runs.push(run);
    return run;
  }

  async function close(run: Run): Promise<void> {
    runs.splice(runs.indexOf(run), 1);
    const closed = run.accounts.dispose();
    // one that was made to stand still in the middle of a renewal is not waited for
    run.clock.advance(60_000);
    await closed;
  }

  return {
    gitlab,
    close,
    folder,
    open,
    async join(run, token = { scopes: ['read_api', 'self_rotate'] }) {
      users += 1;
      const user = gitlab.addUser({ username: `user${users}` });
      const id = await run.accounts.add({
        address: gitlab.url,
        token: gitlab.addToken(user, token).value,
        sessionCookie: null,
        caPem: null,
        label: null,
      });
      return { id, user };
    },
    rotations: () => gitlab.seen.filter(({ path }) => path.endsWith('/rotate')).map(({ status }) => status),
    alive: (user) => gitlab.tokensOf(user).flatMap(({ value, revoked }) => (revoked ? [] : [value])),
    async dispose() {
      for (const run of [...runs]) await close(run);
      await gitlab.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
