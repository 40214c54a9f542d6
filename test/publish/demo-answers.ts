/**
 * `npm run release:demo`: the README's first command on a machine without a display. The demo must come up on the browser
 * door, answer its own page on loopback, and end when it is told to.
 */
import { spawn } from 'node:child_process';
import { endsWithin, untilPrinted } from '../e2e/child.ts';
import { repositoryRoot } from '../e2e/machine.ts';

const LIMIT_MS = 20_000;

async function tryDemo(): Promise<void> {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(npm, ['start', '--', '--demo', '--port', '0', '--no-open'], {
    cwd: repositoryRoot,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    process.stdout.write(text);
  });
  // npm passes no signal on when it has no terminal: the whole group gets it, as from a Ctrl-C.
  const signal = (name: NodeJS.Signals): void => void (child.pid !== undefined && process.kill(-child.pid, name));
  try {
    const [, address] = await untilPrinted(child, () => printed, /Jobdeck is at (http:\/\/127\.0\.0\.1:\d+\/)/);
    const page = await fetch(address as string);
    // Without the key that follows the address it is the page that says how to get in.
    if (!page.ok || !(await page.text()).includes('Jobdeck')) throw new Error(`the page answered ${page.status}`);
    signal('SIGTERM');
    if (!(await endsWithin(child, LIMIT_MS))) throw new Error(`the demo did not end within ${LIMIT_MS / 1000} s`);
    console.log('The demo came up, answered and ended.');
  } finally {
    if (child.exitCode === null && child.signalCode === null) signal('SIGKILL');
  }
}

tryDemo().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
