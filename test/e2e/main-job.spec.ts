import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, connect, fillAccountForm, jobRow, openTerminal, tab, terminalOf } from './user.ts';

test('three instances, and a real shell to a job on each', async ({ app, gitlab }) => {
  const plain = setScene(await gitlab(), 'rosa', 'web/shop');
  const rooted = setScene(await gitlab({ root: '/gitlab' }), 'rosa', 'devices/firmware');
  const secure = setScene(await gitlab({ tls: true }), 'rosa', 'tools/release');
  plain.job('integration:postgres');
  rooted.job('flash:board-c', { executor: 'docker' });
  secure.job('sign:packages');
  const { page } = app;

  await test.step('the list shows a job within 2 s of the server naming it', async () => {
    await addAccount(page, plain.account);
    await expect
      .poll(() =>
        plain.instance.seen.some((r) => r.status === 200 && /\/api\/v4\/projects\/[^/]+\/jobs\?/.test(r.path)),
      )
      .toBe(true);
    await expect(jobRow(page, 'integration:postgres')).toBeVisible({ timeout: 2_000 });
  });

  await test.step('an instance below a relative root, given by a project address', async () => {
    await addAccount(page, { ...rooted.account, url: `${rooted.instance.url}/devices/firmware` });
    await expect(jobRow(page, 'flash:board-c')).toBeVisible();
  });

  await test.step('an untrusted certificate is shown, and its authority trusted for this instance', async () => {
    await fillAccountForm(page, secure.account);
    await connect(page);
    const refusal = page.getByRole('alert').filter({ hasText: 'The certificate is not trusted' });
    await expect(refusal).toContainText(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    await expect(refusal).toContainText('Subject');
    await expect(refusal).toContainText('Issuer');
    expect(secure.instance.seen.filter((r) => r.headers['private-token'] !== undefined)).toEqual([]);
    await page.getByRole('button', { name: 'Trust a CA for this instance…' }).click();
    await page.getByLabel('CA file').setInputFiles({
      name: 'authority.pem',
      mimeType: 'application/x-pem-file',
      buffer: Buffer.from(secure.instance.caPem ?? ''),
    });
    await expect(page.getByLabel('GitLab URL')).toBeHidden();
    await expect(jobRow(page, 'sign:packages')).toBeVisible();
  });

  const terminals = [
    ['integration:postgres', 'cart'],
    ['flash:board-c', 'board'],
    ['sign:packages', 'seal'],
  ] as const;
  for (const [job, word] of terminals) {
    await test.step(`a shell in ${job}`, async () => {
      const terminal = await openTerminal(page, job);
      await terminal.enter(`printf '%s-%d\\n' ${word} $((6*7))`);
      await terminal.shows(`${word}-42`);
    });
  }

  await test.step('each tab keeps its own shell', async () => {
    for (const [job, word] of terminals) {
      await tab(page, job).click();
      await terminalOf(page).shows(`${word}-42`);
    }
    await tab(page, 'flash:board-c').click();
    await terminalOf(page).enter('pwd; echo "job=$CI_JOB_NAME"');
    await terminalOf(page).shows('job=flash:board-c');
  });

  await test.step('characters cut in two by frames come out whole', async () => {
    await tab(page, 'integration:postgres').click();
    const terminal = terminalOf(page);
    // Two writes a moment apart are two frames, whatever the runner's buffers do.
    await terminal.enter(
      String.raw`clear; printf 'A\xe2\x82'; sleep 0.3; printf '\xac|\xf0\x9f'; sleep 0.3; printf '\x9a\x80|\xc5'; sleep 0.3; printf '\xbc\n'`,
    );
    await terminal.shows('A€|🚀|ż');
    await terminal.enter(
      "clear; for i in $(seq 400); do printf '€uro žluťoučký 日本語 🚀 '; done; echo; printf 'whole-%d\\n' $((40+2))",
    );
    await terminal.shows('whole-42');
    expect(await terminal.screen()).not.toContain('\ufffd');
  });
});

test('a job that starts later appears by itself, and one that ends leaves', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('build:arm64');
  await addAccount(app.page, scene.account);
  await expect(jobRow(app.page, 'build:arm64')).toBeVisible();

  const late = scene.job('unit:late');
  await expect(jobRow(app.page, 'unit:late')).toBeVisible({ timeout: 60_000 });
  late.finishScript();
  await expect(jobRow(app.page, 'unit:late')).toBeHidden({ timeout: 60_000 });
  await expect(jobRow(app.page, 'build:arm64')).toBeVisible();
});

test("other people's jobs offer no terminal", async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('mine:test');
  scene.job('theirs:test', { user: scene.instance.addUser({ username: 'petr' }) });
  await addAccount(app.page, scene.account);
  await expect(jobRow(app.page, 'mine:test')).toBeVisible();
  await expect(jobRow(app.page, 'theirs:test')).toBeHidden();
});
