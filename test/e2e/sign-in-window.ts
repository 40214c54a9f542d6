/** GitLab's page in the sign-in window, and the head above it, as their user sees both. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './app.ts';

export interface SignInWindow {
  /** Ours: address, connection, buttons. */
  readonly head: Page;
  /** Theirs. */
  readonly page: Page;
}

const isHead = (page: Page): boolean => page.url().endsWith('/sign-in.html');
const isOurs = (page: Page): boolean => page.url().startsWith('app://');

/** Waits until the window is there with a page in it. */
export async function signInWindow(app: App): Promise<SignInWindow> {
  const find = () => {
    const windows = app.electron.windows();
    return { head: windows.find(isHead), page: windows.find((page) => !isOurs(page) && page.url() !== '') };
  };
  await expect.poll(() => find().head !== undefined, { message: 'the head', timeout: 30_000 }).toBe(true);
  await expect.poll(() => find().page !== undefined, { message: 'the page', timeout: 30_000 }).toBe(true);
  const { head, page } = find();
  if (head === undefined || page === undefined) throw new Error('the sign-in window went away');
  return { head, page };
}

/** The first step, from the screen where there is no account yet. */
export async function beginSignIn(app: App, url: string): Promise<SignInWindow> {
  await app.page.getByLabel('GitLab URL').fill(url);
  await app.page.getByRole('button', { name: 'Sign in…' }).click();
  return signInWindow(app);
}

export async function typePassword(page: Page, username: string, password: string, remember = false): Promise<void> {
  await page.getByLabel('Username or primary email').fill(username);
  await page.getByLabel('Password').fill(password);
  if (remember) await page.getByLabel('Remember me').check();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** What is clicked closes its own page, at times before the driver has heard that it was clicked. */
export async function clickToClose(button: Locator): Promise<void> {
  await button.click().catch((error) => {
    if (!button.page().isClosed()) throw error;
  });
}

/** Gone, and its page with it: nothing of GitLab's goes on running unseen. */
export async function untilClosed(app: App): Promise<void> {
  await expect.poll(() => app.electron.windows().filter(isHead).length, { timeout: 30_000 }).toBe(0);
  const urls = () =>
    app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getURL()));
  await expect.poll(async () => (await urls()).filter((url) => !url.startsWith('app://jobdeck/'))).toEqual([]);
}
