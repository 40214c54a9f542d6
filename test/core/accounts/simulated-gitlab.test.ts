import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createAccounts } from '../../../electron/core/accounts/accounts.ts';
import { createVault } from '../../../electron/core/accounts/vault.ts';
import { toFailure } from '../../../electron/core/errors.ts';
import { noPolicy } from '../../../electron/core/policy.ts';
import { createSettings } from '../../../electron/core/settings.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainSettingsFile } from '../../fakes/plain-settings-file.ts';
import { plainWays } from '../../fakes/plain-ways.ts';
import { realClock } from '../../fakes/real-clock.ts';
import type { SimInstance, SimUser } from '../../gitlab/api.ts';
import { startInstance } from '../../gitlab/instance.ts';

let folder: string;
let gitlab: SimInstance;
let ada: SimUser;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-sim-'));
  gitlab = await startInstance({ name: 'tls', root: '/gitlab', tls: true });
  closers.push(() => gitlab.dispose());
  ada = gitlab.addUser({ username: 'ada' });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

function open() {
  const log = createMemoryLog();
  const onProblem = () => undefined;
  const settings = createSettings({
    policy: noPolicy,
    file: createPlainSettingsFile(join(folder, 's.json')),
    now: Date.now,
    onProblem,
  });
  const offerCipher = async () => ({ cipher: null, why: 'none' }) as const;
  const vault = createVault({ file: join(folder, 'vault.json'), now: Date.now, log, offerCipher, onProblem });
  const accounts = createAccounts({
    settings,
    vault,
    clock: realClock,
    log,
    ways: plainWays,
    onRotation: () => undefined,
  });
  closers.push(() => accounts.dispose());
  return accounts;
}

it('an account under a relative root and a private CA comes in by a job’s URL, and loses its session when signed out', async () => {
  const accounts = open();
  const project = gitlab.addProject('group/sub/app');
  gitlab.setMember(project, ada, 40);
  const job = gitlab.addJob(gitlab.addPipeline(project, { user: ada }), { name: 'build' });
  const wanted = {
    address: job.webUrl,
    token: gitlab.addToken(ada, { scopes: ['read_api'] }).value,
    sessionCookie: gitlab.signIn(ada),
    label: null,
  };

  expect(await accounts.add({ ...wanted, caPem: null }).catch(toFailure)).toMatchObject({ kind: 'tls-untrusted' });
  const id = await accounts.add({ ...wanted, caPem: gitlab.caPem });
  expect(accounts.list()[0]).toMatchObject({
    instance: { url: gitlab.url },
    user: { username: 'ada' },
    tokenState: { status: 'ok', scopes: ['read_api'] },
    sessionState: { status: 'ok' },
  });

  const client = accounts.clientFor(id);
  const path = `${new URL(job.webUrl).pathname.slice('/gitlab'.length)}.json`;
  expect(JSON.parse((await client.web(path)).body)).toMatchObject({
    terminal_path: expect.stringContaining('/gitlab/group/sub/app'),
  });
  const names = await client.apiPages(`/projects/${project.id}/jobs`, z.object({ name: z.string() }));
  expect(names).toEqual([{ name: 'build' }]);
  expect(await client.graphql('{ currentUser { username } }', {}, z.unknown())).toEqual({
    currentUser: { username: 'ada' },
  });

  gitlab.signOut(ada);
  await client.web(path);
  expect(accounts.list()[0]?.sessionState).toMatchObject({ status: 'refused', failure: { kind: 'session-refused' } });
  expect(accounts.list()[0]?.tokenState.status).toBe('ok');
});

it('an expired or narrow token is told apart from a wrong one', async () => {
  const accounts = open();
  const add = (token: string) =>
    accounts
      .add({ address: gitlab.url, token, sessionCookie: null, caPem: gitlab.caPem, label: null })
      .catch(toFailure);
  const revoked = gitlab.addToken(ada);
  gitlab.revokeToken(revoked);
  expect(await add('glpat-never-given-out')).toMatchObject({ kind: 'unauthorized' });
  expect(await add(gitlab.addToken(ada, { scopes: ['read_user'] }).value)).toMatchObject({ kind: 'missing-scope' });
  expect(await add(gitlab.addToken(ada, { expiresAt: '2020-01-01' }).value)).toMatchObject({ kind: 'token-expired' });
  expect(await add(revoked.value)).toMatchObject({ kind: 'token-expired' });
});
