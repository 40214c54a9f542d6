/** What `npm start` runs: picks a door, builds what is stale, starts the demo's GitLab where asked. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandLine, HELP, parseCommandLine } from './doors/command-line.ts';
import { leaveDemoAccounts } from './doors/demo-accounts.ts';
import { hasDisplay } from './doors/display.ts';
import { browserDoor, type DoorCommand, desktopDoor } from './launcher/door.ts';
import { findElectron } from './launcher/electron-program.ts';
import { ensureBuilt } from './launcher/ensure-built.ts';
import { runDoor } from './launcher/run-door.ts';

const REPO_DIR = fileURLToPath(new URL('..', import.meta.url));

function isRootOnLinux(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

function chooseDoor(options: CommandLine, dataDir: string | null): DoorCommand {
  const browser = browserDoor(REPO_DIR, options, dataDir);
  if (options.browser) return browser;
  if (!hasDisplay(process.env, process.platform)) {
    console.log('Using the browser door: there is no display here (DISPLAY is not set).');
    return browser;
  }
  const electron = findElectron(REPO_DIR, process.env, process.stdout.isTTY);
  if (!electron.found) {
    console.log(`Using the browser door: ${electron.why}.`);
    return browser;
  }
  if (isRootOnLinux()) {
    console.log(
      'Warning: Chromium has no sandbox when it runs as root. Run Jobdeck as an ordinary user where you can.',
    );
  }
  return desktopDoor(REPO_DIR, electron, options, dataDir, isRootOnLinux());
}

/** The simulated GitLab runs in this process; the door gets its accounts through a file that only this user can read. */
async function runDemo(options: CommandLine): Promise<number> {
  const { startDemo } = await import('../test/gitlab/demo.ts');
  const dataDir = mkdtempSync(join(tmpdir(), 'jobdeck-demo-'));
  const demo = await startDemo();
  try {
    leaveDemoAccounts(dataDir, demo.accounts);
    return await runDoor(chooseDoor(options, dataDir));
  } finally {
    // First what holds credentials: ending the jobs takes a while, and whoever waits for us may not wait that long.
    rmSync(dataDir, { recursive: true, force: true });
    await demo.dispose();
  }
}

async function run(options: CommandLine): Promise<number> {
  if (!ensureBuilt(REPO_DIR)) return 1;
  return options.demo ? runDemo(options) : runDoor(chooseDoor(options, options.dataDir));
}

function refuse(message: string): number {
  console.error(`jobdeck: ${message}. Try: npm start -- --help`);
  return 2;
}

async function main(): Promise<number> {
  const parsed = parseCommandLine(process.argv.slice(2), process.env);
  switch (parsed.do) {
    case 'help':
      console.log(HELP);
      return 0;
    case 'version':
      console.log((JSON.parse(readFileSync(join(REPO_DIR, 'package.json'), 'utf8')) as { version: string }).version);
      return 0;
    case 'refuse':
      return refuse(parsed.message);
    case 'run': {
      const { demo, dataDir } = parsed.options;
      if (demo && dataDir !== null)
        return refuse('--demo brings a data directory of its own, so it takes no --data-dir');
      return run(parsed.options);
    }
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error('jobdeck:', error);
    process.exit(1);
  },
);
