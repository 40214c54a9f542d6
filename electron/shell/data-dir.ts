import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app } from 'electron';

/** Settings lie at the top of the data directory, what Chromium keeps below it. */
export function settleDataDir(given: string | null): string {
  const dataDir = given === null ? app.getPath('userData') : resolve(given);
  const chromiumDir = join(dataDir, 'chromium');
  mkdirSync(chromiumDir, { recursive: true, mode: 0o700 });
  app.setPath('userData', dataDir);
  app.setPath('sessionData', chromiumDir);
  return dataDir;
}
