import { type ColourDraft, finish, type ReadTheme } from './theme-file.ts';

/** `URxvt*color1: #rrggbb` (X resources) and `color1 #rrggbb` (kitty). */
const entry =
  /^(?:[\w.*-]*[.*])?(color\d{1,2}|foreground|background|cursor(?:color)?|selection_background|highlightcolor)\s*(?::\s*|\s+)(\S+)\s*$/i;
const definition = /^#define\s+(\w+)\s+(\S+)\s*$/;

export function looksLikeLines(text: string): boolean {
  return text.split(/\r?\n/).some((line) => /^(?:[\w.*-]*[.*])?color\d{1,2}[\s:]/i.test(line.trim()));
}

/** X resources, with their `#define`s, and kitty's configuration. */
export function readLines(text: string): ReadTheme {
  const names = new Map<string, string>();
  const draft: ColourDraft = { ansi: [] };
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    const defined = definition.exec(line);
    if (defined?.[1] !== undefined && defined[2] !== undefined) names.set(defined[1], defined[2]);
    const found = entry.exec(line);
    if (!found?.[1] || found[2] === undefined) continue;
    const key = found[1].toLowerCase();
    const value = names.get(found[2]) ?? found[2];
    if (key.startsWith('color')) draft.ansi[Number(key.slice(5))] = value;
    else if (key === 'foreground') draft.foreground = value;
    else if (key === 'background') draft.background = value;
    else if (key.startsWith('cursor')) draft.cursor = value;
    else draft.selection = value;
  }
  return { name: null, colours: finish(draft) };
}
