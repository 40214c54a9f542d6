import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Account, AccountFeed } from '../../electron/contract.ts';
import { type Around, createAround } from '../../electron/core/surroundings.ts';
import { createFakeClient } from '../fakes/fake-client.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryLog } from '../fakes/memory-log.ts';
import { sampleAccount, sampleFeed, sampleJob, sampleNow } from '../fakes/samples.ts';

let dir: string;
let changes: number;
let around: Around;
const account = sampleAccount('work');
const job = sampleJob('work', 7, { name: 'build' });
const listed = (...jobs: AccountFeed['jobs']): readonly AccountFeed[] => [sampleFeed('work', jobs)];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-around-'));
  changes = 0;
  around = createAround({
    findJob: () => job,
    account: () => account,
    clientFor: () => createFakeClient(),
    holdsFile: join(dir, 'holds.json'),
    settings: () => ({ rememberJobs: false }),
    clock: createManualClock(),
    log: createMemoryLog(),
    onChange: () => {
      changes += 1;
    },
  });
  around.accountsChanged([account]);
  around.feedsChanged(listed(job));
  changes = 0;
});
afterEach(() => {
  around.dispose();
  rmSync(dir, { recursive: true, force: true });
});

test.each<[string, Partial<Account>, number]>([
  ['was heard of once more', { reach: { status: 'online', latencyMs: 12, at: sampleNow + 10_000 } }, 0],
  ['is signed out', { sessionState: { status: 'missing' } }, 1],
  ['has no token any more', { tokenState: { status: 'missing' } }, 1],
])('an account that %s', (_what, now, told) => {
  around.accountsChanged([{ ...account, ...now }]);
  expect(changes).toBe(told);
});

test('a list that was read again changes nothing, a job whose timeout came in does', () => {
  around.feedsChanged(listed(job).map((feed) => ({ ...feed, fetchedAt: sampleNow + 15_000 })));
  expect(changes).toBe(0);
  around.feedsChanged(listed({ ...job, timeout: { ms: 60_000, source: 'job' } }));
  expect(changes).toBe(1);
  around.feedsChanged(listed());
  expect(changes).toBe(2);
});
