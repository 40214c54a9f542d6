/** Fixtures of the end-to-end specs. Specs know no door: a project names it, and `launch` opens the app through it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { InstanceOptions, SimInstance } from '../gitlab/api.ts';
import { startInstance } from '../gitlab/instance.ts';
import { type App, launchApp } from './app.ts';
import type { LaunchOptions } from './door.ts';

export { expect } from '@playwright/test';

/** Screen-reader mode exposes the terminal's text: specs read it as a blind user would. */
export const readable = { screenReader: true };

export interface DoorOptions {
  readonly door: 'browser' | 'electron';
  /** Desktop door: the packaged app instead of the built one. */
  readonly packaged: boolean;
}

interface Fixtures {
  /** A folder of this test's own; gone after it. */
  readonly folder: string;
  /** Starts a simulated GitLab that ends with the test. */
  readonly gitlab: (options?: Partial<InstanceOptions>) => Promise<SimInstance>;
  /** Opens the app, which ends with the test. Its data directory is the test's own unless named. */
  readonly launch: (options?: Partial<LaunchOptions>) => Promise<App>;
  /** The app, opened on a data directory with nothing but `readable` in it. */
  readonly app: App;
  /** Runs at the end of the test, last given first. */
  readonly atEnd: (undo: () => unknown) => void;
}

export const test = base.extend<DoorOptions & Fixtures>({
  door: ['browser', { option: true }],
  packaged: [false, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
  atEnd: async ({}, use) => {
    const undos: (() => unknown)[] = [];
    await use((undo) => undos.push(undo));
    for (const undo of undos.reverse()) await undo();
  },

  folder: async ({ atEnd }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'jobdeck-test-'));
    // A browser's last process may write once more while its folder is emptied, and rmSync's own retries look for no new file.
    atEnd(() => expect(() => rmSync(folder, { recursive: true, force: true })).toPass({ timeout: 20_000 }));
    await use(folder);
  },

  gitlab: async ({ folder, atEnd }, use) => {
    let count = 0;
    await use(async (options = {}) => {
      count += 1;
      const instance = await startInstance({ name: `sim${count}`, dir: join(folder, `gitlab-${count}`), ...options });
      atEnd(() => instance.dispose());
      return instance;
    });
  },

  launch: async ({ door, packaged, folder, atEnd }, use, testInfo) => {
    const apps: App[] = [];
    await use(async (options = {}) => {
      const app = await launchApp(door, {
        home: join(folder, 'home'),
        dataDir: join(folder, 'data'),
        preferences: readable,
        packaged,
        ...options,
      });
      apps.push(app);
      atEnd(() => app.stop());
      return app;
    });
    if (testInfo.status === testInfo.expectedStatus) return;
    for (const [index, app] of apps.entries()) {
      const picture = await app.page.screenshot({ timeout: 5_000 }).catch(() => null);
      if (picture !== null) await testInfo.attach(`app-${index}.png`, { body: picture, contentType: 'image/png' });
      await testInfo.attach(`app-${index}-printed.txt`, { body: app.printed(), contentType: 'text/plain' });
    }
  },

  app: async ({ launch }, use) => {
    await use(await launch());
  },
});
