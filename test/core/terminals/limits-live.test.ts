import { afterEach, expect, test } from 'vitest';
import type { LimitKind, SessionLimit } from '../../../electron/contract.ts';
import type { InstanceOptions } from '../../gitlab/api.ts';
import { type Scene, startScene, type Tab } from './ending-scene.ts';

/** The log is asked every 3 s, the status every 5 s, and neither is hurried here. */
const LONGEST_MS = 60_000;

/** What a whole core tells of a terminal's limits, over real sockets against a simulated GitLab. */
let scene: Scene;
afterEach(() => scene.dispose());

const start = async (options: Partial<InstanceOptions> = {}) => {
  scene = await startScene(options);
};
const limit = (tab: Tab, kind: LimitKind): SessionLimit | null =>
  tab.view.limits.find((one) => one.kind === kind) ?? null;
const tells = (tab: Tab, kind: LimitKind) => scene.until(kind, () => limit(tab, kind) !== null, 45_000);

test(
  'a job’s timeout, by clocks two hours apart',
  async () => {
    await start({ timing: { serverClockSkewMs: -7_200_000, runnerClockSkewMs: 7_200_000 } });
    const job = scene.job({ executor: 'shell', jobTimeoutSeconds: 240 });
    const startedAt = Date.now();
    const tab = await scene.atPrompt(job);
    await tells(tab, 'job-timeout');
    const told = limit(tab, 'job-timeout');
    expect(told).toMatchObject({ certainty: 'certain', source: 'job', lengthMs: 240_000, endsTerminal: true });
    expect(Math.abs((told?.at ?? 0) - (startedAt + 240_000))).toBeLessThanOrEqual(2_000);
    expect(tab.view.limits[0]?.kind).toBe('job-timeout');
  },
  LONGEST_MS,
);

test(
  'what follows the script, then the hold itself, and the next job on that runner profits',
  async () => {
    await start({ timing: { logPartEveryMs: 300 } });
    const options = { executor: 'shell', runner: 'build-01', sessionTimeoutSeconds: 600 } as const;
    const job = scene.job(options);
    const tab = await scene.atPrompt(job);
    await scene.until('the executor', () => tab.view.executor === 'shell');
    expect(limit(tab, 'hold-to-come')).toMatchObject({ at: null, lengthMs: 1_800_000, source: 'default' });
    job.finishScript();
    await tab.is('held');
    const held = limit(tab, 'hold');
    expect(held).toMatchObject({ certainty: 'certain', lengthMs: 600_000 });
    expect(tab.view.limits.map(({ kind }) => kind)).toEqual(['hold']);

    const next = await scene.atPrompt(scene.job(options));
    await scene.until('the executor', () => next.view.executor === 'shell');
    expect(limit(next, 'hold-to-come')).toMatchObject({
      lengthMs: 600_000,
      source: 'seen-before',
      certainty: 'likely',
    });
  },
  LONGEST_MS,
);

test(
  'a cancel in the hold, noticed at the runner’s next report',
  async () => {
    await start({ timing: { logPartEveryMs: 300, runnerReportEveryMs: 30_000 } });
    const job = scene.job({ executor: 'shell', gracefulCancel: false });
    const tab = await scene.atPrompt(job);
    job.finishScript();
    await tab.is('held');
    job.cancel();
    await tells(tab, 'cancel');
    expect(tab.view.limits.map(({ kind }) => kind)).toEqual(['cancel', 'hold']);
    expect(limit(tab, 'cancel')?.at).toBeLessThanOrEqual(Date.now() + 30_000);
  },
  LONGEST_MS,
);

test(
  'an announced restart, quoted',
  async () => {
    await start();
    const at = Math.ceil((Date.now() + 600_000) / 60_000) * 60_000;
    const text = `GitLab restarts on ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC.`;
    scene.world.instance.announce([{ message: 'Welcome!' }, { message: `**${text}**` }]);
    const tab = await scene.atPrompt(scene.job({ executor: 'docker' }));
    await tells(tab, 'maintenance');
    expect(limit(tab, 'maintenance')).toMatchObject({ quote: text, at, certainty: 'likely', source: 'announcement' });
    await tells(tab, 'script-end');
  },
  LONGEST_MS,
);

test(
  'signed out elsewhere: known before GitLab’s check cuts the terminal',
  async () => {
    await start({ timing: { reauthoriseEveryMs: 300_000 } });
    const tab = await scene.atPrompt(scene.job({ executor: 'shell' }));
    const { state } = tab.view;
    scene.world.instance.signOut(scene.world.user);
    // what the account finds out makes the terminal ask
    await scene.core.calls.checkAccount(tab.view.job?.accountId ?? '').catch(() => {});
    await tells(tab, 'access-lost');
    const told = limit(tab, 'access-lost');
    expect(told).toMatchObject({ certainty: 'certain', title: 'Signed out' });
    expect(told?.at).toBe((state.status === 'open' ? state.since : 0) + 300_000);
  },
  LONGEST_MS,
);
