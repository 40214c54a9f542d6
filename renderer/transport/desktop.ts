import type { Result } from '../../electron/contract.ts';
import type { Transport } from './transport.ts';

/** What `electron/preload.ts` puts into the page. */
interface Bridge {
  readonly call: (name: string, args: readonly unknown[]) => Promise<Result<unknown>>;
  readonly send: (name: string, args: readonly unknown[]) => void;
  readonly listen: (listener: (name: string, value: unknown) => void) => void;
}

const LOST: Result<never> = {
  ok: false,
  failure: { kind: 'internal', message: 'Jobdeck did not answer.', next: 'Try again, or restart the app.' },
};

function findBridge(): Bridge | null {
  return (globalThis as { readonly jobdeckTransport?: Bridge }).jobdeckTransport ?? null;
}

/** Null in a browser. */
export function desktopTransport(): Transport | null {
  const bridge = findBridge();
  if (bridge === null) return null;
  return {
    call: (name, args) => bridge.call(name, args).catch(() => LOST),
    send: bridge.send,
    listen: bridge.listen as Transport['listen'],
    // Main and window live and die together.
    onConnection: () => () => {},
  };
}
