/**
 * How well an item answers what was typed, 0 = not at all. The first keyword is the item's name. Every word must
 * stand in it somewhere as typed: letters strewn over a long job name are no match for `local`.
 */
export function rank(_value: string, search: string, keywords: readonly string[] = []): number {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const name = (keywords[0] ?? '').toLowerCase();
  const text = keywords.join('\n').toLowerCase();
  if (!words.every((word) => text.includes(word))) return 0;
  if (words.every((word) => startsAWord(name, word))) return name.startsWith(words[0] ?? '') ? 1 : 0.9;
  return words.every((word) => name.includes(word)) ? 0.7 : 0.4;
}

function startsAWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true;
  }
  return false;
}
