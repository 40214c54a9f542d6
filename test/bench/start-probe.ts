/** Asks a page when it painted. The page's own entries are read afterwards, so that asking costs the start nothing. */
import { WebSocket } from 'ws';

/** Milliseconds of the epoch. */
export interface Paints {
  readonly first: number;
  /** The first job's name; null on a page that is asked for its first paint alone. */
  readonly list: number | null;
  /** The same in the list that can be used. */
  readonly ready: number | null;
  /** When the page began to load. */
  readonly origin: number;
}

const LIMIT_MS = 30_000;

/**
 * `elementtiming` names what is looked for: `list` (renderer/first-list, the list as it was last known) or `ready`
 * (renderer/jobs/JobRow.tsx). Chromium 108 tells of no text in the very first frame; rendering waits for the script that
 * draws the list, so a list that was drawn before the first paint was in it. Runs in the page.
 */
export function probe(withList: boolean): string {
  return `new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('nothing was painted')), ${LIMIT_MS});
    const seen = {};
    const note = (name, time) => {
      seen[name] ??= performance.timeOrigin + time;
      if (seen.first === undefined || (${withList} && seen.ready === undefined)) return;
      clearTimeout(limit);
      const { first, ready = null } = seen;
      const drawn = performance.getEntriesByName('first-list')[0];
      const wasInIt = drawn !== undefined && performance.timeOrigin + drawn.startTime < first;
      const list = seen.list ?? (wasInIt ? first : ready);
      resolve({ first, list, ready, origin: performance.timeOrigin });
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') note('first', entry.startTime);
    }).observe({ type: 'paint', buffered: true });
    ${
      !withList
        ? ''
        : `new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.identifier === 'first-list') note('list', entry.renderTime);
        else if (entry.identifier === 'job-name') note('ready', entry.renderTime);
    }).observe({ type: 'element', buffered: true });`
    }
  })`;
}

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

async function firstPage(port: number): Promise<string> {
  for (const from = Date.now(); Date.now() - from < LIMIT_MS; ) {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly Target[];
    const page = targets.find((target) => target.type === 'page');
    if (page !== undefined) return page.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('no page opened');
}

interface Answer {
  readonly result?: { readonly result: { readonly value?: Paints } };
}

async function ask(debuggerUrl: string, expression: string): Promise<Paints | null> {
  const socket = new WebSocket(debuggerUrl);
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const answer = new Promise<string>((resolve, reject) => {
      socket.once('message', (data) => resolve(String(data)));
      socket.once('close', () => reject(new Error('the page went away')));
    });
    const params = { expression, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    const { result } = JSON.parse(await answer) as Answer;
    return result?.result.value ?? null;
  } finally {
    socket.terminate();
  }
}

/** Through Chromium's own protocol: Playwright's attaches before the start and would be measured with it. */
export async function paintsOf(port: number, withList: boolean): Promise<Paints> {
  const page = await firstPage(port);
  for (const from = Date.now(); Date.now() - from < LIMIT_MS; ) {
    // A new window is on an empty page for a moment; what was asked there ends with it.
    const paints = await ask(page, probe(withList));
    if (paints !== null) return paints;
  }
  throw new Error('the page did not answer');
}
