import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SimJob } from '../../gitlab/api.ts';
import { type Live, startLive } from './live.ts';

let live: Live;
beforeEach(async () => {
  live = await startLive();
});
afterEach(() => live.dispose());

const over = async (job: SimJob) => job.until('success', 'failed', 'canceled');

test('a shell: typed, printed, ended by me; the slot is free at once', async () => {
  const job = live.world.job({ executor: 'shell' });
  const tab = live.open(job);
  tab.type("printf 'ahead-%s\\n' typed\r");
  await tab.state('open');
  await tab.shows('ahead-typed');
  expect(tab.view).toMatchObject({ shellNumber: 1, answering: true, backlogBytes: 0 });
  live.sessions.end(tab.id);
  const { ending } = await tab.state('ended');
  expect(ending).toMatchObject({ reason: 'closed-by-me', certainty: 'certain' });
  await tab.shows(/ended · \d\d:\d\d:\d\d · disconnected by you/);
  live.sessions.reconnect(tab.id);
  await tab.state('open');
  await tab.shows('new shell');
  expect(tab.view.shellNumber).toBe(2);
});

test('exit on a shell runner closes the socket: the shell was left, certainly', async () => {
  const tab = live.open(live.world.job({ executor: 'shell' }));
  await tab.state('open');
  await tab.shows(/[$#] $/);
  tab.type('exit\r');
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'shell-left', certainty: 'certain' });
});

test('exit on a docker runner leaves the socket open: seen, closed, the slot given back', async () => {
  const job = live.world.job({ executor: 'docker' });
  const tab = live.open(job);
  await tab.state('open');
  await tab.shows(/[$#] /);
  tab.type('exit\r');
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'shell-left', next: ['reconnect', 'close'] });
  await tab.when('a free slot', () => job.terminal === null);
});

test('Ctrl-D on a docker runner is seen too', async () => {
  const tab = live.open(live.world.job({ executor: 'docker' }));
  await tab.state('open');
  await tab.shows(/[$#] /);
  tab.type('\u0004');
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'shell-left' });
});

test('a hold is held, counted from its mark, and used up', async () => {
  const job = live.world.job({ executor: 'shell', sessionTimeoutSeconds: 3 });
  const tab = live.open(job);
  await tab.state('open');
  await tab.when('a terminal', () => job.terminal !== null);
  job.finishScript(0);
  const { hold } = await tab.state('held');
  const mark = Number(/section_end:(\d+):[^\n]*\n?[^\n]*Terminal is connected/.exec(job.log)?.[1]) * 1000;
  expect(hold).toMatchObject({ limitMs: 3_000, source: 'log-mark' });
  expect(Math.abs(hold.endsAt - (mark + 3_000))).toBeLessThanOrEqual(1_000);
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'hold-used-up', certainty: 'certain' });
  expect(await over(job)).toBe('success');
});

test('ending a held terminal lets the job finish', async () => {
  const job = live.world.job({ executor: 'shell', sessionTimeoutSeconds: 600 });
  const tab = live.open(job);
  await tab.state('open');
  await tab.when('a terminal', () => job.terminal !== null);
  job.finishScript(0);
  await tab.state('held');
  live.sessions.end(tab.id);
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'let-finish', certainty: 'certain' });
  expect(await over(job)).toBe('success');
});

test('a hard cancel leaves the socket open with nothing behind it: said, and closed', async () => {
  const job = live.world.job({ executor: 'shell', gracefulCancel: false });
  const tab = live.open(job);
  await tab.state('open');
  await tab.when('a terminal', () => job.terminal !== null);
  job.cancel();
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'job-cancelled', certainty: 'certain' });
});

test('a docker job that goes on with after_script gets a new shell by itself, with a seam', async () => {
  const job = live.world.job({ executor: 'docker', afterScript: 'sleep 600' });
  const tab = live.open(job);
  await tab.state('open');
  tab.type("printf 'one-%s\\n' shell\r");
  await tab.shows('one-shell');
  job.finishScript(0);
  await tab.when('a second shell', () => tab.view.shellNumber === 2);
  tab.type("printf 'two-%s\\n' shell\r");
  await tab.shows('two-shell');
  await tab.shows('new shell');
});

test('a docker job without after_script ends with its script', async () => {
  const job = live.world.job({ executor: 'docker' });
  const tab = live.open(job);
  await tab.state('open');
  await tab.shows(/[$#] /);
  job.finishScript(0);
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'script-finished' });
});

test('a cut connection is opened again by itself', async () => {
  const job = live.world.job({ executor: 'shell' });
  const tab = live.open(job);
  await tab.state('open');
  await tab.when('a terminal', () => job.terminal !== null);
  job.terminal?.drop();
  await tab.when('a second shell', () => tab.view.shellNumber === 2);
  await tab.state('open');
  await tab.shows('the earlier one ended: its connection was cut');
});

test('in use elsewhere: tried again, then said', async () => {
  const job = live.world.job({ executor: 'shell' });
  await live.world.open(job);
  const tab = live.open(job);
  const { ending } = await tab.state('ended');
  expect(ending).toMatchObject({ reason: 'in-use-or-unreachable', certainty: 'likely', livedMs: null });
});

test('signed out at the re-authorisation', async () => {
  live.world.instance.setTiming({ reauthoriseEveryMs: 800 });
  const job = live.world.job({ executor: 'shell' });
  const tab = live.open(job);
  await tab.state('open');
  live.world.instance.signOut(live.world.user);
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'signed-out', next: ['sign-in', 'reconnect'] });
});

test('no session server: no terminal, said at once', async () => {
  const tab = live.open(live.world.job({ executor: 'no-session' }));
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'no-terminal', certainty: 'certain' });
});

test('200 kB pasted arrive whole, in order', async () => {
  const tab = live.open(live.world.job({ executor: 'docker' }));
  await tab.state('open');
  const paste = Array.from({ length: 4_000 }, (_, n) => `${n} — žluťoučký kůň, 日本語 🚀;`).join('\r');
  const size = Buffer.byteLength(paste);
  const { createHash } = await import('node:crypto');
  tab.type(`stty raw -echo; printf 'rea%s\\r\\n' dy; head -c ${size} | sha256sum; stty sane\r`);
  await tab.shows('ready');
  tab.type(paste);
  await tab.shows(createHash('sha256').update(paste).digest('hex'));
});

test('leaving a busy shell: what runs is stopped, then the shell is left', async () => {
  const tab = live.open(live.world.job({ executor: 'shell' }));
  await tab.state('open');
  await tab.when('the prompt', () => tab.view.shell?.doing === 'prompt');
  tab.type('trap "echo stopped" INT; echo begun-$((1+1)); sleep 600\r');
  await tab.shows('begun-2');
  expect(tab.view.shell?.doing).toBe('busy');
  const left = live.sessions.leave(tab.id);
  expect(tab.view.shell?.leaving).toBe('stopping');
  expect(await left).toBe('left');
  expect((await tab.state('ended')).ending).toMatchObject({ reason: 'shell-left', certainty: 'certain' });
  expect(tab.text).toContain('stopped');
});
