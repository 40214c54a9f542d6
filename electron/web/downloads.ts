import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** What `exportTranscript` answers begins with this. */
export const DOWNLOADS = '/transcripts/';

/** Saved under its name, never shown: what is in it was written by strangers. */
export function downloadHeaders(download: { readonly fileName: string; readonly contentType: string }) {
  // RFC 6266: the plain name for old browsers, the real one for the others
  const plain = download.fileName.replace(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(download.fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return {
    'Content-Type': download.contentType,
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'Cache-Control': 'no-store',
  };
}

/** Resolves when more may come. Rejects when the browser has gone. */
export async function writeTo(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.destroyed) throw new Error('the browser has gone');
  if (response.write(bytes)) return;
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
  if (response.destroyed) throw new Error('the browser has gone');
}
