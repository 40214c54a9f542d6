/** Who may call, and with what: the one way from a page to everything else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import type { Bridge } from './desktop.ts';
import { desktopOnly } from './desktop.ts';
import { expect, test } from './fixtures.ts';

desktopOnly();

/** Calls `snapshot` from the main frame of the window that shows this URL (or from its first subframe). */
function callFrom(electron: ElectronApplication, url: string, from: 'main' | 'subframe'): Promise<string> {
  return electron.evaluate(
    async ({ webContents }, wanted) => {
      const contents = webContents.getAllWebContents().find((one) => one.getURL().startsWith(wanted.url));
      const frame = wanted.from === 'main' ? contents?.mainFrame : contents?.mainFrame.frames[0];
      if (frame === undefined) throw new Error(`no frame shows ${wanted.url}`);
      const script = `typeof jobdeckTransport === 'undefined'
        ? 'no bridge'
        : jobdeckTransport.call('snapshot', []).then((answer) => JSON.stringify(answer), (error) => String(error))`;
      return String(await frame.executeJavaScript(script));
    },
    { url, from },
  );
}

/** The preload as it lies in the app's folder or archive. A package for an old Electron holds the compat build. */
async function preloadOf(electron: ElectronApplication): Promise<string> {
  const { folder, major } = await electron.evaluate(({ app }) => ({
    folder: app.getAppPath(),
    major: Number.parseInt(process.versions.electron ?? '', 10),
  }));
  if (basename(folder) === 'compat') return join(folder, 'electron', 'preload.cjs');
  return join(folder, 'dist', ...(major < 30 ? ['compat'] : []), 'electron', 'preload.cjs');
}

/** A site that lets itself be framed. Answers its URL. */
async function hostileSite(atEnd: (undo: () => unknown) => void): Promise<string> {
  const server = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end('<p>hostile'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('only our window, on our page, in its main frame, is answered', async ({ app, atEnd }) => {
  const outside = await hostileSite(atEnd);
  const { electron, page } = app;
  await expect(page.getByLabel('GitLab URL')).toBeVisible();
  expect(await callFrom(electron, 'app://jobdeck/', 'main')).toContain('"ok":true');

  await test.step('another window with our own preload, on our own page', async () => {
    await electron.evaluate(
      async ({ BrowserWindow }, preload) => {
        const stranger = new BrowserWindow({
          show: false,
          webPreferences: { preload, sandbox: true, nodeIntegrationInSubFrames: true },
        });
        await stranger.loadURL('app://jobdeck/index.html?stranger');
      },
      await preloadOf(electron),
    );
    expect(await callFrom(electron, 'app://jobdeck/index.html?stranger', 'main')).toMatch(/refused/);
  });

  await test.step('a frame in it of another origin that has the bridge', async () => {
    await electron.evaluate(async ({ BrowserWindow }, url) => {
      const stranger = BrowserWindow.getAllWindows().find(({ webContents }) =>
        webContents.getURL().includes('stranger'),
      );
      await stranger?.loadURL(`data:text/html,<iframe src="${url}"></iframe>`);
    }, outside);
    await expect.poll(() => callFrom(electron, 'data:', 'subframe')).toMatch(/refused/);
    await electron.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().startsWith('data:'))
        ?.destroy();
    });
  });

  await test.step('a frame in our own window', async () => {
    await page.evaluate(() => document.body.append(document.createElement('iframe')));
    expect(await callFrom(electron, 'app://jobdeck/', 'subframe')).toBe('no bridge');
    // Were it to speak all the same, main would know it for what it is.
    const answer = await electron.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents;
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => unknown> })
        ._invokeHandlers;
      const call = async (senderFrame: unknown): Promise<string> => {
        let reply: unknown;
        // Older Electron answers through the event, newer through what the handler returns.
        const event = {
          sender,
          senderFrame,
          _reply: (value: unknown) => (reply = value),
          _throw: (e: unknown) => (reply = e),
        };
        try {
          reply = (await handlers.get('jobdeck:call')?.(event, 'snapshot', [])) ?? reply;
        } catch (error) {
          reply = error;
        }
        return reply instanceof Error ? reply.message : JSON.stringify(reply);
      };
      return {
        main: await call(sender?.mainFrame),
        sub: await call(sender?.mainFrame.frames[0]),
        none: await call(null),
      };
    });
    expect(answer.main).toContain('"ok":true');
    expect(answer.sub).toBe('refused');
    expect(answer.none).toBe('refused');
  });

  await test.step('our own window, led to another origin', async () => {
    await electron.evaluate(async ({ BrowserWindow }, url) => {
      // From main, where nothing stops it.
      await BrowserWindow.getAllWindows()[0]?.webContents.loadURL(url);
    }, outside);
    expect(await callFrom(electron, outside, 'main')).toMatch(/refused/);
  });
});

