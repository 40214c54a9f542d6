import type { BrowserWindow, WebContents } from 'electron';
import type { SignInRequest } from '../../core/host.ts';
import { proxyLogin } from '../proxy-rules.ts';
import { mayGo, mayLoad, type Place, parseUrl } from './rules.ts';

export interface PageDeps {
  readonly baseUrl: string;
  readonly proxy: SignInRequest['proxy'];
  /** Grows as the sign-in leads on. */
  readonly led: Set<string>;
  /** The page wanted to go where it may not. */
  readonly onStrayed: (url: string) => void;
  /** Address or loading has changed. */
  readonly onChange: () => void;
  /** Another page is there. */
  readonly onPage: () => void;
}

/** Keeps a page of somebody else's where signing in may lead. `openerUrl`: who stands behind a page that is still blank. */
export function guardPage(contents: WebContents, deps: PageDeps, openerUrl: string | null): void {
  const place: Place = deps;
  const from = () => (isBlank(contents.getURL()) ? openerUrl : contents.getURL());
  const settle = (url: string) => {
    const origin = parseUrl(url)?.origin;
    if (origin !== undefined && origin !== 'null') deps.led.add(origin);
  };

  contents.on('will-navigate', (event, url) => {
    if (mayGo(url, from() ?? 'about:blank', 'page', place)) return settle(url);
    event.preventDefault();
    deps.onStrayed(url);
  });
  contents.on('will-redirect', (event, url, _isInPlace, isMainFrame) => {
    if (!isMainFrame) return;
    if (mayGo(url, from(), 'redirect', place)) return settle(url);
    event.preventDefault();
    deps.onStrayed(url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame && !mayLoad(event.url, deps.baseUrl)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // a page that asks whether it may be left is left
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('login', (event, _details, asked, answer) => {
    const login = asked.isProxy ? proxyLogin(deps.proxy, process.env, asked) : null;
    if (login === null) return;
    event.preventDefault();
    answer(login.username, login.password);
  });
  contents.on('did-start-loading', deps.onChange);
  contents.on('did-stop-loading', deps.onChange);
  contents.on('did-navigate-in-page', deps.onChange);
  contents.on('did-navigate', () => {
    deps.onChange();
    deps.onPage();
  });
}

export function isBlank(url: string): boolean {
  return url === '' || url === 'about:blank';
}

/**
 * A window that the page opens, as some providers do for a second step: one at a time, in the same partition, by the same
 * rules, and under a title of ours, which no page can change.
 */
export function allowPopUp(
  contents: WebContents,
  deps: PageDeps & {
    readonly parent: BrowserWindow;
    readonly title: (url: string) => string;
    readonly onPopUp: (child: BrowserWindow | null) => void;
  },
): void {
  let current: BrowserWindow | null = null;

  contents.setWindowOpenHandler(({ url }) => {
    const from = contents.getURL();
    const isInstance = parseUrl(from)?.origin === new URL(deps.baseUrl).origin;
    const may = isBlank(url) ? !isInstance : mayGo(url, from, 'pop-up', deps);
    if (!may || current !== null) {
      deps.onStrayed(url);
      return { action: 'deny' };
    }
    return {
      action: 'allow',
      overrideBrowserWindowOptions: {
        parent: deps.parent,
        title: deps.title(url),
        width: 560,
        height: 680,
        autoHideMenuBar: true,
        fullscreenable: false,
        webPreferences: PAGE_PREFERENCES,
      },
    };
  });
  contents.on('did-create-window', (child, { url }) => {
    current = child;
    child.removeMenu();
    guardPage(child.webContents, deps, contents.getURL());
    const name = () =>
      child.setTitle(deps.title(isBlank(child.webContents.getURL()) ? url : child.webContents.getURL()));
    child.webContents.on('did-navigate', name);
    child.on('page-title-updated', (event) => event.preventDefault());
    child.on('closed', () => {
      current = null;
      deps.onPopUp(null);
    });
    name();
    deps.onPopUp(child);
  });
}

/** No preload, no Node, no way out; a page's `alert` would block the window's own buttons. */
export const PAGE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  disableDialogs: true,
  spellcheck: false,
  devTools: false,
  navigateOnDragDrop: false,
} as const;
