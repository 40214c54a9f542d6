/** The desktop door: a real Electron, driven by Playwright. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { endsWithin } from './child.ts';
import type { Door, LaunchOptions } from './door.ts';
import { createFloodChecker, type FloodReport } from './flood.ts';
import { electronMajor, findElectron, findPackagedApp, isRoot, repositoryRoot } from './machine.ts';

const CLOSE_LIMIT_MS = 20_000;

/**
 * Lets the driver go before the process ends. Node would wait for it to disconnect, and the thread that tells it of that
 * crashes one time in fifty (seen on Electron 22.3.25, 7 of 360; with this none of 360).
 */
const letDriverGo = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ app: electron }) => {
    electron.on('quit', () => {
      (process.getBuiltinModule?.('inspector') ?? process.mainModule?.require('inspector'))?.close();
    });
  });

/** Versions before this run the compat build of the same sources. */
const FIRST_MAJOR_OF_THE_BUILD = 30;

/** Playwright puts switches of its own first, so what goes before the program needs a program of its own. */
function wrapper(options: LaunchOptions, program: string): string {
  const path = join(options.home, 'electron-wrapped');
  const words = [...options.wrap, program].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  writeFileSync(path, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  return path;
}

interface Recorder {
  received: string[];
  flood: { feed(offset: number, bytes: Uint8Array): void; report(): FloodReport };
}

/** What is started, and the app's folder where the program does not bring its own. */
export function programOf(options: Pick<LaunchOptions, 'packaged'>): {
  readonly program: string;
  readonly folder: readonly string[];
} {
  const program = options.packaged ? findPackagedApp() : findElectron();
  if (program === null) throw new Error(options.packaged ? 'no packaged app here' : 'no Electron here');
  if (options.packaged) return { program, folder: [] };
  const compat = electronMajor(program) < FIRST_MAJOR_OF_THE_BUILD;
  return { program, folder: [compat ? join(repositoryRoot, 'dist/compat') : repositoryRoot] };
}

export async function openElectronDoor(options: LaunchOptions, env: Record<string, string>): Promise<Door> {
  const { program, folder } = programOf(options);
  const config = join(options.home, '.config');
  mkdirSync(config, { recursive: true });

  const appArgs = [
    ...(isRoot ? ['--no-sandbox'] : []),
    ...options.electronArgs,
    ...folder,
    '--data-dir',
    options.dataDir,
    ...options.args,
  ];
  const app = await _electron.launch({
    executablePath: options.wrap.length === 0 ? program : wrapper(options, program),
    args: appArgs,
    env: { ...env, XDG_CONFIG_HOME: config },
    cwd: repositoryRoot,
    timeout: 30_000,
  });
  let printed = '';
  const child = app.process();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
  }

  await letDriverGo(app);
  const page = await app.firstWindow({ timeout: 60_000 });
  if (options.record || options.watchFlood) {
    await app.evaluate(
      ({ BrowserWindow, ipcMain }, { checker, keep }) => {
        const recorder: Recorder = { received: [], flood: new Function(`return (${checker})()`)() };
        (globalThis as unknown as { jobdeckRecorder: Recorder }).jobdeckRecorder = recorder;
        const text = (value: unknown): string =>
          JSON.stringify(value, (_key, member: unknown) =>
            member instanceof Uint8Array ? Buffer.from(member).toString('latin1') : member,
          ) ?? '';
        const isOutput = (value: unknown): value is { offset: number; bytes: Uint8Array } =>
          typeof value === 'object' && value !== null && (value as { bytes?: unknown }).bytes instanceof Uint8Array;

        for (const window of BrowserWindow.getAllWindows()) {
          const contents = window.webContents;
          const send = contents.send.bind(contents);
          contents.send = (channel: string, ...args: unknown[]) => {
            for (const value of args) if (isOutput(value)) recorder.flood.feed(value.offset, value.bytes);
            if (keep) recorder.received.push(text(args));
            send(channel, ...args);
          };
        }
        // Electron keeps the handlers of `invoke` in this map; what they answer is what the renderer gets.
        const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => unknown> })
          ._invokeHandlers;
        if (!keep) return;
        for (const [channel, handler] of handlers) {
          handlers.set(channel, async (event: unknown, ...args: unknown[]) => {
            // Newer Electron answers through the event, older through what the handler returns.
            const answer = await handler(event, ...args);
            recorder.received.push(text(answer));
            return answer;
          });
        }
      },
      { checker: createFloodChecker.toString(), keep: options.record },
    );
    // What was sent before is sent again.
    if (options.record) await page.reload();
  }
  return {
    page,
    electron: app,
    pages: () => app.windows(),
    printed: () => printed,
    received: () =>
      app.evaluate(() => (globalThis as unknown as { jobdeckRecorder: Recorder }).jobdeckRecorder.received.join('\n')),
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    setClipboard: (text) => app.evaluate(({ clipboard }, value) => clipboard.writeText(value), text),
    rendererPids: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.webContents.getOSProcessId())),
    flood: () =>
      app.evaluate(() => (globalThis as unknown as { jobdeckRecorder: Recorder }).jobdeckRecorder.flood.report()),
    async close() {
      // As by the menu; the question about held jobs is answered with yes. What counts is that the process ends: the answer
      // to this may be lost with it, and is not waited for.
      app
        .evaluate(({ app: electron, dialog }) => {
          dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
          electron.quit();
        })
        .catch(() => undefined);
      if (await endsWithin(child, CLOSE_LIMIT_MS)) return;
      child.kill('SIGKILL');
      throw new Error(`Electron did not end within ${CLOSE_LIMIT_MS} ms of quit`);
    },
  };
}
