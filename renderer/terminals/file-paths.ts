/** A file that output names, as compilers, test runners and linters do. */
export interface FilePlace {
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
}

export interface FoundPath extends FilePlace {
  /** Where it stands in the text: first character and one past the last. */
  readonly from: number;
  readonly to: number;
}

// A name with an extension, below folders or with a line behind it: a lone `main.ts` is more often a word than a place.
const name = String.raw`\.?[\w@+~-][\w.@+~-]*`;
const folders = String.raw`(?:\.{0,2}/|~/|[A-Za-z]:[\\/])?(?:${name}[\\/]|\.{1,2}/)*`;
const file = String.raw`${folders}(?:${name}\.[A-Za-z]\w{0,9}|Makefile|Dockerfile|Gemfile|Rakefile)`;
const place = String.raw`(?::(\d{1,7})(?::(\d{1,5}))?|\((\d{1,7})(?:,\s?(\d{1,5}))?\)|",? line (\d{1,7}))?`;
const pattern = new RegExp(String.raw`(?<![\w/.:@~+-])(${file})${place}(?![\w/])`, 'g');

/** Longer lines are data, and looking through them would cost more than it helps. */
const longestText = 4000;

export function findPaths(text: string): readonly FoundPath[] {
  if (text.length > longestText) return [];
  const found: FoundPath[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole, path = '', afterColon, column, inParens, columnInParens, inWords] = match;
    const line = afterColon ?? inParens ?? inWords;
    const hasFolder = /[\\/]/.test(path);
    if (!hasFolder && line === undefined) continue;
    // `//host/x.js` is the rest of a URL; `1.2/3.4` are numbers.
    if (path.startsWith('//') || /^[\d.\\/]+$/.test(path)) continue;
    const columnText = column ?? columnInParens;
    found.push({
      path,
      line: line === undefined ? null : Number(line),
      column: columnText === undefined ? null : Number(columnText),
      from: match.index,
      to: match.index + whole.length,
    });
  }
  return found;
}

export interface RepositoryView {
  /** Of the job: `https://git.example.org/group/project/-/jobs/7`. */
  readonly jobUrl: string;
  readonly projectPath: string;
  readonly ref: string;
}

/**
 * The page of a file in GitLab as it is on the job's branch or tag; null where the file is not in the repository, as far
 * as its path tells. Jobs of merge request pipelines run on refs that have no such pages.
 */
export function blobUrl(place: FilePlace, { jobUrl, projectPath, ref }: RepositoryView): string | null {
  const project = jobUrl.split('/-/jobs/')[0];
  const inside = pathInside(place.path, projectPath);
  if (project === undefined || project === jobUrl || inside === null || ref.startsWith('refs/')) return null;
  const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
  return `${project}/-/blob/${encode(ref)}/${encode(inside)}${place.line === null ? '' : `#L${place.line}`}`;
}

/** Below the project's folder: runners check out into a folder that ends in the project's path. */
function pathInside(path: string, projectPath: string): string | null {
  const below = path.indexOf(`/${projectPath}/`);
  const inside = below >= 0 ? path.slice(below + projectPath.length + 2) : path.replace(/^\.\//, '');
  if (/^([/~]|[A-Za-z]:)|\\/.test(inside) || inside.split('/').includes('..')) return null;
  return inside === '' ? null : inside;
}
