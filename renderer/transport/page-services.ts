import type { Api, FailureKind, Result } from '../../electron/contract.ts';

function failure(kind: FailureKind, message: string, next: string | null): Result<never> {
  return { ok: false, failure: { kind, message, next } };
}

function parseWebUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
  } catch {
    return null;
  }
}

/**
 * What a browser does better than core: core may run on another machine, at the far end of a tunnel, where it has
 * neither the user's clipboard nor their browser.
 */
export const pageServices: Pick<Api, 'openExternal' | 'readClipboard' | 'writeClipboard'> = {
  async openExternal(text) {
    const url = parseWebUrl(text);
    if (url === null) return failure('bad-input', 'Only web addresses can be opened.', null);
    window.open(url.href, '_blank', 'noopener,noreferrer');
    return { ok: true, value: undefined };
  },
  async readClipboard() {
    try {
      return { ok: true, value: await navigator.clipboard.readText() };
    } catch {
      return failure('forbidden', 'The browser does not let this page read the clipboard.', 'Paste with the keyboard.');
    }
  },
  async writeClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return { ok: true, value: undefined };
    } catch {
      return failure('forbidden', 'The browser does not let this page write to the clipboard.', null);
    }
  },
};
