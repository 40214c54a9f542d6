import { load } from 'js-yaml';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExecutorFamily } from '../../../renderer/keep/executor.ts';
import { recipesFor } from '../../../renderer/keep/recipes.ts';
import type { SimJob } from '../../gitlab/api.ts';
import { type Live, startLive } from '../terminals/live.ts';

let live: Live;
beforeEach(async () => {
  live = await startLive();
});
afterEach(() => live.dispose());

/** The wait looks every 5 seconds; nothing else about it is changed. */
const QUICK = 'sleep() { command sleep 0.05; }';

function recipe(family: ExecutorFamily, onlyFailed: boolean) {
  const recipes = recipesFor('job', { family, minutes: 30, onlyFailed, shell: 'sh', jobName: 'build', held: false });
  const snippets = recipes[0]?.snippets ?? [];
  const file = load(snippets[0]?.text ?? '') as {
    readonly build: { readonly script?: readonly string[]; readonly after_script?: readonly string[] };
  };
  return {
    lines: [QUICK, ...(file.build.script ?? file.build.after_script ?? [])].join('\n'),
    stop: snippets[1]?.text,
  };
}

const over = (job: SimJob) => job.until('success', 'failed', 'canceled');
/** The line itself, and not the command that is to print it. */
const stopFile = (job: SimJob) => /^Waiting for .* To end it: touch (\/\S+)/m.exec(job.log)?.[1];

test('on Docker the wait at the end of the script keeps the very shell, until it is told to stop', async () => {
  const { lines, stop } = recipe('docker', false);
  const job = live.world.job({ executor: 'docker', script: `true\n${lines}` });
  const tab = live.open(job);
  await tab.state('open');
  await tab.when('the wait', () => stopFile(job) !== undefined);
  tab.type('echo still-$((20 + 1))\r');
  await tab.shows('still-21');
  expect(job.status).toBe('running');
  tab.type(`${stop}\r`);
  expect(await over(job)).toBe('success');
});

test('on Docker a job that fails waits in after_script, where a new shell opens in its container', async () => {
  const { lines, stop } = recipe('docker', true);
  const job = live.world.job({ executor: 'docker', script: 'false', afterScript: lines });
  await live.open(job).when('the wait', () => stopFile(job) !== undefined);
  const tab = live.open(job);
  if (tab.view.state.status === 'ended') live.sessions.reconnect(tab.id);
  await tab.state('open');
  tab.type('echo again-$((20 + 2))\r');
  await tab.shows('again-22');
  expect(job.status).toBe('running');
  tab.type(`${stop}\r`);
  expect(await over(job)).toBe('failed');
});

test('a job that passes does not wait where only a failed one should', async () => {
  const { lines } = recipe('docker', true);
  const job = live.world.job({ executor: 'docker', script: 'true', afterScript: lines });
  expect(await over(job)).toBe('success');
  expect(stopFile(job)).toBeUndefined();
});

test('on the shell executor the terminal knows no CI variables, and the log says which file ends the wait', async () => {
  const { lines } = recipe('shell', false);
  const job = live.world.job({ executor: 'shell', script: lines });
  const tab = live.open(job);
  await tab.state('open');
  await tab.when('the wait', () => stopFile(job) !== undefined);
  tab.type(`echo "project=$CI_PROJECT_DIR."; touch ${stopFile(job)}\r`);
  await tab.shows('project=.');
  await tab.state('held');
  live.sessions.end(tab.id);
  expect(await over(job)).toBe('success');
});
