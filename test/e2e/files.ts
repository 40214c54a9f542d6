import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The content of every file below a folder, by path; links are not followed. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) for (const [inner, text] of filesBelow(path)) found.set(inner, text);
    else if (stat.isFile()) found.set(path, readFileSync(path, 'latin1'));
  }
  return found;
}

/** Paths of the files that hold a text. */
export function filesWith(folder: string, text: string): string[] {
  return [...filesBelow(folder)].flatMap(([path, content]) => (content.includes(text) ? [path] : []));
}
