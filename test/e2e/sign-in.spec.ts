import { startIdentityProvider } from '../gitlab/identity-provider.ts';
import { filesBelow } from './files.ts';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { beginSignIn, clickToClose, signInWindow, typePassword, untilClosed } from './sign-in-window.ts';
import { addAccount, ended, jobRow, openTerminal, tab, terminalOf } from './user.ts';

test.skip(({ door }) => door === 'browser', 'a browser has no window whose cookies the app could read');

test('an address and a sign-in make an account, its page makes the token, and nothing stays behind', async ({
  app,
  gitlab,
}) => {
  const instance = await gitlab();
  const scene = setScene(instance);
  const user = instance.addUser({ username: 'ines', password: 'horse-battery-9!', otp: '246810' });
  instance.setMember(scene.project, user, 30);
  const pipeline = instance.addPipeline(scene.project, { user });
  instance.addJob(pipeline, { name: 'integration:redis' });
  const { page } = app;

  const window = await beginSignIn(app, instance.url);
  await expect(window.head.getByText('closes by itself')).toBeVisible();
  await expect(window.head.getByText('Not encrypted')).toBeVisible();
  await typePassword(window.page, 'ines', 'horse-battery-9!', true);
  await window.page.getByLabel('Enter verification code').fill('246810');
  await window.page.getByRole('button', { name: 'Verify code' }).click();
  await untilClosed(app);

  await expect(page.getByRole('dialog', { name: 'Signed in as ines' })).toBeVisible();
  await page.getByRole('button', { name: /^Create one on/ }).click();
  const tokens = await signInWindow(app);
  await expect(tokens.page.getByLabel('Token name')).toHaveValue('Jobdeck');
  await expect(tokens.page.getByLabel('Scopes')).toHaveValue('read_api,self_rotate');
  await tokens.page.getByRole('button', { name: 'Create token' }).click();
  const made = await tokens.page.getByLabel('Your new personal access token').inputValue();
  await clickToClose(tokens.head.getByRole('button', { name: 'Done' }));
  await untilClosed(app);
  await page.getByLabel('Access token').fill(made);
  await page.getByRole('button', { name: 'Keep the token' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await expect(jobRow(page, 'integration:redis')).toBeVisible();
  const terminal = await openTerminal(page, 'integration:redis');
  await terminal.enter("printf 'here-%s\\n' now");
  await terminal.shows('here-now');

  // the session of the window, by what the instance was last shown of it
  const cookie = instance.seen.findLast(({ path }) => path.includes('/-/jobs/'))?.headers.cookie ?? '';
  const secrets = [...cookie.matchAll(/=([^;]{20,})/g)].flatMap(([, value]) => (value === undefined ? [] : [value]));
  expect(secrets).toHaveLength(2);
  await app.stop();
  const files = [...filesBelow(app.dataDir).values()];
  expect(files.join('\n')).toContain(new URL(instance.url).host);
  for (const secret of [...secrets, made, 'horse-battery-9!']) {
    expect(files.filter((text) => text.includes(secret))).toEqual([]);
    expect(app.printed()).not.toContain(secret);
  }
});

test('without a token the list is read by the web session alone', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('integration:redis');
  const window = await beginSignIn(app, scene.instance.url);
  await typePassword(window.page, scene.user.username, scene.user.password);
  await untilClosed(app);
  await app.page.getByRole('button', { name: 'Not now' }).click();
  await (await openTerminal(app.page, 'integration:redis')).enter("printf 'by-%s\\n' session");
  await terminalOf(app.page).shows('by-session');
  scene.job('lint:types');
  await app.page.getByRole('button', { name: 'Refresh' }).first().click();
  await expect(jobRow(app.page, 'lint:types')).toBeVisible();
  // nor is there anything else to ask by once the session is over
  scene.instance.signOut(scene.user);
  await jobRow(app.page, 'lint:types').getByRole('button', { name: 'Open terminal' }).click();
  await expect(
    app.page
      .getByText('wait', { exact: false })
      .filter({ hasText: /terminals? waits? for you/ })
      .first(),
  ).toBeVisible();
  expect(scene.instance.seen.filter(({ headers }) => headers['private-token'] !== undefined)).toEqual([]);
});

test('a private CA is honoured, and what the server showed can be read; SSO stays with it', async ({
  app,
  gitlab,
  atEnd,
}) => {
  const instance = await gitlab({ tls: true, root: '/gitlab' });
  const scene = setScene(instance);
  scene.job('integration:redis');
  const provider = await startIdentityProvider(instance.tls);
  atEnd(() => provider.dispose());
  instance.offerSingleSignOn(provider);
  const { page } = app;

  await page.getByLabel('GitLab URL').fill(instance.url);
  await page.getByRole('button', { name: 'Sign in…' }).click();
  await page.getByRole('button', { name: /Trust a CA for this instance/ }).click();
  await page.getByRole('textbox', { name: /certificate|CA|PEM/i }).fill(instance.caPem ?? '');
  await page.getByRole('button', { name: 'Trust this CA' }).click();
  const window = await signInWindow(app);
  await window.head.getByRole('button', { name: /Encrypted, own CA/ }).click();
  await expect(window.head.getByText(/internal CA/)).toBeVisible();

  await window.page.getByRole('button', { name: 'Acme SSO (redirect)' }).click();
  await expect(window.head.getByText('has led you here')).toBeVisible();
  await expect(window.head.getByRole('button', { name: new RegExp(new URL(provider.url).host) })).toBeVisible();
  await window.page.getByLabel('Acme account').fill(scene.user.username);
  await window.page.getByRole('button', { name: 'Continue' }).click();
  await untilClosed(app);
  await page.getByRole('button', { name: 'Not now' }).click();
  await (await openTerminal(page, 'integration:redis')).enter("printf 'tls-%s\\n' works");
  await terminalOf(page).shows('tls-works');
});

for (const way of ['post', 'pop-up'] as const) {
  test(`single sign-on by ${way}`, async ({ app, gitlab, atEnd }) => {
    const scene = setScene(await gitlab());
    const provider = await startIdentityProvider(null);
    atEnd(() => provider.dispose());
    scene.instance.offerSingleSignOn(provider);
    const window = await beginSignIn(app, scene.instance.url);
    await window.page.getByRole('button', { name: `Acme SSO (${way})` }).click();
    await window.page.getByLabel('Acme account').fill(scene.user.username);
    await window.page.getByRole('button', { name: 'Continue' }).click();
    if (way === 'pop-up') {
      const opened = app.electron.waitForEvent('window');
      await window.page.getByRole('button', { name: 'Confirm in a new window' }).click();
      const popUp = await opened;
      await expect(window.head.getByText('has opened a window of its own')).toBeVisible();
      await expect
        .poll(() =>
          app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.getTitle())),
        )
        .toContain(`${new URL(provider.url).host} – signing in to ${new URL(scene.instance.url).host}`);
      await clickToClose(popUp.getByRole('button', { name: 'It is me' }));
    }
    await untilClosed(app);
    await expect(app.page.getByRole('dialog', { name: `Signed in as ${scene.user.username}` })).toBeVisible();
  });
}

