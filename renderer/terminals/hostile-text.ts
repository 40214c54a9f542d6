/** Longest title that a program inside a terminal may show us. */
const titleLength = 80;

// Control characters, and the characters that turn or hide text: bidi marks, embeddings, overrides and isolates,
// zero-width characters, line and paragraph separators (Unicode TR 36, "Trojan source").
const deceptive =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Longest address that is worth opening; core takes no longer one either. */
const longestAddress = 8192;

/** A title given by a program in the job's shell, made safe to show beside our own words. */
export function cleanTitle(title: string): string {
  return cleanLabel(title, titleLength);
}

/** One short line of what a program gave, without control, bidi and invisible characters. */
export function cleanLabel(text: string, length: number): string {
  // Characters that are taken out, or two units long, may stand before what is kept; megabytes need not be looked at.
  const clean = text
    .slice(0, length * 8)
    .replace(deceptive, '')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : clean;
}

/** Text to be looked at before something is done with it: what cannot be seen, or turns the rest, is named. */
export function showControls(text: string): string {
  return text.replace(deceptive, (character) => {
    if (character === '\n' || character === '\t') return character;
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
  });
}

/** The URL when it is http or https, in its normal form; null for everything else, also with a name or password in it. */
export function readWebLink(text: string): URL | null {
  if (text.length > longestAddress) return null;
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
