/** What the page is granted: nothing. What it may run: its own files. What Chromium and Electron say of it: nothing. */
import type { ConsoleMessage } from '@playwright/test';
import { desktopOnly } from './desktop.ts';
import { expect, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal } from './user.ts';

desktopOnly();

/** Scripts that answer 'granted' when a power was given, and otherwise how it was refused. */
const POWERS: Readonly<Record<string, string>> = {
  notifications: 'Notification.requestPermission()',
  geolocation:
    'new Promise((done) => navigator.geolocation.getCurrentPosition(() => done("granted"), ({ code }) => done("denied " + code)))',
  camera: 'navigator.mediaDevices.getUserMedia({ video: true }).then(() => "granted")',
  microphone: 'navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "granted")',
  screen: 'navigator.mediaDevices.getDisplayMedia({ video: true }).then(() => "granted")',
  'clipboard read': 'navigator.clipboard.readText().then(() => "granted")',
  midi: 'navigator.requestMIDIAccess({ sysex: true }).then(() => "granted")',
  usb: 'navigator.usb.requestDevice({ filters: [] }).then(() => "granted")',
  serial: 'navigator.serial.requestPort().then(() => "granted")',
  hid: 'navigator.hid.requestDevice({ filters: [] }).then((found) => found.length > 0 ? "granted" : "none")',
  bluetooth: 'navigator.bluetooth.requestDevice({ acceptAllDevices: true }).then(() => "granted")',
  'pointer lock':
    'new Promise((done) => { document.addEventListener("pointerlockchange", () => done("granted")); document.addEventListener("pointerlockerror", () => done("denied")); document.body.requestPointerLock(); })',
  fullscreen: 'document.body.requestFullscreen().then(() => document.fullscreenElement ? "granted" : "none")',
  'lasting storage': 'navigator.storage.persist().then((kept) => kept ? "granted" : "denied")',
  'idle detection': 'IdleDetector.requestPermission()',
  'wake lock': 'navigator.wakeLock.request("screen").then(() => "granted")',
  'local fonts': 'window.queryLocalFonts().then((fonts) => fonts.length > 0 ? "granted" : "none")',
};

test('the page is granted no power', async ({ app }) => {
  await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
  const answers: Record<string, string> = {};
  for (const [power, script] of Object.entries(POWERS)) {
    // As if from a click: without one Chromium itself refuses, which would prove nothing about us.
    answers[power] = await app.electron.evaluate(
      ({ BrowserWindow }, code) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `Promise.race([
            (async () => String(await (${code})))().catch(({ name }) => name),
            new Promise((done) => setTimeout(() => done('no answer'), 3000)),
          ])`,
          true,
        ),
      script,
    );
  }
  // Electron leaves a refused request for the full screen without an answer.
  const unclear = Object.entries(answers).filter(([power, answer]) => answer === 'no answer' && power !== 'fullscreen');
  expect([...unclear, ...Object.entries(answers).filter(([, answer]) => answer === 'granted')]).toEqual([]);
  expect(
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((one) => one.isFullScreen())),
  ).toBe(false);
});

