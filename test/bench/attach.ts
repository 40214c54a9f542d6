/**
 * How soon after a job's start its shell is open, by asking and by push, and how many jobs that live for 5 s are caught:
 * `npx tsx test/bench/attach.ts [jobs per way] [milliseconds that GitLab takes for each API answer]`. The whole core against
 * the simulated GitLab, one after the other in each way, starts spread over the second between two questions.
 */
import { randomInt } from 'node:crypto';
import { type Desk, startDesk } from '../core/waiting/desk.ts';
import type { InstanceOptions, SimJob } from '../gitlab/api.ts';

const jobsPerWay = Number(process.argv[2] ?? 40);
const apiDelayMs = Number(process.argv[3] ?? 50);
const shortJobs = 60;
const shortLifeSeconds = 5;
/** What docker and a busy GitLab add: a terminal that is not there at once. */
const youngJobMs = 150;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const isOpen = (desk: Desk, job: SimJob) => {
  const status = desk.sessionOf(job)?.state.status;
  return status === 'open' || status === 'held';
};

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function report(way: string, latencies: readonly number[], requestsPerMinute: number): void {
  const sorted = [...latencies].sort((a, b) => a - b);
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => `${Math.round(quantile(sorted, share))} ms`);
  const rate = Math.round(requestsPerMinute);
  console.log(
    `${way.padEnd(22)} shell open after the start: p50 ${p50}, p95 ${p95}, most ${most}; ${rate} requests/min`,
  );
}

async function latencies(way: string, push: NonNullable<InstanceOptions['push']>): Promise<void> {
  const desk = await startDesk({ instance: { push, timing: { apiDelayMs, youngJobMs } } });
  const told: number[] = [];
  let waitedMs = 0;
  let requests = 0;
  for (let index = 0; index < jobsPerWay; index += 1) {
    const job = desk.world.job({ name: `job ${index}`, status: 'pending', script: 'sleep 3600' });
    await desk.meet(job);
    await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
    if (push === 'ok') await desk.until(() => desk.world.instance.subscriptions > 0);
    desk.world.instance.clearSeen();
    const before = performance.now();
    // long enough for the pace to settle, and nothing that goes along with it
    await pause(1_200 + randomInt(1_000));
    requests += desk.world.instance.seen.filter(({ path }) => /pipelines|\/jobs\/\d+$/.test(path)).length;
    waitedMs += performance.now() - before;
    const start = performance.now();
    desk.world.instance.runJob(job);
    await desk.until(() => isOpen(desk, job));
    told.push(performance.now() - start);
    job.cancel();
    const { id } = desk.sessionOf(job) ?? { id: '' };
    await desk.core.calls.closeSession(id);
  }
  report(way, told, (requests / waitedMs) * 60_000);
  await desk.dispose();
}

async function caught(way: string, push: NonNullable<InstanceOptions['push']>): Promise<void> {
  const desk = await startDesk({ instance: { push, timing: { apiDelayMs, youngJobMs } } });
  const jobs = Array.from({ length: shortJobs }, (_, index) =>
    desk.world.job({ name: `short ${index}`, status: 'created', script: `sleep ${shortLifeSeconds}` }),
  );
  const [first] = jobs;
  if (first === undefined) return;
  await desk.meet(first);
  for (const job of jobs) await desk.core.calls.arm({ what: 'job', jobKey: desk.keyOf(job) });
  const open = new Set<number>();
  for (const [index, job] of jobs.entries()) {
    setTimeout(() => desk.world.instance.queueJob(job), 1_000 + index * 250 + randomInt(250));
  }
  await desk.until(() => {
    for (const job of jobs) if (isOpen(desk, job)) open.add(job.id);
    return open.size + desk.armed.filter(({ state }) => state.status === 'over').length >= jobs.length;
  });
  const share = ((open.size / jobs.length) * 100).toFixed(1);
  console.log(
    `${way.padEnd(22)} jobs that live for ${shortLifeSeconds} s: ${open.size} of ${jobs.length} caught, ${share} %`,
  );
  await desk.dispose();
}

console.log(`${jobsPerWay} jobs each, API answers after ${apiDelayMs} ms, terminals ${youngJobMs} ms after the start`);
await latencies('asking (no push)', 'absent');
await latencies('push', 'ok');
await caught('asking (no push)', 'absent');
await caught('push', 'ok');
process.exit(0);
