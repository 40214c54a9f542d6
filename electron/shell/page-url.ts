export const PAGE_SCHEME = 'app';
const HOST = 'jobdeck';

/** Chromium's form of the page's origin; `new URL(…).origin` is `null` for schemes of one's own. */
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;

/** Is this URL our page's (and not one that only begins alike)? */
export function isPageUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === `${PAGE_SCHEME}:` && url.host === HOST;
  } catch {
    return false;
  }
}
