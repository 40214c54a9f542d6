/** GitLab's page in the sign-in window, and the head above it, as their user sees both. */
import { expect, type Page } from '@playwright/test';
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

export async function typePassword(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username or primary email').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function untilClosed(app: App): Promise<void> {
  await expect.poll(() => app.electron.windows().filter(isHead).length, { timeout: 30_000 }).toBe(0);
}
