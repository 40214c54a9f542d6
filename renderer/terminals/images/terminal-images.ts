import { ImageAddon } from '@xterm/addon-image';
import type { Terminal } from '@xterm/xterm';
import { fits, imageLimits } from './image-limits.ts';
import { inlinePicture } from './inline-file.ts';
import { createPause } from './pause.ts';
import { createSixelLabour } from './sixel-labour.ts';

/** A streaming handler of the parser: DCS has `hook` and `unhook` where OSC has `start` and `end`. */
interface SixelHandler {
  hook: (params: unknown) => void;
  put: (data: Uint32Array, start: number, end: number) => void;
  unhook: (success: boolean) => boolean | Promise<boolean>;
  /** Compiled in the background; what comes before is dropped. */
  _dec: { readonly width: number; readonly height: number } | undefined;
}
interface FileHandler {
  start: () => void;
  put: (data: Uint32Array, start: number, end: number) => void;
  end: (success: boolean) => boolean | Promise<boolean>;
}

type Picture = HTMLCanvasElement | ImageBitmap;
interface ImageStorage {
  addImage: (picture: Picture) => void;
  advanceCursor: (height: number) => void;
  _images: Map<number, { readonly marker?: { dispose: () => void } | undefined }>;
  _delImg: (id: number) => void;
}

/** What is inside the addon, of exactly the version that package.json names (ImageAddon.ts, 0.9.0). */
interface AddonParts {
  readonly _handlers: { get(name: 'sixel'): SixelHandler | undefined; get(name: 'iip'): FileHandler | undefined };
  readonly _storage: ImageStorage | undefined;
}

export interface TerminalImagesDeps {
  readonly terminal: Terminal;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
}

/** A decoder that has not answered by then never will. */
const decodeLimitMs = 5000;
const readyStepMs = 5;
const readyLimitMs = 3000;

/**
 * Makes a terminal show sixel and iTerm images through xterm's own addon, within `imageLimits`. Resolves when it does.
 *
 * The addon limits memory and no more. Around its handlers stand others: what an exception or an endless wait within one
 * costs is the whole terminal, since xterm's parser then stops for good (WriteBuffer.ts, 6.0); a picture of a pixel's
 * width is a million line feeds; and sizes in front of a file need not be those in it.
 */
export async function showImages({ terminal, now, after }: TerminalImagesDeps): Promise<void> {
  const addon = new ImageAddon({
    // Window reports stay off.
    enableSizeReports: false,
    pixelLimit: imageLimits.pixels,
    storageLimit: imageLimits.storedMegabytes,
    sixelSizeLimit: imageLimits.sixelBytes,
    iipSizeLimit: imageLimits.fileBytes,
    // Where a picture was that is no longer kept: nothing, rather than stripes.
    showPlaceholder: false,
  });
  terminal.loadAddon(addon);
  const { _handlers: handlers, _storage: storage } = addon as unknown as AddonParts;
  const sixel = handlers.get('sixel');
  const file = handlers.get('iip');
  if (!sixel || !file || !storage) {
    addon.dispose();
    throw new Error('the image addon has changed');
  }
  const pause = createPause({ now, after });
  limitStorage(storage);
  limitSixel(sixel, pause);
  limitFile(terminal, file, pause, after);
  for (let waited = 0; sixel._dec === undefined && waited < readyLimitMs; waited += readyStepMs) {
    await new Promise<void>((resolve) => after(readyStepMs, resolve));
  }
}

type Pause = ReturnType<typeof createPause>;

function limitStorage(storage: ImageStorage): void {
  const add = storage.addImage.bind(storage);
  const advance = storage.advanceCursor.bind(storage);
  storage.addImage = (picture) => {
    if (!fits(picture.width, picture.height)) return;
    // Each one is gone through when one is added, and a pixel is as much work as a picture.
    for (const [id, { marker }] of storage._images) {
      if (storage._images.size < imageLimits.storedImages) break;
      marker?.dispose();
      storage._delImg(id);
    }
    add(picture);
  };
  storage.advanceCursor = (height) => {
    if (height <= imageLimits.sidePixels) advance(height);
  };
}

function limitSixel(handler: SixelHandler, pause: Pause): void {
  const labour = createSixelLabour();
  const hook = handler.hook.bind(handler);
  const put = handler.put.bind(handler);
  const unhook = handler.unhook.bind(handler);
  let refused = false;
  handler.hook = (params) => {
    labour.begin();
    refused = !pause.mayWork();
    if (!refused) refused = !pause.work(() => hook(params));
  };
  handler.put = (data, start, end) => {
    if (refused) return;
    refused = !labour.add(data, start, end) || !pause.work(() => put(data, start, end));
  };
  handler.unhook = (success) => {
    const { width, height } = handler._dec ?? { width: 0, height: 0 };
    // Before a canvas is made of it. Without a width it is line feeds, which `advanceCursor` has its limit for.
    const shown = success && !refused && (width === 0 || fits(width, height));
    pause.work(() => void unhook(shown));
    return success ? pause.rest() : true;
  };
}

function limitFile(terminal: Terminal, handler: FileHandler, pause: Pause, after: TerminalImagesDeps['after']): void {
  const start = handler.start.bind(handler);
  const put = handler.put.bind(handler);
  const end = handler.end.bind(handler);
  let refused = false;
  handler.start = () => {
    refused = !pause.mayWork() || !pause.work(start);
  };
  handler.put = (data, from, to) => {
    if (!refused) refused = !pause.work(() => put(data, from, to));
  };
  handler.end = (success) => {
    if (success && !refused) return decode();
    pause.work(() => void end(false));
    return true;
  };
  async function decode(): Promise<true> {
    let cancel = (): void => {};
    const tooLate = new Promise<void>((resolve) => {
      cancel = after(decodeLimitMs, resolve);
    });
    // A damaged file is a rejection.
    const shown = (async () => end(true))().then(
      () => {},
      () => {},
    );
    await Promise.race([shown, tooLate]);
    cancel();
    return true;
  }
  // Registered later, so asked first: what it answers true to is done with.
  terminal.parser.registerOscHandler(1337, (data) => {
    let picture = null;
    pause.work(() => {
      picture = inlinePicture(data);
    });
    return picture === null;
  });
}
