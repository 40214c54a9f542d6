import { readFileSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../host.ts';
import { type Lists, parseLists } from './remembered-list.ts';

/** Where the remembered lists lie. Steps are taken one after the other; none rejects. */
export interface ListsFile {
  read(): Lists;
  write(lists: Lists): Promise<void>;
  erase(): Promise<void>;
}

/** Far above what full lists of many accounts take. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Nothing here is worth a question or a notice: a file that is damaged, too large or of another version is as good as none.
 * Written without holding up the process, which reads terminals meanwhile; the rename makes each write whole. Mode 0600.
 */
export function createListsFile(file: string, log: Log): ListsFile {
  // the name under which data-dir.ts clears what a killed run has left
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  let last: Promise<void> = Promise.resolve();

  function next(what: string, step: () => Promise<void>): Promise<void> {
    last = last.then(step).catch((error: NodeJS.ErrnoException) => {
      log.warn('jobs', what, { code: error.code ?? 'unknown' });
    });
    return last;
  }

  return {
    read() {
      try {
        return statSync(file).size > MOST_BYTES ? {} : parseLists(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        return {};
      }
    },
    write: (lists) =>
      next('list not remembered', async () => {
        await writeFile(temporary, JSON.stringify({ version: 1, lists }), { mode: 0o600 });
        await rename(temporary, file);
      }),
    erase: () => next('list not erased', () => rm(file, { force: true })),
  };
}