test('the preload gives the page three functions and nothing of Electron', async ({ app }) => {
  await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
  const found = await app.page.evaluate(() => {
    const names = Object.getOwnPropertyNames(window);
    const bridge = (window as unknown as { jobdeckTransport: Record<string, unknown> }).jobdeckTransport;
    let changed = false;
    try {
      bridge.call = () => 'mine';
      changed = bridge.call !== undefined && String(bridge.call).includes('mine');
    } catch {
      // Frozen.
    }
    return {
      bridge: Object.entries(bridge).map(([name, value]) => `${name}: ${typeof value}`),
      changed,
      node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      ours: names.filter((name) => /jobdeck|electron/i.test(name)),
    };
  });
  expect(found).toEqual({
    bridge: ['call: function', 'send: function', 'listen: function'],
    changed: false,
    node: [],
    ours: ['jobdeckTransport'],
  });
});

/** Names and arguments that fit no contract; each would reach core if a look-up or a check were careless. */
const BAD_CALLS: readonly (readonly [unknown, unknown])[] = [
  ['toString', []],
  ['constructor', []],
  ['__proto__', []],
  ['hasOwnProperty', ['snapshot']],
  ['input', ['x', new Uint8Array([1])]], // a send is no call
  ['', []],
  ['snapshot ', []],
  [null, []],
  [{ toString: 'snapshot' }, []],
  [['snapshot'], []],
  ['snapshot', null],
  ['snapshot', 'abc'],
  ['snapshot', { length: 0 }],
  ['snapshot', ['one too many']],
  ['openTerminal', []],
  ['openTerminal', [1]],
  ['openTerminal', [{ key: 'a:1' }]],
  ['addAccount', [{ address: 'x' }]],
  ['updateSettings', [{ theme: 'plaid' }]],
  ['updateSettings', [{ unknownSetting: true }]],
  ['reorderAccounts', ['abc']],
  ['openExternal', [42]],
];

test('what does not fit the contract is refused in words, and nothing breaks', async ({ app }) => {
  await expect(app.page.getByLabel('GitLab URL')).toBeVisible();
  const call = (name: unknown, args: unknown) =>
    app.page.evaluate(
      (given) => (window as unknown as { jobdeckTransport: Bridge }).jobdeckTransport.call(given.name, given.args),
      { name, args },
    );
  for (const [name, args] of BAD_CALLS) {
    expect(await call(name, args), `${JSON.stringify(name)} ${JSON.stringify(args)}`).toMatchObject({
      ok: false,
      failure: { kind: 'bad-input' },
    });
  }
  for (const url of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'jobdeck://open',
    'ms-settings:',
  ]) {
    expect(await call('openExternal', [url])).toMatchObject({ ok: false, failure: { kind: 'bad-input' } });
  }
  await app.page.evaluate(() => {
    const { send } = (window as unknown as { jobdeckTransport: Bridge }).jobdeckTransport;
    for (const name of ['snapshot', '__proto__', 'constructor', 'resize', null, {}]) {
      for (const args of [null, 'x', [{}], ['no-such-session', -1, Number.NaN]]) send(name, args);
    }
  });
  expect(await call('snapshot', [])).toMatchObject({ ok: true });
});
