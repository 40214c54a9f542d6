/** A page that was talked into something stays where it is. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { desktopOnly, watchAttempts } from './desktop.ts';
import { expect, test } from './fixtures.ts';

desktopOnly();

/** Each leaves the page if it is let; the URL is put in for `URL`. */
const WAYS_OUT: readonly (readonly [string, string])[] = [
  ['location.assign', 'location.assign("URL/assign")'],
  ['location.replace', 'location.replace("URL/replace")'],
  ['location.href', 'location.href = "URL/href"'],
  [
    'meta refresh',
    'document.head.insertAdjacentHTML("beforeend", `<meta http-equiv="refresh" content="0;url=URL/meta">`)',
  ],
  ['a link', 'Object.assign(document.createElement("a"), { href: "URL/link" }).click()'],
  ['file:', 'location.href = "file:///etc/passwd"'],
  ['data:', 'location.href = "data:text/html,<p>mine"'],
  ['another page of our scheme', 'location.href = "app://jobdeck/other.html"'],
  ['another host of our scheme', 'location.href = "app://elsewhere/"'],
];

/** Each opens a window if it is let. */
const WINDOWS: readonly string[] = [
  'window.open("URL/open")',
  'window.open("URL/popup", "popup", "popup,width=200,height=200")',
  'window.open("about:blank")',
  'window.open("", "x", "nodeIntegration=yes,contextIsolation=no,webviewTag=yes")',
  'window.open("app://jobdeck/")',
  'window.open("file:///etc/passwd")',
  '(() => { const a = Object.assign(document.createElement("a"), { href: "URL/blank", target: "_blank" }); document.body.append(a); a.click(); })()',
  '(() => { const a = Object.assign(document.createElement("a"), { href: "URL/named", target: "named", rel: "opener" }); document.body.append(a); a.click(); })()',
];

test('no way leads the window to another page', async ({ app, gitlab }) => {
  const outside = await gitlab();
  const { electron, page } = app;
  await expect(page.getByLabel('GitLab URL')).toBeVisible();
  const home = page.url();
  const attempts = await watchAttempts(electron);
  const run = (script: string) =>
    electron.evaluate(
      ({ BrowserWindow }, code) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`${code}; 0`, true),
      script.replaceAll('URL', outside.url),
    );

  for (const [name, script] of WAYS_OUT) {
    const before = (await attempts()).length;
    await run(script).catch(() => undefined);
    // Chromium itself refuses some (file:, top-level data:), and then main is not even asked.
    if (name === 'file:' || name === 'data:') continue;
    await expect.poll(async () => (await attempts()).length, { message: name }).toBeGreaterThan(before);
  }
  await run(`(() => {
    const form = Object.assign(document.createElement('form'), { action: 'URL/form', method: 'post' });
    document.addEventListener('securitypolicyviolation', (event) => { window.formStopped ??= event.effectiveDirective; });
    document.body.append(form);
    form.submit();
  })()`);
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { formStopped?: string }).formStopped))
    .toBe('form-action');

  expect((await attempts()).filter(({ prevented }) => !prevented)).toEqual([]);
  // Asked in the page itself: Playwright's locators would wait for a navigation that never comes.
  expect(await page.evaluate(() => [location.href, document.querySelector('input[name=address]') !== null])).toEqual([
    home,
    true,
  ]);
  expect(outside.seen).toEqual([]);
});

test('no way opens a window, a webview or a download', async ({ app, gitlab, folder }) => {
  const outside = await gitlab();
  const { electron, page } = app;
  await expect(page.getByLabel('GitLab URL')).toBeVisible();
  const downloads = join(folder, 'downloads');
  mkdirSync(downloads);
  await electron.evaluate(({ app: main }, path) => main.setPath('downloads', path), downloads);
  const attempts = await watchAttempts(electron);
  const guests = () => electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  const before = await guests();

  for (const script of WINDOWS) {
    const opened = await electron.evaluate(
      ({ BrowserWindow }, code) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `(() => { const got = ${code}; return got === null || got === undefined; })()`,
          true,
        ),
      script.replaceAll('URL', outside.url),
    );
    expect(opened, script).toBe(true);
  }
  await page.evaluate((url) => {
    const view = document.createElement('webview');
    view.setAttribute('src', url);
    view.setAttribute('nodeintegration', 'true');
    const object = Object.assign(document.createElement('object'), { data: url });
    const embed = Object.assign(document.createElement('embed'), { src: url });
    document.body.append(view, object, embed);
  }, outside.url);
  for (const href of ['data:application/octet-stream;base64,AAAA', 'blob']) {
    const count = (await attempts()).length;
    await page.evaluate((given) => {
      const url = given === 'blob' ? URL.createObjectURL(new Blob(['x'])) : given;
      Object.assign(document.createElement('a'), { href: url, download: 'evil.desktop' }).click();
    }, href);
    await expect.poll(async () => (await attempts()).length, { message: href }).toBeGreaterThan(count);
  }

  expect((await attempts()).filter(({ prevented }) => !prevented)).toEqual([]);
  expect((await attempts()).map(({ event }) => event)).toContain('download');
  expect(readdirSync(downloads)).toEqual([]);
  expect(await guests()).toBe(before);
  expect(outside.seen).toEqual([]);
});

test('a file dropped on the window does not take its place', async ({ app, folder }) => {
  const { electron, page } = app;
  await expect(page.getByLabel('GitLab URL')).toBeVisible();
  const home = page.url();
  const attempts = await watchAttempts(electron);
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [join(folder, 'hostile.html')], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
  expect(await page.evaluate(() => location.href)).toBe(home);
  expect((await attempts()).filter(({ prevented }) => !prevented)).toEqual([]);
});

test('files beside the page, and below its scheme, cannot be read', async ({ app }) => {
  await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
  const fetched = await app.page.evaluate(async () => {
    const urls = [
      'file:///etc/passwd',
      '../electron/main.mjs',
      'app://jobdeck/../../package.json',
      'app://jobdeck/%2e%2e/%2e%2e/package.json',
      'app://jobdeck/..%2f..%2fpackage.json',
      'app://jobdeck//etc/passwd',
      'app://elsewhere/index.html',
      'app://jobdeck/assets/',
      'app://jobdeck/index.html.map',
    ];
    const answers: Record<string, number | string> = {};
    for (const url of urls)
      answers[url] = await fetch(url).then(
        ({ status }) => status,
        () => 'stopped',
      );
    return { answers, own: (await fetch('/index.html')).status, posted: (await fetch('/', { method: 'POST' })).status };
  });
  expect(Object.values(fetched.answers).filter((answer) => answer !== 404 && answer !== 'stopped')).toEqual([]);
  expect(fetched).toMatchObject({ own: 200, posted: 404 });
});
