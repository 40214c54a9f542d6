import type { EndingReason, NextStep } from '../../../electron/contract.ts';
import type { InstanceOptions } from '../../gitlab/api.ts';
import type { Scene, Tab } from './ending-scene.ts';

/** How a terminal comes to its end, and what its user should be told. */
export interface Scenario {
  readonly name: string;
  /** Rows of `ends` in measured.json that it plays: `executor: what`. */
  readonly measured?: readonly string[];
  /** Waits for a quarter of a minute or more, so it is begun first. */
  readonly isLong?: true;
  /** Scenarios with the same word look alike from here, whatever caused them, and must be told alike. */
  readonly alike?: string;
  readonly options?: Partial<InstanceOptions>;
  /** Resolves with the tab when all has been done that leads to its end. */
  play(scene: Scene): Promise<Tab>;
  readonly ends: {
    readonly reason: EndingReason;
    readonly certainty: 'certain' | 'likely';
    readonly says: RegExp;
    readonly first: NextStep;
  };
  /** Statuses that it must never show. */
  readonly never?: readonly Tab['view']['state']['status'][];
  also?(scene: Scene, tab: Tab): Promise<void> | void;
}

/** How a terminal comes back by itself. */
export interface Recovery {
  readonly name: string;
  readonly measured?: readonly string[];
  readonly isLong?: true;
  readonly options?: Partial<InstanceOptions>;
  play(scene: Scene): Promise<Tab>;
  /** What the seam says of the shell before. */
  readonly seam: RegExp;
}

const TICK_MS = 300_000;
const hour = { script: 'sleep 600' };

/** The next re-authorisation comes five minutes after the terminal was opened, by the core's clock. */
async function toTheTick(scene: Scene, meanwhile: () => void): Promise<Tab> {
  const tab = await scene.atPrompt(scene.job(hour));
  scene.leap(TICK_MS - 3_000);
  meanwhile();
  return tab;
}
const ticking = { timing: { reauthoriseEveryMs: 3_000 } };

async function held(scene: Scene, job: Parameters<Scene['job']>[0]): Promise<Tab> {
  const sim = scene.job({ sessionTimeoutSeconds: 600, ...job });
  const tab = await scene.atPrompt(sim);
  sim.finishScript(0);
  await tab.is('held');
  return tab;
}

const simOf = (scene: Scene, tab: Tab) => {
  const found = scene.sims.find(({ id }) => id === tab.view.job?.id);
  if (found === undefined) throw new Error('no such job');
  return found;
};

/** Cut soon after each opening, until it is not opened again. */
async function cutAgainAndAgain(scene: Scene, cut: () => void): Promise<Tab> {
  const tab = await scene.atPrompt(scene.job(hour));
  let shells = 0;
  await scene.until('no shell any more', () => {
    const { state, shellNumber } = tab.view;
    if (state.status === 'open' && shellNumber > shells && scene.relay.tunnels.length > 0) {
      shells = shellNumber;
      cut();
    }
    return state.status === 'ended';
  });
  return tab;
}

const RESERVED_OPCODE = Uint8Array.from([0x83, 0x80, 0, 0, 0, 0]);
const CUT = /connection was cut without a word, while the job still runs/;

