/** What a user does and sees, by the names that a screen reader would say. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { AccountForm } from './scene.ts';

export const jobs = (page: Page): Locator => page.getByRole('region', { name: 'Jobs' });

export const notices = (page: Page): Locator => page.getByRole('region', { name: 'Notices' });

/** The strip below a terminal whose session is over: what happened, and what can be done. */
export const ended = (page: Page): Locator => page.getByRole('region', { name: 'Session ended' });

/** The row of a job: the innermost thing in the list that holds its name and a button. */
export const jobRow = (page: Page, name: string): Locator =>
  jobs(page)
    .locator('[role=row], [role=listitem], [role=treeitem], [role=option], li')
    .filter({ hasText: name })
    .filter({ has: page.getByRole('button', { name: 'Open terminal' }) })
    .last();

export const tab = (page: Page, name: string): Locator => page.getByRole('tab', { name });

/** Fills the account form, on the first-run screen or behind the button. */
export async function fillAccountForm(page: Page, account: AccountForm): Promise<void> {
  const address = page.getByLabel('GitLab URL');
  const button = page.getByRole('button', { name: 'Add account' }).first();
  await expect(address.or(button).first()).toBeVisible({ timeout: 30_000 });
  if (!(await address.isVisible())) await button.click();
  // The desktop door proposes its sign-in window first.
  await expect(
    page.getByLabel('Access token').or(page.getByRole('button', { name: 'Use a token instead' })),
  ).toBeVisible();
  const paste = page.getByRole('button', { name: 'Use a token instead' });
  if (await paste.isVisible()) await paste.click();
  await address.fill(account.url);
  await page.getByLabel('Access token').fill(account.token);
  await page.getByLabel('Session cookie').fill(account.cookie);
}

export async function connect(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
}

export async function addAccount(page: Page, account: AccountForm): Promise<void> {
  await fillAccountForm(page, account);
  await connect(page);
  await expect(page.getByLabel('GitLab URL')).toBeHidden({ timeout: 30_000 });
}

/** Opens a job's terminal from the list, and waits until it can be typed into. */
export async function openTerminal(page: Page, name: string): Promise<Terminal> {
  const row = jobRow(page, name);
  await expect(row).toBeVisible({ timeout: 30_000 });
  await row.hover();
  await row.getByRole('button', { name: 'Open terminal' }).click();
  await expect(tab(page, name)).toHaveAttribute('aria-selected', 'true');
  // What is typed before there is a shell goes nowhere.
  await expect(tab(page, name)).not.toHaveAccessibleDescription(/connecting/, { timeout: 60_000 });
  return terminalOf(page);
}

export interface Terminal {
  readonly input: Locator;
  /** What the screen shows, row by row, as screen-reader mode exposes it. */
  screen(): Promise<string>;
  type(text: string): Promise<void>;
  /** Types a line and Enter. */
  enter(line: string): Promise<void>;
  /** Waits until the screen shows it. */
  shows(text: string | RegExp, options?: { readonly timeout?: number }): Promise<void>;
}

/** The terminal in front, or the one by that name of those that are shown side by side. */
export function terminalOf(page: Page, name?: string): Terminal {
  const where = name === undefined ? page : page.getByRole('tabpanel', { name, exact: true });
  const input = where.getByRole('textbox', { name: 'Terminal input' });
  const rows = where.locator('.xterm-accessibility-tree:visible > *');
  const terminal: Terminal = {
    input,
    screen: async () => (await rows.allTextContents()).map((row) => row.replace(/[\s\u00a0]+$/, '')).join('\n'),
    async type(text) {
      await input.focus();
      await page.keyboard.type(text);
    },
    async enter(line) {
      await terminal.type(line);
      await page.keyboard.press('Enter');
    },
    async shows(text, options = {}) {
      const poll = expect.poll(() => terminal.screen(), { timeout: options.timeout ?? 30_000 });
      await (typeof text === 'string' ? poll.toContain(text) : poll.toMatch(text));
    },
  };
  return terminal;
}
