import { readFileSync } from 'node:fs';

/**
 * Whether one of the files that settings come from (the user's, an administrator's) says anything of images in terminals.
 * What it says, and whose word counts, is core's to tell; where none does they are off, and the first page need not wait.
 */
export function mayShowImages(files: readonly string[]): boolean {
  return files.some((file) => {
    try {
      return readFileSync(file, 'utf8').includes('"terminalImages"');
    } catch {
      return false;
    }
  });
}
