import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * Opens the address in the user's browser, and returns the undo of what it left behind. The address holds the one-time
 * key, and every user of a machine can read every program's arguments; so the browser is given a private file that
 * leads there (as Jupyter does). A browser that cannot be started is no failure: the address is printed anyway.
 */
export function openBrowser(url: string, dataDir: string, platform: NodeJS.Platform): () => void {
  const path = join(dataDir, 'open.html');
  const page = `<!doctype html><meta name="referrer" content="no-referrer"><script>location.replace(${JSON.stringify(url)})</script>\n`;
  rmSync(path, { force: true });
  writeFileSync(path, page, { mode: 0o600, flag: 'wx' });

  const [program = 'xdg-open', ...args] = OPENERS[platform] ?? [];
  const child = spawn(program, [...args, path], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
  return () => rmSync(path, { force: true });
}
