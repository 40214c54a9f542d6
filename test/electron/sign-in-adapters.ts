/**
 * `WebContentsView` and `contentView` came with Electron 30; before, `BrowserView` did the same for one window. Only what
 * the sign-in window uses.
 */
import { createRequire } from 'node:module';
import { BrowserView, BrowserWindow, type WebContentsView } from 'electron';

type Options = ConstructorParameters<typeof WebContentsView>[0];

class OldView {
  readonly view: BrowserView;

  constructor(options?: Options) {
    this.view = new BrowserView(options as ConstructorParameters<typeof BrowserView>[0]);
  }

  get webContents() {
    return this.view.webContents;
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
  // an older experiment of the same name is there, and takes other arguments
  const electron: object = createRequire(import.meta.url)('electron');
  Object.defineProperty(electron, 'WebContentsView', { value: OldView, configurable: true });
}
