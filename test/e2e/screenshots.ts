/**
 * Takes the README's screenshots on the real Electron, of the demo: `xvfb-run -a npx tsx test/e2e/screenshots.ts`,
 * after `npm run build`. Takes about three minutes, since a demo job has to end by itself. Writes to `assets/screenshots/`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { leaveDemoAccounts } from '../../electron/doors/demo-accounts.ts';
import { startDemo } from '../gitlab/demo.ts';
import { type App, launchApp } from './app.ts';
import { repositoryRoot } from './machine.ts';
import { jobRow, openTerminal, tab } from './user.ts';

type Theme = 'light' | 'dark';

const pictures = join(repositoryRoot, 'assets/screenshots');

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
  console.log(name);
}

async function inApp(theme: Theme, withDemo: boolean, run: (app: App) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-pictures-'));
  const dataDir = join(folder, 'data');
  const demo = withDemo ? await startDemo() : null;
  try {
    mkdirSync(dataDir, { mode: 0o700 });
    if (demo !== null)
      leaveDemoAccounts(
        dataDir,
        demo.accounts.map((account) => ({ ...account })),
      );
    const app = await launchApp('electron', {
      home: join(folder, 'home'),
      dataDir,
      preferences: { theme },
      args: withDemo ? ['--demo'] : [],
    });
    try {
      await run(app);
    } finally {
      await app.stop();
    }
  } finally {
    await demo?.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function firstRun(theme: Theme): Promise<void> {
  await inApp(theme, false, async ({ page }) => {
    await expect(page.getByLabel('GitLab URL')).toBeVisible();
    await take(page, `first-run-${theme}`);
  });
}

async function work(theme: Theme): Promise<void> {
  await inApp(theme, true, async ({ page }) => {
    await expect(jobRow(page, 'migrate:dry-run')).toBeVisible({ timeout: 60_000 });
    await take(page, `list-${theme}`);

    await openTerminal(page, 'migrate:dry-run');
    await page.waitForTimeout(1_500);
    await page.keyboard.type('ls -la /etc | head -20\n');
    await openTerminal(page, 'integration:postgres');
    await page.waitForTimeout(1_500);
    await page.keyboard.type("ls; printf '\\e[1;32mPASS\\e[0m checkout/totals \\e[2m(1.2 s)\\e[0m\\n'\n");
    const held = await openTerminal(page, 'soak:watchdog');
    await page.waitForTimeout(1_500);
    await page.keyboard.type('ls -l; uname -srm; tail -n 5 *.log 2>/dev/null\n');
    await tab(page, 'integration:postgres').click();
    await page.waitForTimeout(1_000);
    await take(page, `terminal-${theme}`);

    await tab(page, 'soak:watchdog').click();
    await expect(page.getByRole('button', { name: 'Let it finish' })).toBeVisible({ timeout: 180_000 });
    await held.input.focus();
    await page.waitForTimeout(3_000);
    await take(page, `held-${theme}`);

    await tab(page, 'migrate:dry-run').click();
    await page.keyboard.type('exit\n');
    await expect(page.getByRole('region', { name: 'Session ended' })).toBeVisible({ timeout: 30_000 });
    await take(page, `ended-${theme}`);
  });
}

mkdirSync(pictures, { recursive: true });
for (const theme of (['light', 'dark'] as const).filter(
  (one) => process.argv[2] === undefined || process.argv[2] === one,
)) {
  await firstRun(theme);
  await work(theme);
}
