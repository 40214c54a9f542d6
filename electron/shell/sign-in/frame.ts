import { join } from 'node:path';
import { BrowserWindow, nativeTheme, type Session, WebContentsView } from 'electron';
import type { SignInHead, SignInStep } from '../../contract.ts';
import { IPC_CALL, IPC_EVENT } from '../channels.ts';
import { isPageUrl, PAGE_ORIGIN } from '../page-url.ts';
import { PAGE_PREFERENCES } from './page.ts';

const HEAD_URL = `${PAGE_ORIGIN}/sign-in.html`;
/** The head says how high it is, within these. */
const HEAD_HEIGHT = { usual: 96, least: 56, most: 420 } as const;

interface FrameDeps {
  readonly distDir: string;
  readonly title: string;
  readonly head: () => SignInHead;
  readonly onStep: (step: SignInStep) => void;
  readonly onClosed: () => void;
}

/** The window: a head of ours above, which no page can cover or write to, and a place for a page below it. */
export interface SignInFrame {
  readonly window: BrowserWindow;
  /** Puts a page below the head. */
  hold(session: Session): WebContentsView;
  /** The head shows what `head()` now says. */
  tell(): void;
  focusHead(): void;
  close(): void;
}

export function openFrame(deps: FrameDeps): SignInFrame {
  const parent = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  const window = new BrowserWindow({
    ...(parent === undefined ? {} : { parent }),
    width: 880,
    height: 760,
    minWidth: 420,
    minHeight: 420,
    title: deps.title,
    show: false,
    fullscreenable: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14171c' : '#f8f8fa',
    webPreferences: {
      preload: join(deps.distDir, 'electron', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  let view: WebContentsView | null = null;
  let headHeight: number = HEAD_HEIGHT.usual;
  window.removeMenu();
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());

  function layOut(): void {
    if (view === null || window.isDestroyed()) return;
    const [width = 0, height = 0] = window.getContentSize();
    view.setBounds({ x: 0, y: headHeight, width, height: Math.max(0, height - headHeight) });
  }
  window.on('resize', layOut);
  window.on('maximize', layOut);
  window.on('unmaximize', layOut);

  const { webContents } = window;
  // Only this window's own page is heard on this channel, and it is never led elsewhere (shell/web-security.ts).
  webContents.ipc.handle(IPC_CALL, (event, name: unknown, args: unknown) => {
    if (event.senderFrame !== webContents.mainFrame || !isPageUrl(webContents.getURL())) throw new Error('refused');
    const first = Array.isArray(args) ? args[0] : undefined;
    if (name === 'head') return deps.head();
    if (name === 'step' && isStep(first)) return deps.onStep(first);
    if (name === 'height' && typeof first === 'number' && Number.isFinite(first)) {
      headHeight = Math.round(Math.min(HEAD_HEIGHT.most, Math.max(HEAD_HEIGHT.least, first)));
      return layOut();
    }
    throw new Error('refused');
  });
  window.on('closed', deps.onClosed);
  void window.loadURL(HEAD_URL);

  return {
    window,
    hold(session) {
      view = new WebContentsView({ webPreferences: { ...PAGE_PREFERENCES, session } });
      // a page that sets no colour is meant to be on white
      view.setBackgroundColor('#ffffff');
      window.contentView.addChildView(view);
      layOut();
      return view;
    },
    tell() {
      if (!window.isDestroyed()) webContents.send(IPC_EVENT, 'head', deps.head());
    },
    focusHead: () => webContents.focus(),
    close() {
      if (view !== null) {
        if (!window.isDestroyed()) window.contentView.removeChildView(view);
        // a view outlives its window unless it is told
        view.webContents.close();
        view = null;
      }
      if (!window.isDestroyed()) window.destroy();
    },
  };
}

const STEPS: readonly unknown[] = ['close', 'retry', 'sign-out', 'to-page'] satisfies readonly SignInStep[];

function isStep(value: unknown): value is SignInStep {
  return STEPS.includes(value);
}
