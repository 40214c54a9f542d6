import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import type { IUnicodeVersionProvider, Terminal } from '@xterm/xterm';

/** Code points in one cell. The longest emoji of Unicode have ten; Unicode's own limit for text is 31 (UAX 15, D4). */
const longestCluster = 31;
/** Bit of xterm's character properties: belongs to the character before (UnicodeService.ts, `createPropertyValue`). */
const joins = 1;

/**
 * Graphemes as Unicode has them, but none without end: a program can heap any number of marks on one character, which is
 * one cell then, drawn with all of them in each frame.
 */
export function limitClusters(provider: IUnicodeVersionProvider): IUnicodeVersionProvider {
  let length = 0;
  return {
    version: provider.version,
    wcwidth: (codePoint) => provider.wcwidth(codePoint),
    charProperties(codePoint, preceding) {
      const properties = provider.charProperties(codePoint, preceding);
      if ((properties & joins) === 0) length = 1;
      else {
        length += 1;
        // As if it stood alone, at the start of a text.
        if (length > longestCluster) {
          length = 1;
          return provider.charProperties(codePoint, 0);
        }
      }
      return properties;
    },
  };
}

export function loadGraphemes(terminal: Terminal): void {
  const { unicode } = terminal;
  const limited = {
    unicode: {
      register: (provider: IUnicodeVersionProvider) => unicode.register(limitClusters(provider)),
      get activeVersion() {
        return unicode.activeVersion;
      },
      set activeVersion(version) {
        unicode.activeVersion = version;
      },
      versions: unicode.versions,
    },
  };
  // It asks for nothing else of a terminal.
  new UnicodeGraphemesAddon().activate(limited as unknown as Terminal);
}
