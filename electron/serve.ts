/** Browser door: the composition root. `npm start -- --browser` runs its bundle; see launch.ts. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import { createCore } from './core/core.ts';
import { createLog } from './core/log.ts';
import { platformOf } from './doors/app-info.ts';
import { createSystemClock } from './doors/clock.ts';
import { type CommandLine, parseCommandLine } from './doors/command-line.ts';
import { addDemoAccounts, takeDemoAccounts } from './doors/demo-accounts.ts';
import { hasDisplay } from './doors/display.ts';
import { loadPolicy } from './doors/policy-file.ts';
import { startFailure } from './doors/start-failure.ts';
import { watchWaiting } from './doors/waiting-jobs.ts';
import { keepYoungHeapSmall } from './doors/young-heap.ts';
import { attachConsole } from './web/console.ts';
import { defaultDataDir } from './web/data-dir.ts';
import { createWebHost } from './web/host.ts';
import { openBrowser } from './web/open-browser.ts';
import { startOn } from './web/start.ts';

const rendererDir = (): string => fileURLToPath(new URL('../renderer/', import.meta.url));

async function serve(options: CommandLine): Promise<void> {
  const dataDir = options.dataDir ?? defaultDataDir(process.env, process.platform);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });

  const clock = createSystemClock();
  const log = createLog({ file: join(dataDir, 'jobdeck.log'), now: clock.now });
  const policy = loadPolicy(options.policyFile, process.env, process.platform);
  const app = {
    version: manifest.version,
    door: 'browser',
    platform: platformOf(process.platform),
    demo: options.demo,
    signInWindow: false,
    localShell: options.localShell,
    dataDir,
  } as const;
  const core = await createCore(createWebHost({ app, clock, log, policy }));
  const server = await startOn(options.port, rendererDir(), { core, clock, log });
  core.start();
  keepYoungHeapSmall();

  const url = server.freshUrl();
  console.log(`Jobdeck is at ${url}`);
  const opened = options.open && hasDisplay(process.env, process.platform);
  const closeBrowserFile = opened ? openBrowser(url, dataDir, process.platform) : () => {};
  attachConsole({
    server,
    print: console.log,
    heldJobs: core.heldJobs,
    waitingJobs: watchWaiting(core).names,
    onStop: async () => {
      closeBrowserFile();
      await server.dispose();
      await core.dispose();
      process.exit(0);
    },
  });

  if (options.demo) await addDemoAccounts(core, takeDemoAccounts(dataDir));
  if (options.jobUrl !== null) core.openUrl(options.jobUrl);
}

const parsed = parseCommandLine(process.argv.slice(2), process.env);
if (parsed.do === 'run') {
  serve(parsed.options).catch((error: unknown) => {
    console.error(startFailure(error));
    process.exit(1);
  });
}
