import { defineConfig } from '@playwright/test';
import type { DoorOptions } from './test/e2e/fixtures.ts';
import { findElectron, findPackagedApp } from './test/e2e/machine.ts';

/** About the launcher, which picks the door itself: these run once. */
const perMachine = /[/\\]start\.spec\.ts$/;

/**
 * About what a package changes nothing of (core's code, the page's code): on the packaged app with `JOBDECK_ALL_SPECS=1`
 * only, since each of them takes up to a minute.
 */
const sameInPackages =
  /[/\\](bulk|comfort|crash|endings|freeze|hold|kept|limits|panes|reload|restart|secrets|shells|snippets|waiting)\.spec\.ts$/;

/** The same specs on both doors, and on the packaged app; `test/e2e/run.ts` gets the machine ready and starts this. */
export default defineConfig<DoorOptions>({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/e2e',
  // Two at most: each test is a whole app, a browser and real shells.
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [
    ['list'],
    ...(process.env.JOBDECK_E2E_JSON === undefined
      ? []
      : ([['json', { outputFile: process.env.JOBDECK_E2E_JSON }]] as const)),
    // For a pipeline's list of tests.
    ...(process.env.JOBDECK_E2E_JUNIT === undefined
      ? []
      : ([['junit', { outputFile: process.env.JOBDECK_E2E_JUNIT }]] as const)),
  ],
  use: { actionTimeout: 20_000 },
  projects: [
    { name: 'browser', use: { door: 'browser' } },
    ...(findElectron() === null
      ? []
      : [{ name: 'electron', testIgnore: perMachine, use: { door: 'electron' as const } }]),
    ...(findPackagedApp() === null
      ? []
      : [
          {
            name: 'packaged',
            testIgnore: process.env.JOBDECK_ALL_SPECS === '1' ? perMachine : [perMachine, sameInPackages],
            use: { door: 'electron' as const, packaged: true },
          },
        ]),
  ],
});
