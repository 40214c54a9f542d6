/** Everything the bench runs on: simulated GitLab, core behind the browser door, and Chromium, each a process of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import type { Settings, Snapshot } from '../../../electron/contract.ts';
import { endsWithin, untilPrinted } from '../../e2e/child.ts';
import { findBrowser, repositoryRoot } from '../../e2e/machine.ts';
import { addAccount, jobRow, type Terminal, tab, terminalOf } from '../../e2e/user.ts';
import { createGitlabProcess, type GitlabProcess } from './gitlab-process.ts';
import type { BenchPage } from './page.ts';
import { treeOf } from './processes.ts';

declare global {
  interface Window {
    readonly bench: BenchPage;
  }
}

export interface Stage {
  readonly gitlab: GitlabProcess;
  readonly page: Page;
  readonly browser: Browser;
  readonly corePid: number;
  /** Where the browser door is. */
  readonly coreUrl: string;
  readonly gitlabUrl: string;
  /** The web session of the account, for ways past core. */
  readonly cookie: string;
  browserPids(): Promise<number[]>;
  /** Of pages; the browser keeps spare ones. */
  rendererPids(): Promise<number[]>;
  /** A new job with an open terminal, in front. */
  open(name: string): Promise<Terminal>;
  show(name: string): Promise<void>;
  /** Columns and rows of the terminals so far. */
  size(): string;
  /** Closes every terminal. */
  closeAll(): Promise<void>;
  dispose(): Promise<void>;
}

export interface StageOptions {
  readonly preferences?: Partial<Settings>;
  /** Stands between core and GitLab; answers the address to use. */
  readonly between?: (gitlabUrl: string, folder: string) => Promise<{ url: string; dispose(): Promise<void> }>;
}

/** The prompt of the simulated shells, at the start of a row. */
export const PROMPT = 'bench$ ';

/** A busy machine is waited for. */
const PATIENCE = { timeout: 120_000, polling: 250 } as const;
const SHELL_SET_UP_MS = 2_000;

async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome108',
    logLevel: 'error',
  });
  return new TextDecoder().decode(outputFiles[0]?.contents);
}

/**
 * Playwright has itself told of every frame of a WebSocket, bytes and all, which cost the page, the browser and the bench
 * a quarter of a core in a flood; no user's browser does that. There is no option for it.
 */
async function leaveTrafficAlone(page: Page): Promise<void> {
  interface Inside {
    readonly _connection: {
      toImpl(page: Page): {
        readonly delegate: {
          readonly _mainFrameSession: { readonly _client: { send(method: string): Promise<void> } };
        };
      };
    };
  }
  await (page as unknown as Inside)._connection.toImpl(page).delegate._mainFrameSession._client.send('Network.disable');
}

interface Core {
  readonly address: string;
  readonly pid: number;
  stop(): Promise<void>;
}

async function startCore(folder: string, preferences: Partial<Settings>): Promise<Core> {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ version: 1, preferences }), { mode: 0o600 });
  const args = ['dist/electron/serve.mjs', '--no-open', '--port', '0', '--data-dir', dataDir];
  const child = spawn(process.execPath, args, {
    cwd: repositoryRoot,
    // Without an address libdbus would start a bus, and with it a keyring, of its own.
    env: { PATH: process.env.PATH ?? '', HOME: folder, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const [address] = await untilPrinted(child, () => printed, /http:\/\/127\.0\.0\.1:\d+\/#key=\S+/);
  return {
    address,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      if (!(await endsWithin(child, 15_000))) child.kill('SIGKILL');
    },
  };
}

export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const undos: (() => unknown)[] = [];
  const dispose = async () => {
    for (const undo of undos.splice(0).reverse()) await undo();
  };
  try {
    return await set();
  } catch (error) {
    await dispose();
    throw error;
  }

  async function set(): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'jobdeck-bench-'));
    undos.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    const gitlab = createGitlabProcess();
    undos.push(() => gitlab.dispose());
    const account = await gitlab.start(join(folder, 'gitlab'));
    const between = await options.between?.(account.url, folder);
    if (between !== undefined) undos.push(() => between.dispose());

    const core = await startCore(folder, { scrollbackLines: 5_000, ...options.preferences });
    undos.push(() => core.stop());
    const executablePath = findBrowser();
    const browser = await chromium.launch(executablePath === null ? {} : { executablePath });
    undos.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    await page.addInitScript({ content: await pageScript() });
    await page.goto(core.address);
    await addAccount(page, { ...account, url: between?.url ?? account.url });
    await leaveTrafficAlone(page);
    const devtools = await browser.newBrowserCDPSession();
    const processes = async () => (await devtools.send('SystemInfo.getProcessInfo')).processInfo;

    let size = '';
    return {
      gitlab,
      page,
      browser,
      corePid: core.pid,
      coreUrl: new URL(core.address).origin,
      gitlabUrl: account.url,
      cookie: `_gitlab_session=${account.cookie}`,
      async browserPids() {
        return (await processes()).flatMap(({ id }) => treeOf(id));
      },
      rendererPids: async () => (await processes()).filter(({ type }) => type === 'renderer').map(({ id }) => id),
      async open(name) {
        await gitlab.addJob(name);
        const row = jobRow(page, name);
        await row.hover(PATIENCE);
        await row.getByRole('button', { name: 'Open terminal' }).click(PATIENCE);
        await tab(page, name).click(PATIENCE);
        // what is typed while the app itself talks to a new shell would come in between
        await page.waitForTimeout(SHELL_SET_UP_MS);
        const terminal = terminalOf(page);
        await terminal.enter(`PS1='${PROMPT}'`);
        await page.waitForFunction((prompt) => window.bench.cursorRow().startsWith(prompt), PROMPT, PATIENCE);
        size = await page.evaluate(() => window.bench.size());
        return terminal;
      },
      async show(name) {
        await tab(page, name).click();
      },
      size: () => size,
      async closeAll() {
        await page.evaluate(async () => {
          const { sessions } = (await window.bench.call('snapshot')) as Snapshot;
          for (const { id } of sessions) await window.bench.call('closeSession', id);
        });
      },
      dispose,
    };
  }
}
