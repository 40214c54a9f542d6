import { filesBelow } from './files.ts';
import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, connect, ended, fillAccountForm, jobRow, openTerminal } from './user.ts';

/** A secret, and the forms in which it could leak unseen. */
function forms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replaceAll('=', '');
  return [secret, encodeURIComponent(secret), base64, Buffer.from(secret).toString('hex')];
}

test('no credential reaches the renderer, a log, a file or what the app prints', async ({ launch, gitlab }) => {
  test.slow();
  const instance = await gitlab({ timing: { ...brisk, reauthoriseEveryMs: 4_000 } });
  const scene = setScene(instance);
  const other = setScene(await gitlab(), 'petr', 'web/shop');
  const job = scene.job('deploy:secret');
  scene.job('deploy:other', { executor: 'docker' });
  const app = await launch({ record: true });
  const { page } = app;

  await test.step('use everything that touches a credential, also where it fails', async () => {
    const wrong = {
      url: instance.url,
      token: 'glpat-WrongTokenWrongToken',
      cookie: 'f00dfacef00dfacef00dfacef00dface',
    };
    await fillAccountForm(page, wrong);
    await connect(page);
    await expect(page.getByRole('alert').first()).toBeVisible();
    await addAccount(page, scene.account);
    await addAccount(page, { ...other.account, cookie: `_gitlab_session=${other.cookie}; locale=en` });
    const terminal = await openTerminal(page, 'deploy:secret');
    await terminal.enter("printf 'here-%s\\n' now");
    await terminal.shows('here-now');
    instance.addFault({ path: /\/api\/v4\/projects/, answer: { status: 500, body: 'broken' }, times: 2 });
    instance.addFault({ path: /\/api\/graphql/, answer: { status: 502, body: 'broken' }, times: 2 });
    instance.signOut(scene.user);
    await expect.poll(() => job.terminal, { timeout: 30_000 }).toBeNull();
    await expect(ended(page)).toContainText('Signed out of this instance', { timeout: 30_000 });
    await app.reload();
    await expect(jobRow(page, 'deploy:other')).toBeVisible();
  });

  const received = await app.received();
  // The recording works: it holds what the renderer must have been told.
  expect(received).toContain('deploy:secret');
  expect(received).toContain('here-now');
  await app.stop();
  const files = [...filesBelow(app.dataDir).values()];
  expect(files.join('\n')).toContain(new URL(instance.url).host);

  const secrets = [scene.token, scene.cookie, other.token, other.cookie, 'glpat-WrongTokenWrongToken'].flatMap(forms);
  const leaks = (text: string) => secrets.filter((secret) => text.includes(secret));
  expect(leaks(received)).toEqual([]);
  expect(leaks(app.printed())).toEqual([]);
  expect(files.flatMap(leaks)).toEqual([]);
});

test('credentials go to their own instance only', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab(), 'rosa');
  const other = setScene(await gitlab(), 'petr', 'web/shop');
  scene.job('a:job');
  other.job('b:job');
  await addAccount(app.page, scene.account);
  await addAccount(app.page, other.account);
  await expect(jobRow(app.page, 'a:job')).toBeVisible();
  await expect(jobRow(app.page, 'b:job')).toBeVisible();
  // A redirect to elsewhere must not take the credentials along.
  const trap = await gitlab();
  scene.instance.addFault({
    path: /\/api\/v4\//,
    answer: { status: 302, headers: { location: `${trap.url}/api/v4/user` } },
    times: 5,
  });
  await app.page
    .getByRole('button', { name: /refresh/i })
    .first()
    .click();
  await expect.poll(() => scene.instance.seen.filter((r) => r.status === 302).length).toBeGreaterThan(0);

  const carried = (instance: typeof trap) => JSON.stringify(instance.seen.map((r) => [r.path, r.headers]));
  expect(trap.seen).toEqual([]);
  for (const secret of [other.token, other.cookie]) expect(carried(scene.instance)).not.toContain(secret);
  for (const secret of [scene.token, scene.cookie]) expect(carried(other.instance)).not.toContain(secret);
  // Nor into an address, where logs keep it.
  for (const { path } of [...scene.instance.seen, ...other.instance.seen]) {
    for (const secret of [scene.token, scene.cookie, other.token, other.cookie]) expect(path).not.toContain(secret);
  }
});
