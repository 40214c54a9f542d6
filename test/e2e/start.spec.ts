import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { endsWithin, exited, untilPrinted } from './child.ts';
import { expect, test } from './fixtures.ts';
import { findBrowser, repositoryRoot } from './machine.ts';
import { jobRow, openTerminal } from './user.ts';

test('npm start -- --demo: three instances, and a shell in one of their jobs', async ({ atEnd, folder }) => {
  test.slow();
  const npm = spawn('npm', ['start', '--', '--demo', '--browser', '--no-open', '--port', '0'], {
    cwd: repositoryRoot,
    env: { ...process.env, HOME: folder, TMPDIR: folder },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  atEnd(() => {
    if (npm.pid !== undefined && !exited(npm)) process.kill(-npm.pid, 'SIGKILL');
  });
  const [address] = await untilPrinted(npm, () => printed, /http:\/\/127\.0\.0\.1:\d+\/#key=\S+/);
  const executablePath = findBrowser();
  const browser = await chromium.launch(executablePath === null ? {} : { executablePath });
  atEnd(() => browser.close());
  const page = await browser.newPage();
  await page.goto(address);
  for (const job of ['integration:postgres', 'flash:board-rev-c', 'migrate:dry-run']) {
    await expect(jobRow(page, job)).toBeVisible({ timeout: 60_000 });
  }
  const terminal = await openTerminal(page, 'migrate:dry-run');
  await expect(terminal.input).toBeVisible();
  await expect(page.getByRole('tab', { name: 'migrate:dry-run' })).toHaveAccessibleDescription(/open/);

  await browser.close();
  // Ctrl-C in a terminal reaches the whole group.
  process.kill(-(npm.pid as number), 'SIGINT');
  expect(await endsWithin(npm, 30_000)).toBe(true);
  // The throw-away data directory and every simulated GitLab's folder are gone.
  await expect.poll(() => readdirSync(folder).filter((name) => /jobdeck/.test(name))).toEqual([]);
});

test('the command line answers help, its version, and a wrong flag', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'electron/launch.ts', ...args], {
      cwd: repositoryRoot,
      encoding: 'utf8',
    });
  const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };
  expect(run('--help').stdout).toContain('--data-dir');
  expect(run('--version').stdout.trim()).toBe(version);
  const wrong = run('--nonsense');
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('--nonsense');
  expect(existsSync(join(repositoryRoot, 'dist'))).toBe(true);
});
