import type { Locator } from '@playwright/test';
import type { SimJob } from '../gitlab/api.ts';
import type { App } from './app.ts';
import { expect, test } from './fixtures.ts';
import { brisk, setScene } from './scene.ts';
import { addAccount, ended, notices, openTerminal, tab } from './user.ts';

/** When the hold of this job is used up, read from the log as GitLab has it. */
function holdEndsAt(job: SimJob, limitSeconds: number): number {
  const line = job.log.indexOf('Terminal is connected, will time out in');
  const marks = [...job.log.slice(0, line).matchAll(/section_end:(\d+):/g)];
  const mark = marks.at(-1)?.[1];
  if (line < 0 || mark === undefined) throw new Error('the log tells of no hold');
  return (Number(mark) + limitSeconds) * 1000;
}

/** Electron counts its locks from 0, and the app has one at a time. */
function isKeptAwake({ electron }: App): Promise<boolean> {
  return electron.evaluate(({ powerSaveBlocker }) => [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)));
}

/** What a countdown shows as it steps, with the page's time of each step: no way between the two is on it. */
function countdownSteps(timer: Locator, count: number): Promise<readonly { text: string; at: number }[]> {
  return timer.evaluate(
    (shown, wanted) =>
      new Promise((resolve) => {
        const steps: { text: string; at: number }[] = [];
        const observer = new MutationObserver(() => {
          steps.push({ text: shown.textContent ?? '', at: Date.now() });
          if (steps.length < wanted) return;
          observer.disconnect();
          resolve(steps);
        });
        observer.observe(shown, { characterData: true, childList: true, subtree: true });
      }),
    count,
  );
}

test('a job that ends is held, counted down to the second, and told when it is used up', async ({ app, gitlab }) => {
  test.slow();
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('e2e:safari', { executor: 'shell', sessionTimeoutSeconds: 25 });
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'e2e:safari');
  await terminal.enter("printf 'still-%s\\n' here");
  await terminal.shows('still-here');

  job.finishScript(0);
  await expect.poll(() => job.log, { timeout: 20_000 }).toContain('will time out in 25s');
  const banner = page.getByText(/is held/i).first();
  await expect(banner).toBeVisible();
  const endsAt = holdEndsAt(job, 25);

  await test.step('the countdown is right to the second, more than once', async () => {
    for (const { text, at } of await countdownSteps(page.getByRole('timer').first(), 4)) {
      const shown = /(\d+):(\d\d)/.exec(text);
      const shownMs = (Number(shown?.[1]) * 60 + Number(shown?.[2])) * 1000;
      // The runner's stamp is cut to the second, so the true end is up to 1 s later; ours is up to 1 s from that, and is
      // shown rounded up.
      const aheadMs = shownMs - (endsAt - at);
      expect(aheadMs).toBeGreaterThan(-1_000);
      expect(aheadMs).toBeLessThanOrEqual(3_000);
    }
  });
  await expect(notices(page)).toContainText(/held/i);

  await terminal.enter("printf 'held-%s\\n' shell");
  await terminal.shows('held-shell');

  await expect(ended(page)).toContainText('The hold is used up', { timeout: 60_000 });
  expect(await job.until('success')).toBe('success');
  await terminal.shows('held-shell');
});

test('a held job can be let finish, and then succeeds at once', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('lint:all', { executor: 'shell', sessionTimeoutSeconds: 600 });
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, 'lint:all');
  await expect.poll(() => job.terminal).not.toBeNull();
  job.finishScript(0);
  const letFinish = page.getByRole('button', { name: 'Let it finish' });
  await expect(letFinish).toBeVisible({ timeout: 30_000 });
  // Whether this machine can be kept awake behind a browser is its own affair; it is told either way.
  const awake = page.getByRole('button', {
    name: /Keeping this computer awake for 1 job|This computer may go to sleep/,
  });
  await expect(awake).toBeVisible();
  if (app.door === 'electron') expect(await isKeptAwake(app)).toBe(true);

  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Keep the job a while…' }).click();
  const keep = page.getByRole('dialog', { name: 'Keep the job a while' });
  await expect(keep).toContainText('The job’s log says shell.');
  await expect(keep).toContainText('It is held: stay connected');
  await keep.getByRole('button', { name: 'Close dialog' }).click();

  await letFinish.click();
  const sure = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  if (await sure.isVisible()) await sure.getByRole('button', { name: /finish/i }).click();
  expect(await job.until('success')).toBe('success');
  await expect(ended(page)).toContainText('You let the job finish');
  await expect(awake).toBeHidden();
  if (app.door === 'electron') expect(await isKeptAwake(app)).toBe(false);
});

test('closing the tab of a held job asks first', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab({ timing: brisk }));
  const job = scene.job('perf:startup', { executor: 'shell', sessionTimeoutSeconds: 600 });
  const { page } = app;
  await addAccount(page, scene.account);
  await openTerminal(page, 'perf:startup');
  await expect.poll(() => job.terminal).not.toBeNull();
  job.finishScript(0);
  await expect(page.getByRole('button', { name: 'Let it finish' })).toBeVisible({ timeout: 30_000 });

  const guard = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.press('Control+Shift+W');
  await expect(guard).toBeVisible();
  await guard.getByRole('button', { name: /cancel|keep/i }).click();
  await expect(tab(page, 'perf:startup')).toBeVisible();
  expect(job.status).toBe('running');

  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.press('Control+Shift+W');
  await guard.getByRole('button', { name: /close|finish/i }).click();
  await expect(tab(page, 'perf:startup')).toBeHidden();
  expect(await job.until('success')).toBe('success');
});