test('another user is told, and does not become the account', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.instance.addUser({ username: 'eve', password: 'eves-own-one' });
  await addAccount(app.page, scene.account);
  scene.instance.signOut(scene.user);
  const job = scene.job('integration:redis');
  await app.page.getByRole('button', { name: 'Refresh' }).first().click();
  await jobRow(app.page, 'integration:redis').getByRole('button', { name: 'Open terminal' }).click();
  await app.page.getByRole('button', { name: 'Sign in…' }).click();
  const window = await signInWindow(app);
  await typePassword(window.page, 'eve', 'eves-own-one');
  await expect(window.head.getByRole('alert')).toContainText('The web session is of @eve');
  await window.head.getByRole('button', { name: 'Sign out and start again' }).click();
  await expect(window.head.getByRole('alert')).toHaveCount(0);
  await typePassword(window.page, scene.user.username, scene.user.password);
  await untilClosed(app);
  await terminalOf(app.page).enter("printf 'as-%s\\n' rosa");
  await terminalOf(app.page).shows('as-rosa');
  expect(job.terminal).not.toBeNull();
});

test('a session that has died is asked for once, and every tab that waits goes on', async ({ app, gitlab }) => {
  test.slow();
  const scene = setScene(await gitlab({ timing: { reauthoriseEveryMs: 2_000 } }));
  const names = ['unit:a', 'unit:b', 'unit:c'];
  const made = names.map((name) => scene.job(name));
  await addAccount(app.page, scene.account);
  for (const name of names) await openTerminal(app.page, name);
  scene.instance.signOut(scene.user);
  await expect.poll(() => made.filter((job) => job.terminal !== null).length, { timeout: 60_000 }).toBe(0);
  await expect(app.page.getByText('3 terminals wait')).toBeVisible({ timeout: 60_000 });
  await expect(app.page.getByRole('button', { name: 'Sign in…' })).toHaveCount(1);
  await app.page.getByRole('button', { name: 'Sign in…' }).click();
  const window = await signInWindow(app);
  // the second question is the first one's window
  await ended(app.page).getByRole('button', { name: 'Sign in again' }).click();
  await typePassword(window.page, scene.user.username, scene.user.password);
  await untilClosed(app);
  await expect.poll(() => made.filter((job) => job.terminal !== null).length, { timeout: 30_000 }).toBe(3);
  await expect(app.page.getByText('terminals wait')).toHaveCount(0);
  await tab(app.page, 'unit:b').click();
  await terminalOf(app.page).enter("printf 'back-%s\\n' again");
  await terminalOf(app.page).shows('back-again');
});