export const scenarios: readonly Scenario[] = [
  // ── the user ──
  ...(['shell', 'kubernetes'] as const).map(
    (executor): Scenario => ({
      name: `${executor}: exit typed`,
      ...(executor === 'shell' ? { measured: ['shell: exit typed'] } : {}),
      async play(scene) {
        const tab = await scene.atPrompt(scene.job({ executor }));
        tab.type('exit\r');
        return tab;
      },
      ends: { reason: 'shell-left', certainty: 'certain', says: /you typed exit or Ctrl-D/, first: 'reconnect' },
    }),
  ),
  {
    name: 'shell: Ctrl-D typed',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      tab.type('\u0004');
      return tab;
    },
    ends: { reason: 'shell-left', certainty: 'certain', says: /exit or Ctrl-D/, first: 'reconnect' },
  },
  ...(['docker', 'kubernetes'] as const).flatMap((executor) =>
    (
      [
        ['exit', 'exit\r'],
        ['Ctrl-D', '\u0004'],
      ] as const
    ).map(
      ([what, keys]): Scenario => ({
        name: `${executor}: ${what}, and the socket stays`,
        ...(executor === 'docker' ? { measured: ['docker: exit or Ctrl-D'] } : {}),
        async play(scene) {
          const tab = await scene.atPrompt(scene.job({ executor, leftSocket: 'stays' }));
          tab.type(keys);
          return tab;
        },
        ends: { reason: 'shell-left', certainty: 'likely', says: /printed its farewell/, first: 'reconnect' },
        also: (scene, tab) => scene.until('a free slot', () => simOf(scene, tab).terminal === null),
      }),
    ),
  ),
  {
    name: 'docker: exit at the end of a line with a loop',
    isLong: true,
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({ executor: 'docker' }));
      tab.type('for n in 1 2; do sleep 2; echo turn $n; done; exit\r');
      return tab;
    },
    ends: { reason: 'shell-left', certainty: 'likely', says: /farewell/, first: 'reconnect' },
  },
  {
    name: 'docker: exit typed while a loop runs',
    isLong: true,
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({ executor: 'docker' }));
      tab.type('for n in 1 2; do sleep 2; echo turn $n; done\r');
      await tab.shows('for n in');
      tab.type('exit\r');
      return tab;
    },
    ends: { reason: 'shell-left', certainty: 'likely', says: /farewell/, first: 'reconnect' },
  },
  {
    name: 'shell: exit typed in the hold',
    async play(scene) {
      const tab = await held(scene, {});
      tab.type('exit\r');
      return tab;
    },
    ends: {
      reason: 'shell-left',
      certainty: 'certain',
      says: /It held the job, which finishes now/,
      first: 'open-job-page',
    },
  },
  {
    name: 'disconnected by the user',
    measured: ['any: client sends Close 1000'],
    async play(scene) {
      const tab = await scene.atPrompt(scene.job(hour));
      await scene.core.calls.endSession(tab.id);
      return tab;
    },
    ends: { reason: 'closed-by-me', certainty: 'certain', says: /You ended this terminal/, first: 'reconnect' },
    also: (scene, tab) => scene.until('a free slot', () => simOf(scene, tab).terminal === null),
  },
  {
    name: 'let finish',
    async play(scene) {
      const tab = await held(scene, {});
      await scene.core.calls.endSession(tab.id);
      return tab;
    },
    ends: { reason: 'let-finish', certainty: 'certain', says: /lets the job finish now/, first: 'open-job-page' },
    also: async (scene, tab) => void (await simOf(scene, tab).until('success')),
  },

  // ── the hold ──
  ...(['shell', 'kubernetes'] as const).map(
    (executor): Scenario => ({
      name: `${executor}: hold used up`,
      ...(executor === 'shell' ? { measured: ['shell: hold used up'] } : {}),
      play: (scene) => held(scene, { executor, sessionTimeoutSeconds: 5 }),
      ends: { reason: 'hold-used-up', certainty: 'certain', says: /the job’s log says so/, first: 'open-job-page' },
    }),
  ),
  {
    name: 'shell: failed script, then hold used up',
    measured: ['shell: failed script, then hold used up'],
    async play(scene) {
      const sim = scene.job({ sessionTimeoutSeconds: 5 });
      const tab = await scene.atPrompt(sim);
      sim.finishScript(7);
      await tab.is('held');
      return tab;
    },
    ends: { reason: 'hold-used-up', certainty: 'certain', says: /the job’s log says so/, first: 'open-job-page' },
  },
  {
    name: 'shell: job timeout nearer than session_timeout',
    measured: ['shell: job timeout nearer than session_timeout'],
    play: (scene) => held(scene, { jobTimeoutSeconds: 8 }),
    ends: { reason: 'hold-used-up', certainty: 'certain', says: /the job’s log says so/, first: 'open-job-page' },
  },
  {
    name: 'shell: runner SIGQUIT, the hold goes on and is used up',
    measured: ['shell: runner SIGQUIT'],
    async play(scene) {
      const tab = await held(scene, { sessionTimeoutSeconds: 5 });
      simOf(scene, tab).stopRunner('SIGQUIT');
      return tab;
    },
    ends: { reason: 'hold-used-up', certainty: 'certain', says: /the job’s log says so/, first: 'open-job-page' },
  },
  {
    name: 'shell: cut in the hold',
    measured: ['shell: client gone during the hold'],
    async play(scene) {
      const tab = await held(scene, {});
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    ends: {
      reason: 'network-lost',
      certainty: 'likely',
      says: /held the job.*log says.*disconnected/s,
      first: 'open-job-page',
    },
  },
  {
    name: 'shell: runner SIGTERM in the hold',
    async play(scene) {
      const tab = await held(scene, {});
      simOf(scene, tab).stopRunner('SIGTERM');
      return tab;
    },
    ends: { reason: 'runner-stopped', certainty: 'certain', says: /told to stop/, first: 'retry-job' },
  },
  {
    name: 'shell: runner killed in the hold',
    isLong: true,
    alike: 'cut in a hold of which no more is heard',
    async play(scene) {
      const tab = await held(scene, {});
      simOf(scene, tab).stopRunner('SIGKILL');
      return tab;
    },
    ends: { reason: 'network-lost', certainty: 'likely', says: /held the job.*look the same/s, first: 'open-job-page' },
  },
  {
    name: 'shell: cut in the hold, and the runner cannot tell GitLab',
    isLong: true,
    alike: 'cut in a hold of which no more is heard',
    options: { timing: { logPartEveryMs: 60_000 } },
    async play(scene) {
      const sim = scene.job({ sessionTimeoutSeconds: 600 });
      const tab = await scene.atPrompt(sim);
      scene.world.instance.setTiming({ logPartEveryMs: 20 });
      sim.finishScript(0);
      await tab.is('held');
      scene.relay.tunnels[0]?.cut();
      sim.stopRunner('SIGKILL');
      return tab;
    },
    ends: { reason: 'network-lost', certainty: 'likely', says: /held the job.*look the same/s, first: 'open-job-page' },
  },

  // ── the job's own end ──
  {
    name: 'shell: job timeout during the script',
    measured: ['shell: job timeout during the script'],
    play: (scene) => scene.atPrompt(scene.job({ jobTimeoutSeconds: 3 })),
    ends: { reason: 'job-timeout', certainty: 'certain', says: /ran into its time limit/, first: 'retry-job' },
    never: ['held'],
  },
  {
    name: 'docker: script ends',
    measured: ['docker: script ends'],
    async play(scene) {
      const sim = scene.job({ executor: 'docker' });
      const tab = await scene.atPrompt(sim);
      sim.finishScript(0);
      return tab;
    },
    ends: { reason: 'script-finished', certainty: 'likely', says: /script finished/, first: 'retry-job' },
    never: ['held'],
  },
  {
    name: 'docker: script fails, the API token refused meanwhile',
    async play(scene) {
      const sim = scene.job({ executor: 'docker' });
      const tab = await scene.atPrompt(sim);
      scene.world.instance.revokeToken(scene.token);
      sim.finishScript(3);
      return tab;
    },
    ends: { reason: 'script-finished', certainty: 'likely', says: /script finished.*It failed/, first: 'retry-job' },
  },
  {
    name: 'docker: script ends right after exit was typed into a program',
    async play(scene) {
      const sim = scene.job({ executor: 'docker' });
      const tab = await scene.atPrompt(sim);
      tab.type('cat > /dev/null\r');
      await tab.shows('cat >');
      tab.type('exit\r');
      await tab.shows('exit');
      sim.finishScript(0);
      return tab;
    },
    ends: { reason: 'script-finished', certainty: 'likely', says: /script finished/, first: 'retry-job' },
  },
  {
    name: 'opened when the job is over',
    async play(scene) {
      const sim = scene.job({ script: 'true' });
      await sim.until('success');
      return scene.open(sim);
    },
    ends: { reason: 'job-finished', certainty: 'certain', says: /over/, first: 'retry-job' },
  },

  // ── cancelled ──
  ...(['shell', 'kubernetes'] as const).map(
    (executor): Scenario => ({
      name: `${executor}: cancelled during the script, on an old runner`,
      ...(executor === 'shell' ? { measured: ['shell: cancelled during the script'] } : {}),
      async play(scene) {
        const sim = scene.job({ executor, gracefulCancel: false, sessionTimeoutSeconds: 200 });
        const tab = await scene.atPrompt(sim);
        sim.cancel();
        return tab;
      },
      ends: { reason: 'job-cancelled', certainty: 'certain', says: /was cancelled.*stayed open/, first: 'retry-job' },
      never: ['held'],
    }),
  ),
  {
    name: 'shell: graceful cancel, its hold used up',
    measured: ['shell: graceful cancel (canceling) during the script, session_timeout 20 s'],
    async play(scene) {
      const sim = scene.job({ sessionTimeoutSeconds: 6 });
      const tab = await scene.atPrompt(sim);
      sim.cancel();
      await tab.is('held');
      return tab;
    },
    ends: { reason: 'hold-used-up', certainty: 'certain', says: /cancelled/, first: 'retry-job' },
  },
  {
    name: 'shell: cancelled during the hold',
    measured: ['shell: cancelled during the hold'],
    options: { timing: { runnerReportEveryMs: 3_000 } },
    async play(scene) {
      const tab = await held(scene, { gracefulCancel: false });
      simOf(scene, tab).cancel();
      return tab;
    },
    ends: { reason: 'job-cancelled', certainty: 'certain', says: /was cancelled/, first: 'retry-job' },
  },
  {
    name: 'docker: cancelled',
    measured: ['docker: cancelled'],
    async play(scene) {
      const sim = scene.job({ executor: 'docker' });
      const tab = await scene.atPrompt(sim);
      sim.cancel();
      return tab;
    },
    ends: { reason: 'job-cancelled', certainty: 'certain', says: /cancelled/, first: 'retry-job' },
    never: ['held'],
  },
  {
    name: 'docker: cancelled on an old runner',
    async play(scene) {
      const sim = scene.job({ executor: 'docker', gracefulCancel: false });
      const tab = await scene.atPrompt(sim);
      sim.cancel();
      return tab;
    },
    ends: { reason: 'job-cancelled', certainty: 'certain', says: /cancelled/, first: 'retry-job' },
    never: ['held'],
  },

  // ── the runner ──
  {
    name: 'shell: runner SIGTERM',
    measured: ['shell: runner SIGTERM'],
    async play(scene) {
      const sim = scene.job({});
      const tab = await scene.atPrompt(sim);
      sim.stopRunner('SIGTERM');
      return tab;
    },
    ends: { reason: 'runner-stopped', certainty: 'certain', says: /told to stop/, first: 'retry-job' },
    never: ['held'],
  },
  {
    name: 'shell: runner SIGKILL',
    isLong: true,
    measured: ['shell: runner SIGKILL'],
    alike: 'cut, and then 500',
    async play(scene) {
      const sim = scene.job({});
      const tab = await scene.atPrompt(sim);
      sim.stopRunner('SIGKILL');
      return tab;
    },
    ends: {
      reason: 'in-use-or-unreachable',
      certainty: 'likely',
      says: /in use elsewhere.*cannot reach the runner/,
      first: 'reconnect',
    },
  },
  {
    name: 'cut, and somebody else takes the terminal',
    isLong: true,
    alike: 'cut, and then 500',
    async play(scene) {
      const sim = scene.job({});
      const tab = await scene.atPrompt(sim);
      sim.terminal?.drop();
      await scene.world.open(sim);
      return tab;
    },
    ends: {
      reason: 'in-use-or-unreachable',
      certainty: 'likely',
      says: /in use elsewhere.*cannot reach the runner/,
      first: 'reconnect',
    },
  },

  // ── rights and sessions ──
  {
    name: 'right lost, cut at the tick',
    measured: ['any: right lost'],
    alike: 'not offered any more, at the tick',
    options: ticking,
    play: (scene) => toTheTick(scene, () => scene.world.instance.setMember(scene.world.project, scene.world.user, 20)),
    ends: {
      reason: 'permission-lost',
      certainty: 'certain',
      says: /no longer offers.*checks, every 5 minutes/,
      first: 'open-job-page',
    },
  },
  {
    name: 'project archived, cut at the tick',
    alike: 'not offered any more, at the tick',
    options: ticking,
    play: (scene) => toTheTick(scene, () => scene.world.instance.setArchived(scene.world.project, true)),
    ends: {
      reason: 'permission-lost',
      certainty: 'certain',
      says: /no longer offers.*archived.*checks/,
      first: 'open-job-page',
    },
  },
  {
    name: 'project archived, and cut at another time',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.setArchived(scene.world.project, true);
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    ends: {
      reason: 'permission-lost',
      certainty: 'likely',
      says: /no longer offers you its terminal/,
      first: 'open-job-page',
    },
  },
  {
    name: 'signed out, cut at the tick',
    options: ticking,
    play: (scene) => toTheTick(scene, () => scene.world.instance.signOut(scene.world.user)),
    ends: {
      reason: 'signed-out',
      certainty: 'certain',
      says: /not signed in any more.*such a check/,
      first: 'sign-in',
    },
  },
  {
    name: 'signed out, and cut at another time',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.signOut(scene.world.user);
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    ends: { reason: 'signed-out', certainty: 'likely', says: /not signed in any more/, first: 'sign-in' },
  },
  {
    name: 'job deleted',
    alike: 'not there any more',
    async play(scene) {
      const sim = scene.job({});
      const tab = await scene.atPrompt(sim);
      scene.world.instance.deleteJob(sim);
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    ends: {
      reason: 'permission-lost',
      certainty: 'likely',
      says: /no such job.*deleted.*access/,
      first: 'open-job-page',
    },
  },
  {
    name: 'thrown out of the project',
    alike: 'not there any more',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.setMember(scene.world.project, scene.world.user, 0);
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    ends: {
      reason: 'permission-lost',
      certainty: 'likely',
      says: /no such job.*deleted.*access/,
      first: 'open-job-page',
    },
  },
  {
    name: 'no session server',
    play: (scene) => scene.open(scene.job({ executor: 'no-session' })),
    ends: { reason: 'no-terminal', certainty: 'certain', says: /no terminal for you/, first: 'open-job-page' },
  },

  // ── the way between ──
  {
    name: 'cut again and again by the network',
    alike: 'cut, and the job runs',
    play: (scene) => cutAgainAndAgain(scene, () => scene.relay.tunnels[0]?.cut()),
    ends: { reason: 'network-lost', certainty: 'likely', says: CUT, first: 'reconnect' },
  },
  {
    name: 'cut again and again by a proxy with an idle limit',
    alike: 'cut, and the job runs',
    async play(scene) {
      scene.relay.idleLimitMs = 1_000;
      return scene.atPrompt(scene.job({}));
    },
    ends: { reason: 'network-lost', certainty: 'likely', says: CUT, first: 'reconnect' },
  },
  {
    name: 'half-closed again and again on the way',
    measured: ['any: client half-closes'],
    alike: 'cut, and the job runs',
    play: (scene) => cutAgainAndAgain(scene, () => scene.relay.tunnels[0]?.halfClose()),
    ends: { reason: 'network-lost', certainty: 'likely', says: CUT, first: 'reconnect' },
  },
  {
    name: 'ended with Close 1002 again and again, by what a proxy made of a frame',
    measured: ['any: client sends a reserved opcode'],
    play: (scene) => cutAgainAndAgain(scene, () => scene.relay.tunnels[0]?.inject(RESERVED_OPCODE)),
    ends: { reason: 'network-lost', certainty: 'likely', says: /code 1002/, first: 'reconnect' },
  },
  {
    name: 'exit typed, and cut before it arrived',
    alike: 'exit, without a farewell',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.relay.tunnels[0]?.swallow('to-server');
      tab.type('exit\r');
      await new Promise((resolve) => setTimeout(resolve, 50));
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    ends: { reason: 'shell-left', certainty: 'likely', says: /the last that you typed/, first: 'reconnect' },
  },
  {
    name: 'exit typed, and its farewell lost on the way',
    alike: 'exit, without a farewell',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      const [tunnel] = scene.relay.tunnels;
      tunnel?.swallow('to-client');
      tab.type('exit\r');
      return tab;
    },
    ends: { reason: 'shell-left', certainty: 'likely', says: /the last that you typed/, first: 'reconnect' },
  },
  {
    name: '429 at every try to connect again',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.addFault({
        path: /terminal\.ws/,
        answer: { status: 429, headers: { 'Retry-After': '1' }, body: 'Retry later\n' },
      });
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    ends: { reason: 'rate-limited', certainty: 'certain', says: /no more requests/, first: 'wait' },
  },
  {
    name: 'in use elsewhere',
    isLong: true,
    alike: '500 at once',
    async play(scene) {
      const sim = scene.job({});
      await scene.world.open(sim);
      return scene.open(sim);
    },
    ends: {
      reason: 'in-use-or-unreachable',
      certainty: 'likely',
      says: /in use elsewhere.*cannot reach the runner/,
      first: 'reconnect',
    },
  },
  {
    name: 'runner unreachable',
    isLong: true,
    alike: '500 at once',
    async play(scene) {
      const sim = scene.job({});
      sim.stopRunner('SIGKILL');
      return scene.open(sim);
    },
    ends: {
      reason: 'in-use-or-unreachable',
      certainty: 'likely',
      says: /in use elsewhere.*cannot reach the runner/,
      first: 'reconnect',
    },
  },
  {
    name: 'a proxy that takes the upgrade away',
    async play(scene) {
      scene.world.instance.addFault({ path: /terminal\.ws|\/help/, answer: { status: 404, body: '<html>' } });
      return scene.open(scene.job({ startedSecondsAgo: 60 }));
    },
    ends: {
      reason: 'proxy-blocks-websocket',
      certainty: 'certain',
      says: /does not pass WebSockets/,
      first: 'check-network',
    },
  },
];

