/**
 * Does a project's path fit a pattern? `*` stands for anything within one name, `**` for any number of names. GitLab takes
 * paths in any case. No regular expression: one made from `*a*a*a…` can be made to search for hours.
 */
export function fitsProject(pattern: string, path: string): boolean {
  return fitsNames(split(pattern), split(path));
}

function split(path: string): readonly string[] {
  return path.toLowerCase().split('/').filter(Boolean);
}

const fitsNames = (patterns: readonly string[], names: readonly string[]): boolean =>
  fits(patterns, names, (pattern) => pattern === '**', fitsName);

const fitsName = (pattern: string, name: string): boolean =>
  fits(
    [...pattern],
    [...name],
    (character) => character === '*',
    (one, other) => one === other,
  );

/** Takes the shortest stretch for each wildcard, and comes back to the last one only: at most pattern × text steps. */
function fits(
  pattern: readonly string[],
  text: readonly string[],
  isWild: (item: string) => boolean,
  isSame: (item: string, other: string) => boolean,
): boolean {
  let [at, from] = [0, 0];
  let [wildAt, wildFrom] = [-1, 0];
  while (from < text.length) {
    const item = pattern[at];
    if (item !== undefined && isWild(item)) {
      [wildAt, wildFrom] = [at, from];
      at += 1;
    } else if (item !== undefined && isSame(item, text[from] as string)) {
      at += 1;
      from += 1;
    } else if (wildAt >= 0) {
      wildFrom += 1;
      [at, from] = [wildAt + 1, wildFrom];
    } else return false;
  }
  return pattern.slice(at).every(isWild);
}
