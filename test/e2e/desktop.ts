/** What specs of the desktop door alone share. */
import type { ElectronApplication } from '@playwright/test';
import type { App } from './app.ts';
import { test } from './fixtures.ts';

/** Once per file: on the browser door its tests are skipped, and say why. */
export function desktopOnly(): void {
  test.skip(({ door }) => door === 'browser', 'about Electron; the browser door has none');
}

/** The preload's three functions, as the page has them. */
export interface Bridge {
  call(name: unknown, args: unknown): Promise<unknown>;
  send(name: unknown, args: unknown): void;
  listen(listener: (name: string, value: unknown) => void): void;
}

export interface Attempt {
  readonly event: string;
  readonly url: string;
  readonly prevented: boolean;
}

/** From now on keeps what the window's page tries, and whether the app let it. */
export async function watchAttempts(electron: ElectronApplication): Promise<() => Promise<readonly Attempt[]>> {
  await electron.evaluate(({ BrowserWindow }) => {
    const attempts: Attempt[] = [];
    (globalThis as unknown as { jobdeckAttempts: Attempt[] }).jobdeckAttempts = attempts;
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      const keep = (event: string, url: string, prevented: boolean): void =>
        void attempts.push({ event, url, prevented });
      // The app's own listeners came first, so what they decided is known here.
      webContents.on('will-navigate', (event, url) => keep('navigate', url, event.defaultPrevented));
      webContents.on('did-navigate', (_event, url) => keep('navigated', url, false));
      webContents.on('did-create-window', (_window, { url }) => keep('window', url, false));
      webContents.session.on('will-download', (event, item) => keep('download', item.getURL(), event.defaultPrevented));
    }
  });
  return () => electron.evaluate(() => (globalThis as unknown as { jobdeckAttempts: Attempt[] }).jobdeckAttempts);
}

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly defaultId: number;
  readonly cancelId: number;
}

/** Takes the place of the system's message box; each question waits until it is answered. */
export async function answerQuestions(electron: ElectronApplication) {
  await electron.evaluate(({ dialog }) => {
    const asked: { options: unknown; answer: (response: number) => void }[] = [];
    (globalThis as unknown as { jobdeckAsked: typeof asked }).jobdeckAsked = asked;
    dialog.showMessageBox = ((_window: unknown, options: unknown) =>
      new Promise((resolve) => {
        asked.push({ options, answer: (response) => resolve({ response, checkboxChecked: false }) });
      })) as typeof dialog.showMessageBox;
  });
  return {
    questions: () =>
      electron.evaluate(() =>
        (globalThis as unknown as { jobdeckAsked: { options: Question }[] }).jobdeckAsked.map(({ options }) => options),
      ),
    answer: (button: string) =>
      electron.evaluate((_electron, name) => {
        const { jobdeckAsked } = globalThis as unknown as {
          jobdeckAsked: { options: Question; answer: (response: number) => void }[];
        };
        const last = jobdeckAsked.at(-1);
        last?.answer(last.options.buttons.indexOf(name));
      }, button),
  };
}

/** The first window's page asked through main: the driver's own page is gone with its renderer, the new one is not. */
export function pageThroughMain({ electron }: App) {
  const run = <T = unknown>(script: string) =>
    electron.evaluate(
      ({ BrowserWindow }, code) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code, true) as Promise<T>,
      script,
    );
  return {
    pid: () =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0),
    /** What the terminal in front shows, as screen-reader mode exposes it. */
    screen: () => run<string>("document.querySelector('.xterm-accessibility-tree')?.textContent ?? ''"),
    /** The same, row by row. */
    rows: () =>
      run<string>(
        "[...document.querySelectorAll('.xterm-accessibility-tree > *')].map((row) => row.textContent).join('\\n')",
      ),
    async scrollUp(): Promise<void> {
      await run("document.querySelector('.xterm-helper-textarea').focus()");
      await electron.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.sendInputEvent({ type: 'keyDown', keyCode: 'PageUp', modifiers: ['shift'] });
      });
    },
    /** Of the first session. */
    saveTranscript: () =>
      run(`(async () => {
        const { value } = await jobdeckTransport.call('snapshot', []);
        await jobdeckTransport.call('exportTranscript', [value.sessions[0].id, 'text']);
      })()`),
    async type(text: string): Promise<void> {
      await run("document.querySelector('.xterm-helper-textarea').focus()");
      await electron.evaluate(({ BrowserWindow }, characters) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        for (const keyCode of characters) {
          for (const type of ['keyDown', 'char'] as const) contents?.sendInputEvent({ type, keyCode });
        }
      }, text);
    },
    async pressEnter(): Promise<void> {
      await run("document.querySelector('.xterm-helper-textarea').focus()");
      await electron.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.sendInputEvent({ type: 'keyDown', keyCode: 'Return' });
        contents?.sendInputEvent({ type: 'char', keyCode: '\r' });
      });
    },
  };
}

/** Process ids of Electron's own processes by type (`Browser`, `Tab`, `GPU`, …). */
export async function processesOf(app: App): Promise<readonly { readonly pid: number; readonly type: string }[]> {
  return app.electron.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid, type }) => ({ pid, type })));
}
