import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending, SessionState, TerminalSession } from '../../../electron/contract.ts';
import { type Core, createCore } from '../../../electron/core/core.ts';
import type { Clock } from '../../../electron/core/host.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainHost } from '../../fakes/plain-host.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { type Relay, startRelay } from '../../fakes/relay.ts';
import type { InstanceOptions, JobOptions, SimJob, SimToken } from '../../gitlab/api.ts';
import { startWorld, type World } from '../../gitlab/world.ts';

/** A whole core, a relay in place of the network, and a simulated GitLab with real shells behind it. */
export interface Scene {
  readonly world: World;
  readonly relay: Relay;
  readonly core: Core;
  readonly token: SimToken;
  /** Its jobs, oldest first. */
  readonly sims: readonly SimJob[];
  job(options: Partial<JobOptions>): SimJob;
  open(job: SimJob): Promise<Tab>;
  /** A terminal that is open and whose shell has shown its prompt. */
  atPrompt(job: SimJob): Promise<Tab>;
  /** The core's clock leaps ahead. */
  leap(ms: number): void;
  /** Resolves once it holds; tells what was there instead when it does not. */
  until(what: string, holds: () => boolean, limitMs?: number): Promise<void>;
  dispose(): Promise<void>;
}

export interface Tab {
  readonly id: string;
  readonly view: TerminalSession;
  readonly text: string;
  /** Every status it has been in, in order. */
  readonly history: readonly SessionState['status'][];
  type(text: string): void;
  shows(text: string | RegExp): Promise<void>;
  is<S extends SessionState['status']>(status: S): Promise<Extract<SessionState, { status: S }>>;
  ending(): Promise<Ending>;
}

const LOOK_EVERY_MS = 25;
const LONGEST_WAIT_MS = 75_000;

export async function startScene(options: Partial<InstanceOptions> = {}): Promise<Scene> {
  const relay = await startRelay();
  const world = await startWorld({ externalOrigin: relay.origin, ...options });
  relay.to(Number(new URL(world.listening).port));
  const token = world.instance.addToken(world.user);
  const dataDir = mkdtempSync(join(tmpdir(), 'jobdeck-endings-'));
  let leaptMs = 0;
  const clock: Clock = { ...realClock, now: () => Date.now() + leaptMs };
  const core = await createCore(createPlainHost({ dataDir, clock, log: createMemoryLog() }));
  const histories = new Map<string, SessionState['status'][]>();
  const outputs = new Map<string, { bytes: Buffer[]; end: number }>();
  let sessions: readonly TerminalSession[] = [];
  const sims: SimJob[] = [];
  core.on('sessions', (list) => {
    sessions = list;
    for (const { id, state } of list) {
      const seen = histories.get(id) ?? [];
      histories.set(id, seen);
      if (seen[seen.length - 1] !== state.status) seen.push(state.status);
    }
  });
  core.on('output', ({ sessionId, offset, bytes }) => {
    const known = outputs.get(sessionId);
    if (known === undefined) return;
    known.bytes.push(Buffer.from(bytes));
    known.end = offset + bytes.length;
    core.sends.acknowledge(sessionId, known.end, null);
  });
  await core.calls.addAccount({
    address: relay.origin,
    token: token.value,
    sessionCookie: world.cookie,
    caPem: null,
    label: null,
  });

  function until(what: string, holds: () => boolean, limitMs = LONGEST_WAIT_MS): Promise<void> {
    const begun = Date.now();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (holds()) return resolve();
        if (Date.now() - begun < limitMs) return void realClock.after(LOOK_EVERY_MS, look);
        const states = sessions.map(({ state }) => JSON.stringify(state)).join('\n');
        const logs = [...outputs.values()].map(({ bytes }) =>
          JSON.stringify(Buffer.concat(bytes).toString().slice(-400)),
        );
        reject(new Error(`not seen: ${what}\n${states}\n${logs.join('\n')}`));
      };
      look();
    });
  }

  function tabOf(id: string): Tab {
    const view = () => {
      const found = sessions.find((one) => one.id === id);
      if (found === undefined) throw new Error('closed');
      return found;
    };
    const text = () => Buffer.concat(outputs.get(id)?.bytes ?? []).toString('utf8');
    const is: Tab['is'] = async (status) => {
      await until(status, () => view().state.status === status);
      return view().state as never;
    };
    return {
      id,
      get view() {
        return view();
      },
      get text() {
        return text();
      },
      get history() {
        return histories.get(id) ?? [];
      },
      type: (typed) => core.sends.input(id, Buffer.from(typed)),
      shows: (wanted) =>
        until(String(wanted), () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()))),
      is,
      ending: async () => (await is('ended')).ending,
    };
  }

  async function open(job: SimJob): Promise<Tab> {
    const id = await core.calls.openJobUrl(job.webUrl);
    const { from } = await core.calls.attachSession(id);
    outputs.set(id, { bytes: [], end: from });
    return tabOf(id);
  }

  return {
    world,
    relay,
    core,
    token,
    sims,
    job(wanted) {
      const sim = world.job({ script: 'sleep 600', ...wanted });
      sims.push(sim);
      return sim;
    },
    open,
    async atPrompt(job) {
      const tab = await open(job);
      await tab.shows(/[$#] $/);
      await until('a terminal', () => job.terminal !== null);
      // what is typed while it is being told the window size goes out a moment later
      await until('a shell that is told', () => {
        const { shell } = tab.view;
        return shell?.doing === 'prompt' && shell.sizing !== 'waiting' && shell.sizing !== 'telling';
      });
      return tab;
    },
    leap(ms) {
      leaptMs += ms;
    },
    until,
    async dispose() {
      await core.dispose();
      await world.dispose();
      await relay.dispose();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
