import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TerminalSession } from '../../../electron/contract.ts';
import { type Core, createCore } from '../../../electron/core/core.ts';
import { findProgram } from '../../e2e/machine.ts';
import { type Nginx, startNginx } from '../../e2e/nginx.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainHost } from '../../fakes/plain-host.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { startWorld, type World } from '../../gitlab/world.ts';

/** A whole core behind a real nginx that cuts what is idle sooner than we usually ping: its time is the subject here. */
const NGINX_LIMIT_SECONDS = 3;
const LIMIT_MS = NGINX_LIMIT_SECONDS * 1000;

let dir: string;
let world: World;
let nginx: Nginx | null = null;
let core: Core;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-idle-'));
  world = await startWorld();
});
afterEach(async () => {
  await core?.dispose();
  await nginx?.dispose();
  nginx = null;
  await world.dispose();
  rmSync(dir, { recursive: true, force: true });
});

test.skipIf(findProgram('nginx') === null)(
  'nginx cuts an idle terminal twice after the same silence; from then on it is pinged in time, and lives',
  { timeout: 60_000 },
  async () => {
    nginx = await startNginx(join(dir, 'nginx'), world.instance.url, NGINX_LIMIT_SECONDS);
    core = await createCore(createPlainHost({ dataDir: join(dir, 'data'), clock: realClock, log: createMemoryLog() }));
    let session: TerminalSession | null = null;
    let check = () => {};
    core.on('sessions', ([one]) => {
      session = one ?? null;
      check();
    });
    const when = (is: (seen: TerminalSession) => boolean) =>
      new Promise<TerminalSession>((resolve) => {
        check = () => {
          if (session !== null && is(session)) resolve(session);
        };
        check();
      });
    const openSince = ({ state }: TerminalSession) => (state.status === 'open' ? state.since : null);

    await core.calls.addAccount({
      address: nginx.url,
      token: world.instance.addToken(world.user).value,
      sessionCookie: world.cookie,
      caPem: null,
      label: null,
    });
    const job = world.job({ executor: 'shell' });
    await core.calls.openJobUrl(job.webUrl.replace(world.instance.url, nginx.url));

    const livedMs: number[] = [];
    for (const shellNumber of [1, 2]) {
      const opened = openSince(await when((seen) => seen.shellNumber === shellNumber && openSince(seen) !== null));
      await when((seen) => openSince(seen) === null || seen.shellNumber > shellNumber);
      livedMs.push(Date.now() - (opened ?? 0));
    }
    for (const ms of livedMs) expect(ms).toBeGreaterThanOrEqual(LIMIT_MS);

    const since = openSince(await when((seen) => seen.shellNumber === 3 && openSince(seen) !== null)) ?? 0;
    const { promise: longEnough, stop } = afterTime(since + 2 * LIMIT_MS - Date.now());
    const cut = when((seen) => openSince(seen) !== since).then(() => 'cut' as const);
    expect(await Promise.race([longEnough, cut])).toBe('lives');
    stop();
    expect(job.terminal?.bytesSent).toBeGreaterThan(0);

    // where it is kept over a restart
    const { limits } = JSON.parse(readFileSync(join(dir, 'data', 'idle-limits.json'), 'utf8')) as {
      limits: [string, number][];
    };
    expect(limits).toEqual([[new URL(nginx.url).origin, expect.any(Number)]]);
    expect(Math.abs((limits[0]?.[1] ?? 0) - LIMIT_MS)).toBeLessThan(750);
  },
);

function afterTime(ms: number): { readonly promise: Promise<'lives'>; stop(): void } {
  let stop = () => {};
  const promise = new Promise<'lives'>((resolve) => {
    stop = realClock.after(ms, () => resolve('lives'));
  });
  return { promise, stop: () => stop() };
}