test('nothing runs but the page’s own files', async ({ app, gitlab }) => {
  const outside = await gitlab();
  const { page } = app;
  await expect(page.getByLabel('GitLab URL')).toBeVisible();
  const ran = await page.evaluate(async (url) => {
    const marks: string[] = [];
    Object.assign(window, { mark: (name: string) => marks.push(name) });
    const stopped: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => stopped.push(event.effectiveDirective));
    const attempt = (name: string, run: () => unknown) => {
      try {
        run();
        marks.push(name);
      } catch {
        // Stopped, as it should be.
      }
    };
    // Playwright's own evaluation is not under the page's policy, so these run in a script of the page.
    const holder = document.createElement('div');
    document.body.append(holder);
    const inline = document.createElement('script');
    inline.textContent = 'mark("inline")';
    holder.append(inline);
    holder.insertAdjacentHTML(
      'beforeend',
      '<img src="x:" onerror="mark(\'handler\')"><svg onload="mark(\'svg\')"></svg>',
    );
    for (const src of [
      `${url}/x.js`,
      'data:text/javascript,mark("data")',
      URL.createObjectURL(new Blob(['mark("blob")'])),
    ]) {
      holder.append(Object.assign(document.createElement('script'), { src }));
      holder.append(Object.assign(document.createElement('script'), { src, type: 'module' }));
    }
    Object.assign(document.createElement('a'), { href: 'javascript:mark("javascript:")' }).click();
    attempt('worker', () => {
      const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      worker.onmessage = () => marks.push('worker');
      throw new Error('only an answer counts');
    });
    holder.append(Object.assign(document.createElement('base'), { href: url }));
    holder.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${url}/x.css` }));
    holder.append(Object.assign(document.createElement('img'), { src: `${url}/x.png` }));
    holder.append(Object.assign(document.createElement('iframe'), { src: url }));
    navigator.sendBeacon(`${url}/beacon`, 'x');
    new WebSocket(url.replace('http', 'ws')).onopen = () => marks.push('socket');
    const wanted = [
      'script-src-elem',
      'script-src-attr',
      'worker-src',
      'style-src-elem',
      'img-src',
      'frame-src',
      'connect-src',
      'base-uri',
    ];
    const enough = () => wanted.every((directive) => stopped.includes(directive));
    for (let looks = 0; looks < 100 && !enough(); looks += 1) await new Promise((done) => setTimeout(done, 50));
    return { marks, missing: wanted.filter((directive) => !stopped.includes(directive)), base: document.baseURI };
  }, outside.url);
  expect(ran).toEqual({ marks: [], missing: [], base: page.url() });
  expect(outside.seen).toEqual([]);

  // From a timer: the devtools' own evaluation is above the page's policy while it lasts.
  const evaluated = await page.evaluate(
    () =>
      new Promise<string>((done) => {
        setTimeout(() => {
          try {
            done(String(new Function('return "ran"')()));
          } catch (error) {
            done((error as Error).name);
          }
        });
      }),
  );
  expect(evaluated).toBe('EvalError');
});

test('Electron’s own security checker and Chromium’s console have nothing to say', async ({ launch, gitlab }) => {
  const scene = setScene(await gitlab());
  scene.job('unit:quiet');
  const app = await launch({ env: { ELECTRON_ENABLE_SECURITY_WARNINGS: '1' } });
  const said: string[] = [];
  const listen = (message: ConsoleMessage) => {
    if (['warning', 'error', 'assert'].includes(message.type())) said.push(`${message.type()}: ${message.text()}`);
  };
  app.page.on('console', listen);
  app.page.on('pageerror', (error) => said.push(`thrown: ${error.message}`));
  await app.reload();
  await addAccount(app.page, scene.account);
  const terminal = await openTerminal(app.page, 'unit:quiet');
  await terminal.enter("printf 'o%s\\n' k");
  await terminal.shows('ok');
  // The checker speaks when a page has loaded; proved by a page that deserves it.
  const warned = await app.electron.evaluate(async ({ BrowserWindow }) => {
    const careless = new BrowserWindow({
      show: false,
      webPreferences: { sandbox: true, allowRunningInsecureContent: true },
    });
    const heard = new Promise<string>((resolve) => {
      careless.webContents.on('console-message', (event: unknown, _level: unknown, text: unknown) => {
        const message = typeof text === 'string' ? text : String((event as { message?: unknown }).message);
        if (message.includes('Electron Security Warning')) resolve(message);
      });
    });
    void careless.loadURL('data:text/html,<title>careless</title>');
    const message = await heard;
    careless.destroy();
    return message;
  });
  expect(warned).toContain('Electron Security Warning');
  expect(said).toEqual([]);
  expect(app.printed()).not.toMatch(/DeprecationWarning|Security Warning|UnhandledPromise/i);
});
