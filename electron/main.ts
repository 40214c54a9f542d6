/** Desktop door: the composition root. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';
import { createLog } from './core/log.ts';
import { platformOf } from './doors/app-info.ts';
import { createSystemClock } from './doors/clock.ts';
import { policyPath } from './doors/policy-path.ts';
import { startFailure } from './doors/start-failure.ts';
import { keepYoungHeapSmall } from './doors/young-heap.ts';
import { type DesktopArguments, parseDesktopArguments } from './shell/arguments.ts';
import { settleDataDir } from './shell/data-dir.ts';
import { wasOpenedAtLogin } from './shell/desk/login-item.ts';
import { allowShortcutsOnWayland } from './shell/desk/shortcut.ts';
import { startDesktop } from './shell/desktop.ts';
import { createGuests } from './shell/guests.ts';
import { hearLinks, type Links } from './shell/links.ts';
import { declareScheme } from './shell/scheme.ts';
import { createSignInWindow } from './shell/sign-in/sign-in.ts';
import { createDesktopUpdates } from './shell/updates/updates.ts';

/** The bundle lies in `electron/` of the build. */
const distDir = (): string => join(dirname(fileURLToPath(import.meta.url)), '..');

async function start(options: DesktopArguments, dataDir: string, links: Links): Promise<void> {
  await app.whenReady();
  const clock = createSystemClock();
  const log = createLog({ file: join(dataDir, 'jobdeck.log'), now: clock.now });
  const updates = createDesktopUpdates({ demo: options.demo, log });
  const info = {
    version: app.getVersion(),
    door: 'desktop',
    platform: platformOf(process.platform),
    demo: options.demo,
    localShell: true,
    signInWindow: true,
    dataDir,
  } as const;

  const guests = createGuests();
  const signIn = createSignInWindow({ distDir: distDir(), guests, log });
  const core = await startDesktop({
    dataDir,
    distDir: distDir(),
    clock,
    log,
    guests,
    updates,
    links,
    hidden: options.hidden || wasOpenedAtLogin(),
    givenDataDir: options.dataDir === null ? null : dataDir,
    policyFiles: [policyPath(process.env, process.platform), options.policyFile].filter((file) => file !== null),
    // Late: the window is opened before any of this is read.
    async createCore(windowing) {
      const [{ createCore }, { createElectronHost }, { loadPolicy }] = await Promise.all([
        import('./core/core.ts'),
        import('./shell/host.ts'),
        import('./doors/policy-file.ts'),
      ]);
      const policy = loadPolicy(options.policyFile, process.env, process.platform);
      const { offer } = updates;
      return createCore(
        createElectronHost({ app: info, clock, log, policy, offerUpdater: offer, signIn, ...windowing }),
      );
    },
  });
  core.start();
  keepYoungHeapSmall();
  if (options.demo) {
    const { addDemoAccounts, takeDemoAccounts } = await import('./doors/demo-accounts.ts');
    await addDemoAccounts(core, takeDemoAccounts(dataDir));
  }
  if (options.jobUrl !== null) core.openUrl(options.jobUrl);
}

const options = parseDesktopArguments(process.argv.slice(1), process.env);
const dataDir = settleDataDir(options.dataDir);
declareScheme();
allowShortcutsOnWayland();
// It takes `--no-sandbox` back, with which root's helper processes would not start; the launcher warns of that case.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

// The lock is kept in `userData`; the first instance gets this one's arguments and answers.
if (app.requestSingleInstanceLock()) {
  start(options, dataDir, hearLinks()).catch((error: unknown) => {
    console.error(startFailure(error));
    app.exit(1);
  });
} else {
  app.quit();
}
