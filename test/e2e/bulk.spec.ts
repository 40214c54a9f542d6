import { createHash } from 'node:crypto';
import { expect, readable, test } from './fixtures.ts';
import { setScene } from './scene.ts';
import { addAccount, openTerminal } from './user.ts';

const LINES = 100_000;
const line = (n: number) => `${String(n).padStart(6, '0')} the quick brown fox jumps over the dog`;

test('5 MB printed: every line is there, found by selecting all and copying', async ({ launch, gitlab }) => {
  test.slow();
  const scene = setScene(await gitlab());
  scene.job('unit:big-log');
  const app = await launch({ preferences: { ...readable, scrollbackLines: 200_000 } });
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'unit:big-log');
  await terminal.enter(`seq -f '%06.0f the quick brown fox jumps over the dog' 1 ${LINES} > big.txt; wc -c < big.txt`);
  const size = Array.from({ length: LINES }, (_, i) => line(i + 1).length + 1).reduce((a, b) => a + b);
  expect(size).toBeGreaterThan(4_500_000);
  await terminal.shows(String(size));

  await terminal.enter("cat big.txt; printf 'all-%s\\n' printed");
  await terminal.shows('all-printed', { timeout: 120_000 });

  await page.locator('.xterm-screen:visible').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /select all/i }).click();
  await terminal.input.focus();
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(async () => (await app.clipboard()).length, { timeout: 60_000 }).toBeGreaterThan(size - 1);
  const copied = (await app.clipboard()).split(/\r?\n/).map((row) => row.trimEnd());
  const start = copied.indexOf(line(1));
  expect(start).toBeGreaterThanOrEqual(0);
  const wrong = Array.from({ length: LINES }, (_, i) => i).filter((i) => copied[start + i] !== line(i + 1));
  expect(wrong.slice(0, 5)).toEqual([]);
});

test('200 kB pasted arrives byte for byte, after the guard has asked', async ({ app, gitlab }) => {
  test.slow();
  const scene = setScene(await gitlab());
  scene.job('db:import', { executor: 'docker' });
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'db:import');

  const rows: string[] = [];
  for (let n = 0; Buffer.byteLength(rows.join('\n')) < 200_000; n += 100) {
    for (let i = n; i < n + 100; i += 1) rows.push(`INSERT ${i} — žluťoučký kůň, 日本語 🚀;`);
  }
  const text = rows.join('\n');
  // What a terminal sends for a line end is a carriage return; the tty is raw, so it stays one.
  const sent = Buffer.from(text.replaceAll('\n', '\r'));
  const sum = createHash('sha256').update(sent).digest('hex');

  await terminal.enter(`stty raw -echo; printf 'ready-%s\\r\\n' now; head -c ${sent.length} | sha256sum; stty sane`);
  await terminal.shows('ready-now');
  await app.setClipboard(text);
  await terminal.input.focus();
  await page.keyboard.press('Control+Shift+V');
  const guard = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await expect(guard).toContainText(new RegExp(rows.length.toLocaleString('en').replace(',', '[,.\\s]?')));
  await guard.getByRole('button', { name: 'Paste', exact: true }).click();
  await terminal.shows(sum.slice(0, 40), { timeout: 120_000 });
});

test('a paste that the user calls off sends nothing', async ({ app, gitlab }) => {
  const scene = setScene(await gitlab());
  const job = scene.job('db:import');
  const { page } = app;
  await addAccount(page, scene.account);
  const terminal = await openTerminal(page, 'db:import');
  await terminal.enter("printf 'rea%s\\n' dy");
  await terminal.shows('ready');
  const before = job.terminal?.bytesReceived;
  await app.setClipboard('echo one\necho two\n');
  await terminal.input.focus();
  await page.keyboard.press('Control+Shift+V');
  const guard = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await guard.getByRole('button', { name: 'Cancel' }).click();
  await expect(guard).toBeHidden();
  await terminal.enter("printf 'do%s\\n' ne");
  await terminal.shows('done');
  expect(job.terminal?.bytesReceived).toBe((before ?? 0) + "printf 'do%s\\n' ne".length + 1);
});