test('terms are shown where GitLab holds the session up, and the terminal opens after them', async ({
  app,
  gitlab,
}) => {
  const scene = setScene(await gitlab());
  scene.job('integration:redis');
  await addAccount(app.page, scene.account);
  await expect(jobRow(app.page, 'integration:redis')).toBeVisible();
  scene.instance.requireTerms(scene.user);
  await jobRow(app.page, 'integration:redis').getByRole('button', { name: 'Open terminal' }).click();
  await app.page.getByRole('button', { name: 'Sign in…' }).click();
  const window = await signInWindow(app);
  // signed in already: only the terms are asked for
  await window.page.getByRole('button', { name: 'Accept terms' }).click();
  await untilClosed(app);
  await terminalOf(app.page).enter("printf 'on-%s\\n' terms");
  await terminalOf(app.page).shows('on-terms');
});

test('a hostile page stays where it is, and gets nothing', async ({ app, gitlab }) => {
  const instance = await gitlab();
  setScene(instance);
  const trap = await gitlab();
  instance.addFault({
    path: /\/users\/sign_in/,
    answer: {
      status: 200,
      headers: { 'Content-Type': 'text/html' },
      body: `<!doctype html><title>Jobdeck</title><body><h1 id="state">hostile</h1><script>
        const told = {};
        const say = (name, value) => { told[name] = value; document.body.dataset[name] = String(value); };
        say('node', typeof require + typeof process + typeof jobdeckTransport);
        say('opened', window.open('${trap.url}/help') === null);
        say('app', window.open('app://jobdeck/index.html') === null);
        for (let i = 0; i < 5; i++) alert('storm');
        say('calm', true);
        Notification.requestPermission().then((answer) => say('notification', answer));
        navigator.geolocation.getCurrentPosition(() => say('place', 'told'), () => say('place', 'denied'));
        document.documentElement.requestFullscreen().then(() => say('full', 'yes'), () => say('full', 'no'));
        const link = document.createElement('a');
        link.href = 'data:application/octet-stream,x'; link.download = 'evil.bin'; document.body.append(link); link.click();
        const frame = document.createElement('iframe'); frame.src = 'file:///etc/passwd'; document.body.append(frame);
        setTimeout(() => { location.href = '${trap.url.replace('127.0.0.1', 'localhost')}/help'; }, 50);
      </script>`,
    },
  });
  const window = await beginSignIn(app, instance.url);
  // a navigation that is held back leaves the driver waiting for it, so the page is asked by main
  const told = () =>
    app.electron.evaluate(async ({ webContents }) => {
      const page = webContents.getAllWebContents().find((one) => one.getURL().endsWith('/users/sign_in'));
      return page?.executeJavaScript('({ ...document.body.dataset })');
    });
  await expect.poll(told).toEqual({
    node: 'undefinedundefinedundefined',
    opened: 'true',
    app: 'true',
    calm: 'true',
    notification: 'denied',
    place: 'denied',
    full: 'no',
  });
  await expect(window.head.getByRole('alert')).toContainText('no part of signing in');
  expect(window.page.url()).toBe(`${instance.url}/users/sign_in`);
  expect(trap.seen.filter(({ headers }) => headers['user-agent']?.includes('Chrome'))).toEqual([]);
  // the head is ours still, and the way out works
  await window.head.getByRole('button', { name: 'Cancel' }).click();
  await untilClosed(app);
  await expect(app.page.getByRole('button', { name: 'Sign in…' })).toBeVisible();
  expect(filesBelow(app.dataDir).has('evil.bin')).toBe(false);
});

test('closing the window changes nothing', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  const window = await beginSignIn(app, scene.instance.url);
  await expect(window.head.getByRole('button', { name: 'Cancel' })).toBeVisible();
  // the key closes the page that it was pressed on
  await window.head.keyboard.press('Escape').catch(() => undefined);
  await untilClosed(app);
  await expect(app.page.getByRole('button', { name: 'Sign in…' })).toBeVisible();
  await expect(app.page.getByRole('alert')).toHaveCount(0);
  const again = await beginSignIn(app, scene.instance.url);
  await again.page.getByLabel('Password').fill('half');
  await app.page.getByRole('button', { name: 'Cancel' }).click();
  await untilClosed(app);
  await expect(app.page.getByLabel('GitLab URL')).toBeEnabled();
});
