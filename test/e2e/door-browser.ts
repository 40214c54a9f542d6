/** The browser door as the launcher starts it: the server prints an address, a browser opens it. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { endsWithin, untilPrinted } from './child.ts';
import type { Door, LaunchOptions } from './door.ts';
import { createFloodChecker } from './flood.ts';
import { findBrowser, repositoryRoot } from './machine.ts';

const SERVER = 'dist/electron/serve.mjs';
const CLOSE_LIMIT_MS = 15_000;

/** In the page, before any script of its own: feeds the checker from every WebSocket the page opens. */
const floodScript = `(() => {
  const checker = (${createFloodChecker.toString()})();
  window.floodReport = () => checker.report();
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (!(data instanceof ArrayBuffer)) return;
        // electron/web/frames.ts: id length, id, offset, bytes
        const start = 1 + new Uint8Array(data)[0];
        checker.feed(new DataView(data).getFloat64(start), new Uint8Array(data, start + 8));
      });
    }
  };
})();`;

export async function openBrowserDoor(options: LaunchOptions, env: Record<string, string>): Promise<Door> {
  const command = [
    ...options.wrap,
    ...[process.execPath, SERVER],
    ...['--no-open', '--port', '0', '--data-dir', options.dataDir, ...options.args],
  ];
  // A process group of its own, so that what it leaves behind can be ended with it.
  const server = spawn(command[0] as string, command.slice(1), {
    cwd: repositoryRoot,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const killGroup = () => {
    try {
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };

  try {
    const [address] = await untilPrinted(server, () => printed, /http:\/\/127\.0\.0\.1:\d+\/#key=\S+/);
    const browser = await chromium.launch({
      ...(findBrowser() === null ? {} : { executablePath: findBrowser() as string }),
    });
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      if (options.watchFlood) await page.addInitScript({ content: floodScript });
      const received = options.record ? recordPage(page) : null;
      await page.goto(address);
      const devtools = await browser.newBrowserCDPSession();

      return {
        page,
        electron: null,
        pages: () => context.pages(),
        printed: () => printed,
        received: () => received?.() ?? Promise.reject(new Error('not recorded')),
        clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
        setClipboard: (text) => page.evaluate((value) => navigator.clipboard.writeText(value), text),
        async rendererPids() {
          const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
          return processInfo.filter((info) => info.type === 'renderer').map((info) => info.id);
        },
        flood: () => page.evaluate('window.floodReport()'),
        async close() {
          await browser.close();
          process.kill(serverPid(server.pid as number), 'SIGTERM');
          const ended = await endsWithin(server, CLOSE_LIMIT_MS);
          killGroup();
          if (!ended) throw new Error(`the server did not end within ${CLOSE_LIMIT_MS} ms of SIGTERM`);
        },
      };
    } catch (error) {
      await browser.close();
      throw error;
    }
  } catch (error) {
    killGroup();
    throw error;
  }
}

/** Of the server itself: what wraps it does not pass signals on. */
function serverPid(group: number): number {
  if (process.platform !== 'linux') return group;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const program = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')[1];
      // Behind the name in brackets: state, parent, process group.
      const processGroup = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2];
      if (program === SERVER && Number(processGroup) === group) return Number(name);
    } catch {
      // Gone meanwhile.
    }
  }
  return group;
}

/** Keeps every body, header and frame that reaches the page. */
function recordPage(page: Page): () => Promise<string> {
  const parts: string[] = [];
  const waiting: Promise<void>[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      parts.push(typeof payload === 'string' ? payload : payload.toString('latin1'));
    });
  });
  page.on('console', (message) => parts.push(message.text()));
  page.on('response', (response) => {
    const read = async () => {
      parts.push(response.url(), JSON.stringify(await response.allHeaders().catch(() => ({}))));
      parts.push(
        await response.body().then(
          (body) => body.toString('latin1'),
          () => '',
        ),
      );
    };
    waiting.push(read());
  });
  return async () => {
    await Promise.all(waiting);
    return parts.join('\n');
  };
}
