import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { floodCommand } from './flood.ts';
import { findProgram } from './machine.ts';
import { startNginx } from './nginx.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal } from './user.ts';

/** A third of nginx's default limit for a receiver that takes nothing, so that twice as long is not two minutes. */
const NGINX_LIMIT_SECONDS = 20;
const FROZEN_SECONDS = 2 * NGINX_LIMIT_SECONDS + 5;

test('a page frozen for twice as long as nginx waits for a receiver loses neither the session nor a byte of a flood', async ({
  launch,
  gitlab,
  folder,
  atEnd,
}) => {
  test.skip(findProgram('nginx') === null, 'no nginx on this machine (Debian: nginx-light)');
  test.setTimeout(300_000);
  const scene = setScene(await gitlab());
  const job = scene.job('soak:flood');
  const nginx = await startNginx(join(folder, 'nginx'), scene.instance.url, NGINX_LIMIT_SECONDS);
  atEnd(() => nginx.dispose());
  const app = await launch({ watchFlood: true });
  const { page } = app;
  await addAccount(page, { ...scene.account, url: nginx.url });
  const terminal = await openTerminal(page, 'soak:flood');
  await terminal.enter(`# ${'behind'} nginx`);
  const connection = job.terminal;
  expect(connection).not.toBeNull();

  await terminal.enter(floodCommand(FROZEN_SECONDS + 5));
  await expect.poll(async () => (await app.flood()).state).toBe('within');
  const wake = await app.freezePage();
  atEnd(wake);
  const frozenAt = Date.now();
  const sentAtFreeze = connection?.bytesSent ?? 0;
  await expect
    .poll(() => Date.now() - frozenAt, { timeout: (FROZEN_SECONDS + 30) * 1000, intervals: [1_000] })
    .toBeGreaterThan(FROZEN_SECONDS * 1000);
  // The flood went on all the while: the server's side was read although the page was not there.
  expect((connection?.bytesSent ?? 0) - sentAtFreeze).toBeGreaterThan(10_000_000);
  wake();

  await expect.poll(async () => (await app.flood()).state, { timeout: 180_000 }).toBe('after');
  const { lines, written, wrong, gaps } = await app.flood();
  expect({ lines, wrong, gaps }).toEqual({ lines: written, wrong: [], gaps: 0 });
  expect(job.terminal).toBe(connection);
  await terminal.shows(`FLOOD-END ${written}`, { timeout: 120_000 });
  await terminal.enter("printf 'same-%s\\n' shell");
  await terminal.shows('same-shell');
});
