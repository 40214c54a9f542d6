/**
 * What Node 16 (Electron 22) lacks and the bundled libraries expect. Must be imported before anything else.
 * Only for running the product on an old Electron; the product itself needs none of it.
 */
import 'core-js/actual';
import * as buffer from 'node:buffer';
import { webcrypto } from 'node:crypto';
import * as streams from 'node:stream/web';

type Globals = Record<string, unknown>;

function define(name: string, make: () => unknown): void {
  const globals = globalThis as unknown as Globals;
  if (globals[name] === undefined) {
    Object.defineProperty(globals, name, { value: make(), configurable: true, writable: true });
  }
}

/** Node keeps the class to itself before 17, but throws it. */
function domException(): unknown {
  try {
    atob('\u{1F600}');
  } catch (error) {
    return (error as Error).constructor;
  }
  return Error;
}

/** Only what an answer of the page's scheme needs (shell/scheme.ts). */
class SmallResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;

  constructor(
    body: Uint8Array | null,
    init: { readonly status?: number; readonly headers?: Record<string, string> } = {},
  ) {
    this.status = init.status ?? 200;
    this.headers = new Map(Object.entries(init.headers ?? {}));
    this.body = body ?? new Uint8Array();
  }

  async arrayBuffer(): Promise<Uint8Array> {
    return this.body;
  }
}

for (const [name, value] of Object.entries(streams)) define(name, () => value);
define('Blob', () => buffer.Blob);
define('File', () => class File extends buffer.Blob {});
define('FormData', () => class FormData {});
define('crypto', () => webcrypto);
define('DOMException', domException);
define('Response', () => SmallResponse);
define('Headers', () => class Headers extends Map {});
define('Request', () => class Request {});

AbortSignal.timeout ??= (ms: number): AbortSignal => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms).unref();
  return controller.signal;
};
AbortSignal.any ??= (signals: Iterable<AbortSignal>): AbortSignal => {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
};
