import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
  /** Vite puts a hash of the content into these names. */
  readonly immutable: boolean;
}

/** The built renderer by URL path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/**
 * Reads the whole folder once (a few MB). A request is then a look-up by its exact path, so there is no path
 * to traverse, no symlink to follow and no file that a build did not put there.
 */
export function readPageFiles(folder: string): PageFiles {
  const files = new Map<string, PageFile>();
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile()) {
        const type = TYPES[extname(entry.name)];
        // Source maps and other left-overs of a build are not for pages.
        if (type === undefined) continue;
        const url = `/${relative(folder, child).split(sep).join('/')}`;
        files.set(url, { type, body: readFileSync(child), immutable: url.startsWith('/assets/') });
      }
    }
  };
  walk(folder);
  const index = files.get('/index.html');
  if (index === undefined) throw new Error(`no index.html in ${folder}; run \`npm run build\``);
  files.set('/', index);
  return files;
}
