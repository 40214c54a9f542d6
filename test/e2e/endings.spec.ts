import { WebSocket } from 'ws';
import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, ended, jobRow, openTerminal, tab } from './user.ts';

test('exit in a docker-like job: told, although the socket stays open; the slot is given back', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('build:image', { executor: 'docker' });
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'build:image');
  await terminal.enter("printf 'first-%s\\n' shell");
  await terminal.shows('first-shell');
  await terminal.enter('exit');
  await expect(ended(page)).toContainText('The shell was left');
  await expect.poll(() => job.terminal).toBeNull();
  await terminal.shows('first-shell');

  await ended(page).getByRole('button', { name: 'Reconnect', exact: true }).click();
  await expect.poll(() => job.terminal).not.toBeNull();
  await terminal.enter("printf 'second-%s\\n' shell");
  await terminal.shows('second-shell');
});

test('text about exit is no exit', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  scene.job('build:image', { executor: 'docker' });
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'build:image');
  await terminal.enter('echo exit; sleep 3; echo exit; sleep 3; printf "a%s\\n" live');
  await terminal.shows('alive');
  await terminal.enter('(exit 3); printf "code %d\\n" $?');
  await terminal.shows('code 3');
  await expect(ended(page)).toBeHidden();
});

test('cancel of a shell-like job: told, although the socket stays open', async ({ app, gitlab }) => {
  // An older runner's cancel kills the script at once and leaves the terminal's socket open without a word.
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('deploy:staging', { executor: 'shell', gracefulCancel: false });
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, 'deploy:staging');
  await expect.poll(() => job.terminal).not.toBeNull();
  job.cancel();
  await job.until('canceled');
  await expect(ended(page)).toContainText('The job was cancelled', { timeout: 60_000 });
});

test('a terminal taken elsewhere is said to be in use', async ({ app, gitlab, atEnd }) => {
  test.slow();
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('migrate:db', { executor: 'shell' });
  const { page } = app;
  await addAccount(page, scene.account);
  await expect(jobRow(page, 'migrate:db')).toBeVisible();

  const elsewhere = new WebSocket(`${job.webUrl.replace(/^http/, 'ws')}/terminal.ws`, 'terminal.gitlab.com', {
    headers: { cookie: `_gitlab_session=${scene.cookie}` },
  });
  atEnd(() => elsewhere.terminate());
  await new Promise((resolve, reject) => {
    elsewhere.once('open', resolve);
    elsewhere.once('error', reject);
  });
  await openTerminal(page, 'migrate:db');
  await expect(ended(page)).toContainText(/in use/i, { timeout: 90_000 });

  await test.step('and opens when it is free again', async () => {
    elsewhere.close();
    await expect.poll(() => job.terminal, { timeout: 10_000 }).toBeNull();
    await ended(page).getByRole('button', { name: 'Reconnect', exact: true }).click();
    await expect.poll(() => job.terminal, { timeout: 60_000 }).not.toBeNull();
    await expect(tab(page, 'migrate:db')).toBeVisible();
  });
});

test('signed out: the terminal is cut at the next re-authorisation, and the reason named', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab({ timing: { ...brisk, reauthoriseEveryMs: 5_000 } }));
  const job = scene.job('docs:site', { executor: 'shell' });
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, 'docs:site');
  await expect.poll(() => job.terminal).not.toBeNull();
  scene.instance.signOut(scene.user);
  await expect(ended(page)).toContainText('Signed out of this instance', { timeout: 60_000 });
  await expect(ended(page).getByRole('button', { name: 'Sign in again' })).toBeVisible();
});

test('a docker-like job ends with its script, and the terminal comes back by itself for after_script', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('test:unit', { executor: 'docker', afterScript: 'sleep 600' });
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'test:unit');
  await terminal.enter("printf 'one-%s\\n' shell");
  await terminal.shows('one-shell');
  const first = job.terminal;
  job.finishScript(0);
  await expect.poll(() => job.terminal !== null && job.terminal !== first, { timeout: 60_000 }).toBe(true);
  await terminal.enter("printf 'two-%s\\n' shell");
  await terminal.shows('two-shell');
});
