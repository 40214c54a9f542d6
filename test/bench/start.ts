/**
 * `npm run bench -- start [RUNS]`, after `npm run build`: how long until something is painted, until the first job is on
 * the screen, and until the list can be used, against an empty React page in the same browser and an empty Electron app on the same runtime,
 * in turns. Three simulated GitLabs, accounts already stored. On Linux run it below `xvfb-run -a`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { launchApp } from '../e2e/app.ts';
import { electronMajor, findBrowser, findElectron, repositoryRoot } from '../e2e/machine.ts';
import { type DemoAccount, startDemo } from '../gitlab/demo.ts';
import { startElectronOnce } from './start-desktop.ts';
import { serveEmptyPage, writeEmptyApp } from './start-empty.ts';
import { parseMain } from './start-parse.ts';
import { type Paints, probe } from './start-probe.ts';
import { type Session, startSession } from './start-session.ts';

const BAR = 2;
const PARSE_BAR_MS = 60;
const FIRST_MAJOR_OF_THE_BUILD = 30;

interface Place {
  readonly dataDir: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

class Times {
  readonly #rows = new Map<string, number[]>();
  add(row: string, ms: number | null): void {
    if (ms !== null) this.#rows.set(row, [...(this.#rows.get(row) ?? []), ms]);
  }
  print(base: string, barred: string): void {
    const empty = median(this.#rows.get(base) ?? []);
    for (const [row, values] of this.#rows) {
      const ratio = median(values) / empty;
      const bar = row === barred ? `  bar ${BAR.toFixed(2)}: ${ratio <= BAR ? 'met' : 'MISSED'}` : '';
      const range = `${Math.min(...values).toFixed(0)}..${Math.max(...values).toFixed(0)}`;
      console.log(
        `  ${row.padEnd(40)} ${median(values).toFixed(0).padStart(5)} ms  (${range})  ${ratio.toFixed(2)} x${bar}`,
      );
    }
  }
}

async function addAccounts(door: 'browser' | 'electron', place: Place, accounts: readonly DemoAccount[]) {
  const app = await launchApp(door, { ...place, electronArgs: ['--password-store=gnome-libsecret'] });
  try {
    await expect(app.page.getByLabel('GitLab URL')).toBeVisible({ timeout: 30_000 });
    for (const account of accounts) {
      await app.page.evaluate(async (wanted) => {
        const bridge = (globalThis as { jobdeckTransport?: { call(name: string, args: unknown[]): Promise<unknown> } })
          .jobdeckTransport;
        if (bridge !== undefined) return bridge.call('addAccount', [wanted]);
        const socket = new WebSocket(`ws://${location.host}/socket/${crypto.randomUUID()}`);
        await new Promise((resolve, reject) => {
          socket.addEventListener('open', resolve);
          socket.addEventListener('close', () => reject(new Error('the door closed')));
        });
        socket.send(JSON.stringify({ id: 1, call: 'addAccount', args: [wanted] }));
        await new Promise((resolve) =>
          socket.addEventListener('message', ({ data }) => data.includes('"id":1') && resolve(data)),
        );
        return socket.close();
      }, account);
    }
    await expect(app.page.locator('.job-name-text').first()).toBeVisible({ timeout: 30_000 });
  } finally {
    await app.stop();
  }
}

async function benchDesktop(runs: number, program: string, folder: string, place: Place): Promise<void> {
  const major = electronMajor(program);
  const ours = major < FIRST_MAJOR_OF_THE_BUILD ? join(repositoryRoot, 'dist/compat') : repositoryRoot;
  const empty = writeEmptyApp(folder);
  const env = { ...place.env, HOME: place.home };
  const times = new Times();
  // One of each first, unmeasured: the disk's cache and the profile folders are made.
  for (let run = -1; run < runs; run += 1) {
    const none = await startElectronOnce(program, [empty], { ...env, EMPTY_DATA: join(folder, 'empty-data') }, false);
    const start = await startElectronOnce(program, [ours, '--data-dir', place.dataDir], env, true);
    if (run < 0) continue;
    times.add('empty app: first paint', none.firstPaintMs);
    times.add('Jobdeck: page asked for', start.pageMs);
    times.add('Jobdeck: first paint', start.firstPaintMs);
    times.add('Jobdeck: list on screen', start.listMs);
    times.add('Jobdeck: list can be used', start.readyMs);
  }
  console.log(`desktop door, Electron ${major}, from the start of the process:`);
  times.print('empty app: first paint', 'Jobdeck: list on screen');
}

async function benchBrowser(runs: number, place: Place): Promise<void> {
  const app = await launchApp('browser', place);
  const empty = await serveEmptyPage();
  const executablePath = findBrowser();
  const browser = await chromium.launch(executablePath === null ? {} : { executablePath });
  try {
    await expect(app.page.locator('.job-name-text').first()).toBeVisible({ timeout: 30_000 });
    const cookies = await app.page.context().cookies();
    const visit = async (url: string, withList: boolean): Promise<Paints> => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      try {
        await context.addCookies(cookies);
        const page = await context.newPage();
        await page.goto(url, { waitUntil: 'commit' });
        return (await page.evaluate(probe(withList))) as Paints;
      } finally {
        await context.close();
      }
    };
    const times = new Times();
    for (let run = -1; run < runs; run += 1) {
      const none = await visit(empty.url, false);
      const ours = await visit(`${new URL(app.page.url()).origin}/`, true);
      if (run < 0) continue;
      times.add('empty React page: first paint', none.first - none.origin);
      times.add('Jobdeck: first paint', ours.first - ours.origin);
      times.add('Jobdeck: list on screen', ours.list === null ? null : ours.list - ours.origin);
      times.add('Jobdeck: list can be used', ours.ready === null ? null : ours.ready - ours.origin);
    }
    console.log(`browser door, ${browser.version()}, from the visit, nothing cached:`);
    times.print('empty React page: first paint', 'Jobdeck: list on screen');
  } finally {
    await browser.close();
    await empty.dispose();
    await app.stop();
  }
}

function placeFor(door: string, folder: string, session: Session | null): Place {
  const home = join(folder, `${door}-home`);
  mkdirSync(home);
  return { dataDir: join(folder, `${door}-data`), home, env: session?.env ?? {} };
}

function benchParsing(runs: number): void {
  const ms = median(Array.from({ length: runs }, parseMain));
  console.log(
    `main's bundle, parsed by Node ${process.versions.node}: ${ms.toFixed(0)} ms  bar ${PARSE_BAR_MS}: ${ms <= PARSE_BAR_MS ? 'met' : 'MISSED'}`,
  );
}

export async function benchStart(args: readonly string[]): Promise<void> {
  const runs = Number(args[0] ?? 9);
  benchParsing(runs);
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-start-'));
  const demo = await startDemo();
  const session = await startSession(folder);
  if (session === null) throw new Error('needs gnome-keyring and dbus-daemon: accounts are stored encrypted');
  try {
    const browserPlace = placeFor('browser', folder, session);
    await addAccounts('browser', browserPlace, demo.accounts);
    await benchBrowser(runs, browserPlace);
    const program = findElectron();
    if (program === null) console.log('desktop door: not measured, no Electron here (JOBDECK_ELECTRON names one)');
    else {
      const place = placeFor('electron', folder, session);
      await addAccounts('electron', place, demo.accounts);
      await benchDesktop(runs, program, folder, place);
    }
  } finally {
    session.dispose();
    await demo.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
