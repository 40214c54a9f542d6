/**
 * `WebContentsView` and `contentView` came with Electron 30; before, `BrowserView` did the same for one window. Only what
 * the sign-in window uses.
 */
import Module, { createRequire } from 'node:module';
import { BrowserView, BrowserWindow, type WebContentsView } from 'electron';

type Options = ConstructorParameters<typeof WebContentsView>[0];

class OldView {
  readonly view: BrowserView;

  constructor(options?: Options) {
    this.view = new BrowserView(options as ConstructorParameters<typeof BrowserView>[0]);
    const { webContents } = this.view;
    // there, `close` only asks the page to go, and a view's stays
    webContents.close = () => (webContents as unknown as { destroy(): void }).destroy();
  }

  get webContents() {
    return this.view.webContents;
  }

  setBackgroundColor(colour: string): void {
    this.view.setBackgroundColor(colour);
  }

  setBounds(bounds: Parameters<BrowserView['setBounds']>[0]): void {
    this.view.setBounds(bounds);
  }
}

if (!('contentView' in BrowserWindow.prototype)) {
  Object.defineProperty(BrowserWindow.prototype, 'contentView', {
    get(this: BrowserWindow) {
      return {
        addChildView: ({ view }: OldView) => this.addBrowserView(view),
        removeChildView: ({ view }: OldView) => this.removeBrowserView(view),
      };
    },
  });
  // An older experiment of the same name is there, takes other arguments and cannot be replaced: the app is given a module
  // that differs in this one member.
  const adapted = Object.create(createRequire(import.meta.url)('electron'), {
    WebContentsView: { value: OldView, enumerable: true },
  });
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = loader._load;
  loader._load = (request, ...rest) => (request === 'electron' ? adapted : load(request, ...rest));
}
