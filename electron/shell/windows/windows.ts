import { app, type BrowserWindow, type WebContents } from 'electron';
import type { SessionId, TerminalSession } from '../../contract.ts';
import type { Page, Views } from '../../doors/views.ts';
import { IPC_EVENT } from '../channels.ts';
import { toClone } from './to-clone.ts';
import { makeWindow } from './window.ts';
import type { WindowMemory } from './window-memory.ts';
import type { WindowPlace } from './window-places.ts';

/** The app's windows: each shows the same jobs, and terminals of its own. */
export interface Windows {
  /** Opens the windows of the last run, or makes them without showing them. */
  restore(hidden: boolean): void;
  /** Core is there, with the terminals of the last run: each goes to the window that had it. */
  giveTabs(): void;
  /** One more; the session moves there. */
  open(sessionId: SessionId | null): void;
  /** The one that is or was last in front; null while there is none. */
  front(): BrowserWindow | null;
  all(): readonly BrowserWindow[];
  /** Brings up the window that has this session, or the front one; opens one when there is none. */
  raise(sessionId: SessionId | null): void;
  /** The page whose main frame this is; null for anything else. */
  pageOf(contents: WebContents): Page | null;
}

interface WindowsDeps {
  readonly preload: string;
  readonly memory: WindowMemory;
  readonly views: Views;
  /** As core has them now. */
  readonly sessions: () => readonly TerminalSession[];
  /** Asked before the last window closes, and before the first does when the app quits; false keeps it. */
  readonly mayClose: (window: BrowserWindow, again: () => void) => boolean;
}

interface Member {
  readonly key: string;
  readonly window: BrowserWindow;
  readonly page: Page;
}

export function createWindows({ preload, memory, views, sessions, mayClose }: WindowsDeps): Windows {
  let members: readonly Member[] = [];
  let frontKey: string | null = null;
  let count = 0;
  let quitting = false;
  /** By the key of the window: the jobs whose terminals it had in the last run. */
  const earlier = new Map<string, WindowPlace['jobs']>();
  const placeOf = ({ key, window }: Member): WindowPlace => ({
    bounds: window.getNormalBounds(),
    maximized: window.isMaximized(),
    jobs: sessions().flatMap(({ id, job }) => (job !== null && views.ownerOf(id) === key ? [job.key] : [])),
  });
  /** Those that go while others stay are not to come back; what is there at the end is. */
  const keepPlaces = (): void => memory.keep(members.map(placeOf));
  app.on('before-quit', () => {
    quitting = true;
    if (members.length > 0) keepPlaces();
  });
  const front = (): Member | null => members.find(({ key }) => key === frontKey) ?? members[0] ?? null;

  function add(place: WindowPlace, sessionId: SessionId | null, hidden = false): void {
    count += 1;
    const key = `window-${count}`;
    if (sessionId !== null) views.give(key, sessionId);
    earlier.set(key, place.jobs);
    const window = makeWindow(preload, place, hidden);
    const { webContents } = window;
    const page = views.join(key, {
      deliver(event) {
        if (!webContents.isDestroyed()) webContents.send(IPC_EVENT, event.name, toClone(event));
      },
    });
    // Both: a page that has died gets a new process before the navigation of its reload is told.
    webContents.on('render-process-gone', page.restart);
    webContents.on('did-start-navigation', (_event, _url, isInPlace, isMainFrame) => {
      if (isMainFrame && !isInPlace) page.restart();
    });
    members = [...members, { key, window, page }];
    frontKey ??= key;

    window.on('focus', () => {
      frontKey = key;
    });
    window.on('close', (event) => {
      if (!quitting && members.length > 1) return;
      if (!quitting) keepPlaces();
      const again = quitting ? () => app.quit() : () => window.close();
      if (mayClose(window, again)) return;
      event.preventDefault();
      // A kept window ends the way out; the next quit begins anew.
      quitting = false;
    });
    window.on('closed', () => {
      members = members.filter((member) => member.key !== key);
      page.leave();
      if (members.length > 0 && !quitting) keepPlaces();
    });
  }

  function bringUp(window: BrowserWindow): void {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  return {
    restore(hidden) {
      for (const place of memory.places()) add(place, null, hidden);
    },
    giveTabs() {
      for (const [key, jobs] of earlier) {
        for (const { id, job } of sessions()) if (job !== null && jobs.includes(job.key)) views.give(key, id);
      }
      earlier.clear();
    },
    open(sessionId) {
      const beside = front()?.window;
      add(beside === undefined ? memory.places()[0] : memory.beside(beside.getNormalBounds()), sessionId);
    },
    front: () => front()?.window ?? null,
    all: () => members.map(({ window }) => window),
    raise(sessionId) {
      const owner = sessionId === null ? null : views.ownerOf(sessionId);
      const member = members.find(({ key }) => key === owner) ?? front();
      if (member !== null) bringUp(member.window);
      else add(memory.places()[0], sessionId);
    },
    pageOf: (contents) =>
      members.find(({ window }) => !window.isDestroyed() && window.webContents === contents)?.page ?? null,
  };
}