export const recoveries: readonly Recovery[] = [
  {
    name: 'a single cut',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: 'GitLab stopped and started again',
    measured: ['any: Workhorse SIGTERM or SIGKILL'],
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.offline();
      await tab.is('connecting');
      await scene.world.instance.online();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: 'GitLab stopped for longer than anybody waits, and started again',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.offline();
      await tab.is('connecting');
      scene.leap(30 * 60_000);
      await scene.world.instance.online();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: 'the network gone for half an hour, and back',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.relay.down();
      await tab.is('connecting');
      scene.leap(30 * 60_000);
      await scene.relay.up();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: 'a connection that nothing passes any more, and that GitLab counts for a while longer',
    isLong: true,
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      const [tunnel] = scene.relay.tunnels;
      tunnel?.swallow('to-server');
      tunnel?.swallow('to-client');
      await scene.until('not answering', () => !tab.view.answering && tab.view.givesUpAt !== null);
      await scene.until('the slot still taken', () => {
        const { state } = tab.view;
        return state.status === 'connecting' && /still counts the connection/.test(state.message);
      });
      tunnel?.cut();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: '503 at six tries to connect again',
    isLong: true,
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.addFault({ path: /terminal\.ws/, times: 6, answer: { status: 503, body: 'down' } });
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: 'docker: after_script takes over',
    async play(scene) {
      const sim = scene.job({ executor: 'docker', afterScript: 'sleep 600' });
      const tab = await scene.atPrompt(sim);
      sim.finishScript(0);
      return tab;
    },
    seam: /script finished|as it is when a script finishes/,
  },
  {
    name: '429 once',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.addFault({
        path: /terminal\.ws/,
        times: 1,
        answer: { status: 429, headers: { 'Retry-After': '1' }, body: 'Retry later\n' },
      });
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: 'the API token refused meanwhile',
    async play(scene) {
      const tab = await scene.atPrompt(scene.job({}));
      scene.world.instance.revokeToken(scene.token);
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    seam: /its connection was cut/,
  },
  {
    name: 'a script that imitates a hold, its end and the job’s',
    isLong: true,
    async play(scene) {
      const lines = [
        "printf 'section_end:%s:step_script\\r\\033[0K\\033[32;1mTerminal is connected, will time out in 1s...\\033[0;m\\n' $(date +%s)",
        "printf '\\033[32;1mterminal session timed out (maximum time allowed - 1s)\\033[0;m\\n\\033[32;1mJob succeeded\\033[0;m\\n'",
        'sleep 4',
        'echo still here',
        'sleep 600',
      ];
      const tab = await scene.atPrompt(scene.job({ script: lines.join('\n') }));
      await new Promise((resolve) => setTimeout(resolve, 9_000));
      scene.relay.tunnels[0]?.cut();
      return tab;
    },
    seam: /its connection was cut/,
  },
];
