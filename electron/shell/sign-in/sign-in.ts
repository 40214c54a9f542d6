import { type BrowserWindow, nativeTheme, type WebContents } from 'electron';
import type { SignInHead, SignInStep } from '../../contract.ts';
import type { Log, SignInRequest, SignInVerdict, SignInWindow } from '../../core/host.ts';
import type { Guests } from '../guests.ts';
import { openFrame } from './frame.ts';
import { isCertificateError, loadFailure, makeHead, strayed } from './head.ts';
import { allowPopUp, guardPage, type PageDeps } from './page.ts';
import { hostnameOf, openPartition, type SignInPartition } from './partition.ts';
import { parseUrl } from './rules.ts';

/** Chromium's `ERR_ABORTED`: another page came first, or we held it back. */
const ABORTED = -3;

interface SignInDeps {
  readonly distDir: string;
  readonly guests: Guests;
  readonly log: Log;
}

/** GitLab's own pages in a window of ours: see docs/sign-in.md for what they may and may not do there. */
export function createSignInWindow(deps: SignInDeps): SignInWindow {
  return {
    open(request) {
      let end: (how: 'done' | 'closed') => void = () => {};
      const ended = new Promise<'done' | 'closed'>((resolve) => {
        end = resolve;
      });
      const running = run(request, deps, end);
      return { ended, focus: running.focus, close: running.close };
    },
  };
}

function run(request: SignInRequest, { distDir, guests, log }: SignInDeps, end: (how: 'done' | 'closed') => void) {
  const { baseUrl, instance } = request;
  const led = new Set([new URL(baseUrl).origin]);
  let partition: SignInPartition | null = null;
  let page: WebContents | null = null;
  let popUp: BrowserWindow | null = null;
  let failedUrl: string | null = null;
  let message: SignInHead['message'] = null;
  let can: SignInHead['can'] = [];
  let isOver = false;
  let judging = false;
  let judgeAgain = false;

  const frame = openFrame({
    distDir,
    title: request.purpose === 'sign-in' ? `Sign in to ${instance}` : `Access token on ${instance}`,
    head,
    onStep: step,
    onClosed: () => void finish('closed'),
  });

  function head(): SignInHead {
    const url = failedUrl ?? page?.getURL() ?? '';
    return makeHead({
      request,
      url,
      popUpUrl: popUp?.webContents.getURL() ?? null,
      isDark: nativeTheme.shouldUseDarkColors,
      loading: page?.isLoadingMainFrame() ?? true,
      trust: partition?.trustOf(hostnameOf(url === '' ? request.startUrl : url)) ?? null,
      message,
      can,
    });
  }

  function tell(): void {
    if (!isOver) frame.tell();
  }

  function say(next: SignInHead['message'], steps: SignInHead['can'] = []): void {
    message = next;
    can = steps;
    tell();
  }

  function apply(verdict: SignInVerdict): void {
    if (isOver) return;
    switch (verdict.is) {
      case 'done':
        void finish('done');
        return;
      case 'not-yet':
        if (can.includes('sign-out')) say(null);
        return;
      case 'wrong-user': {
        const text = `${verdict.message} Sign out of it, then sign in as ${request.who}.`;
        say({ tone: 'bad', text }, ['sign-out']);
        return;
      }
      case 'trouble':
        say({ tone: 'bad', text: verdict.message }, ['retry']);
        return;
    }
  }

  /** One question at a time; what changes meanwhile is asked about right after. */
  async function judge(): Promise<void> {
    judgeAgain = true;
    if (judging) return;
    judging = true;
    while (judgeAgain && !isOver && partition !== null) {
      judgeAgain = false;
      apply(await request.judge(await partition.cookies()));
    }
    judging = false;
  }

  function load(contents: WebContents, url: string): void {
    failedUrl = null;
    // told by `did-fail-load`
    contents.loadURL(url).catch(() => {});
  }

  function step(wanted: SignInStep): void {
    switch (wanted) {
      case 'close':
        void finish('closed');
        return;
      case 'to-page':
        page?.focus();
        return;
      case 'retry': {
        const again = failedUrl;
        say(null);
        if (page !== null && again !== null) load(page, again);
        else void judge();
        return;
      }
      case 'sign-out':
        void startAfresh();
        return;
    }
  }

  async function startAfresh(): Promise<void> {
    await partition?.empty();
    say(null);
    if (page !== null) load(page, `${baseUrl}/users/sign_in`);
  }

  async function start(): Promise<void> {
    nativeTheme.on('updated', tell);
    const opened = await openPartition(request, tell);
    partition = opened;
    if (isOver) return opened.empty();
    guests.admit(opened.session);
    const { webContents } = frame.hold(opened.session);
    page = webContents;
    const pageDeps: PageDeps = {
      baseUrl,
      proxy: request.proxy,
      led,
      onChange: tell,
      onPage() {
        failedUrl = null;
        if (!can.includes('sign-out')) say(null);
        void judge();
      },
      onStrayed(url) {
        log.warn('sign-in', 'strayed', { host: parseUrl(url)?.host ?? null });
        if (!can.includes('sign-out')) say({ tone: 'plain', text: strayed(url, instance) });
      },
    };
    guardPage(webContents, pageDeps, null);
    allowPopUp(webContents, {
      ...pageDeps,
      parent: frame.window,
      title: (url) => `${parseUrl(url)?.host || 'New window'} – signing in to ${instance}`,
      onPopUp(child) {
        popUp = child;
        tell();
        void judge();
      },
    });
    webContents.on('did-fail-load', (_event, code, name, url, isMainFrame) => {
      if (!isMainFrame || code === ABORTED || isOver) return;
      failedUrl = url;
      say({ tone: 'bad', text: loadFailure(code, name, url) }, isCertificateError(code) ? [] : ['retry']);
    });
    webContents.on('render-process-gone', (_event, { reason }) => {
      if (isOver || reason === 'clean-exit') return;
      failedUrl = request.startUrl;
      say({ tone: 'bad', text: 'The page has crashed.' }, ['retry']);
    });
    webContents.on('before-input-event', (event, { type, key, control, meta }) => {
      if (type !== 'keyDown') return;
      const closes = key.toLowerCase() === 'w' && (process.platform === 'darwin' ? meta : control);
      if (!closes && key !== 'F6') return;
      event.preventDefault();
      if (closes) void finish('closed');
      else frame.focusHead();
    });
    opened.onCookies(() => void judge());
    load(webContents, request.startUrl);
    webContents.focus();
  }

  async function finish(how: 'done' | 'closed'): Promise<void> {
    if (isOver) return;
    isOver = true;
    nativeTheme.off('updated', tell);
    if (popUp !== null && !popUp.isDestroyed()) popUp.destroy();
    frame.close();
    await partition?.empty().catch(() => log.warn('sign-in', 'partition not emptied'));
    log.info('sign-in', how);
    end(how);
  }

  start().catch((error: unknown) => {
    log.warn('sign-in', 'not opened', { why: error instanceof Error ? error.name : 'unknown' });
    void finish('closed');
  });

  return {
    focus() {
      if (isOver) return;
      frame.window.show();
      frame.window.focus();
    },
    close: () => void finish('closed'),
  };
}
