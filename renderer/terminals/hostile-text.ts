/** Longest title that a program inside a terminal may show us. */
const titleLength = 80;

// Control characters, and the characters that turn or hide text: bidi marks, embeddings, overrides and isolates,
// zero-width characters, line and paragraph separators (Unicode TR 36, "Trojan source").
const deceptive =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A title given by a program in the job's shell, made safe to show beside our own words. */
export function cleanTitle(title: string): string {
  const clean = title.replace(deceptive, '').replace(/\s+/g, ' ').trim();
  const characters = Array.from(clean);
  return characters.length > titleLength ? `${characters.slice(0, titleLength - 1).join('')}…` : clean;
}

/** The URL when it is http or https, in its normal form; null for everything else, also with a name or password in it. */
export function readWebLink(text: string): URL | null {
  try {
    const url = new URL(text.trim());
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
    if (url.username !== '' || url.password !== '') return null;
    return url;
  } catch {
    return null;
  }
}

/** True when the text shown for a link claims another place than the one it leads to. */
export function isMisleadingLink(shownText: string, target: URL): boolean {
  const shown = shownText.replace(deceptive, '').trim();
  const claimed = readWebLink(shown) ?? readWebLink(`https://${shown}`);
  if (!claimed?.hostname.includes('.')) return true;
  return claimed.host !== target.host || !target.href.startsWith(claimed.href.replace(/^https?:/, target.protocol));
}
