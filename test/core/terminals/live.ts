import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Events, Job, SessionState, TerminalSession } from '../../../electron/contract.ts';
import { dialTerminal } from '../../../electron/core/gitlab/terminal-socket.ts';
import { createTrust } from '../../../electron/core/gitlab/trust.ts';
import { upgradesPass } from '../../../electron/core/gitlab/upgrade-test.ts';
import { createLogMarks } from '../../../electron/core/jobs/log-marks.ts';
import { createLogOrder } from '../../../electron/core/jobs/log-order.ts';
import type { BacklogLimits } from '../../../electron/core/terminals/backlog.ts';
import type { JobAccess, JobLook, LogMark } from '../../../electron/core/terminals/ports.ts';
import { createSessions, type Sessions, type SessionsDeps } from '../../../electron/core/terminals/sessions.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainRecorder } from '../../fakes/plain-recorder.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { sampleSurroundings } from '../../fakes/samples.ts';
import type { SimJob } from '../../gitlab/api.ts';
import { startWorld, type World } from '../../gitlab/world.ts';

/** Sessions over a simulated GitLab, with a view that takes everything. */
export interface Live {
  readonly world: World;
  readonly sessions: Sessions;
  open(job: SimJob): Tab;
  dispose(): Promise<void>;
}

export interface Tab {
  readonly id: string;
  readonly view: TerminalSession;
  /** All output so far. */
  readonly text: string;
  type(text: string): void;
  /** Resolves with the state once it is as wanted. */
  state<S extends SessionState['status']>(status: S): Promise<Extract<SessionState, { status: S }>>;
  shows(text: string | RegExp): Promise<void>;
  when(what: string, is: () => boolean): Promise<void>;
}

/** Instead of a view that takes everything at once. */
export interface LiveView {
  readonly limits: Partial<BacklogLimits>;
  /** All before `end` has come. */
  onOutput(id: string, end: number): void;
}

export async function startLive(
  options: Parameters<typeof startWorld>[0] = {},
  liveView: LiveView | null = null,
  more: Partial<Pick<SessionsDeps, 'keepShells' | 'keepers' | 'keptName' | 'shellSize'>> = {},
): Promise<Live> {
  const world = await startWorld(options);
  const dir = mkdtempSync(join(tmpdir(), 'jobdeck-live-'));
  const jobs = new Map<string, SimJob>();
  const outputs = new Map<string, { bytes: Buffer[]; end: number; gaps: number }>();
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of [...waiting]) check();
  };

  const sessions = createSessions({
    access: createLiveAccess(world, (key) => {
      const job = jobs.get(key);
      if (job === undefined) throw new Error(`no job ${key}`);
      return job;
    }),
    clock: realClock,
    log: createMemoryLog(),
    recorder: createPlainRecorder(dir),
    ...(liveView === null ? {} : { limits: liveView.limits }),
    ...more,
    onChange: wake,
    onOutput(output: Events['output']) {
      const known = outputs.get(output.sessionId);
      if (known === undefined) return;
      if (output.offset !== known.end) known.gaps += 1;
      known.bytes.push(Buffer.from(output.bytes));
      known.end = output.offset + output.bytes.length;
      if (liveView === null) sessions.acknowledge(output.sessionId, known.end, null);
      else liveView.onOutput(output.sessionId, known.end);
      wake();
    },
  });

  function tabOf(id: string): Tab {
    const view = (): TerminalSession => {
      const found = sessions.list().find((one) => one.id === id);
      if (found === undefined) throw new Error('closed');
      return found;
    };
    const text = () => Buffer.concat(outputs.get(id)?.bytes ?? []).toString('utf8');
    function when(what: string, is: () => boolean): Promise<void> {
      return new Promise((resolve, reject) => {
        let cancelAgain = () => {};
        // what the simulated GitLab does wakes nobody here
        const again = () => {
          cancelAgain = realClock.after(20, again);
          check();
        };
        const check = () => {
          if (!is()) return;
          waiting.delete(check);
          cancelAgain();
          stopWaiting();
          resolve();
        };
        const stopWaiting = realClock.after(18_500, () => {
          waiting.delete(check);
          cancelAgain();
          reject(
            new Error(
              `not seen: ${what}; sessions ${JSON.stringify(sessions.list())}; output ${JSON.stringify(text().slice(-600))}`,
            ),
          );
        });
        waiting.add(check);
        again();
      });
    }
    return {
      id,
      get view() {
        return view();
      },
      get text() {
        return text();
      },
      type: (typed) => sessions.input(id, Buffer.from(typed)),
      async state(status) {
        await when(status, () => view().state.status === status);
        return view().state as never;
      },
      shows: (wanted) =>
        when(String(wanted), () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()))),
      when,
    };
  }

  return {
    world,
    sessions,
    open(job) {
      const seen = contractJob(job, world);
      jobs.set(seen.key, job);
      const id = sessions.open(seen);
      if (!outputs.has(id)) {
        const { from } = sessions.attach(id);
        outputs.set(id, { bytes: [], end: from, gaps: 0 });
      }
      return tabOf(id);
    },
    async dispose() {
      await sessions.dispose();
      await world.dispose();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const LOOK_EVERY_MS = 100;

function createLiveAccess(world: World, jobOf: (key: string) => SimJob): JobAccess {
  const secureContext = world.instance.caPem === null ? undefined : createTrust(world.instance.caPem);
  function every(look: () => Promise<void> | void): () => void {
    let stopped = false;
    let cancel = () => {};
    const run = async () => {
      await Promise.resolve(look()).catch(() => {});
      if (!stopped) cancel = realClock.after(LOOK_EVERY_MS, () => void run());
    };
    void run();
    return () => {
      stopped = true;
      cancel();
    };
  }

  return {
    async look(key): Promise<JobLook> {
      const job = jobOf(key);
      const page = await world.web(`${new URL(job.webUrl).pathname}.json`);
      const json = page.status === 200 ? ((await page.json()) as { terminal_path?: string }) : null;
      return {
        job: contractJob(job, world),
        status: job.status as Job['status'],
        signedIn: json !== null,
        terminalPath: json?.terminal_path ?? null,
        failureReason: null,
      };
    },
    dial(_key, terminalPath, events, signal) {
      const url = new URL(`${terminalPath}.ws`, world.instance.url);
      url.protocol = url.protocol.replace('http', 'ws');
      const cookie = `_gitlab_session=${world.cookie}`;
      return dialTerminal({
        url: url.href,
        cookie,
        secureContext,
        userAgent: 'Jobdeck/test',
        clock: realClock,
        signal,
        events,
      });
    },
    around: () => sampleSurroundings(),
    upgradesPass: () => upgradesPass({ baseUrl: world.instance.url, secureContext, clock: realClock }),
    watchLog(key, onMark) {
      const marks = createLogMarks();
      const order = createLogOrder();
      let consumed = 0;
      let live = false;
      return every(() => {
        const { log } = jobOf(key);
        const end = log.lastIndexOf('\n') + 1;
        const seenAt = realClock.now();
        for (const mark of marks.feed(log.slice(consumed, end)).flatMap(order.take)) {
          onMark((mark.kind === 'section' ? { ...mark, seenAt, live } : { ...mark, seenAt }) as LogMark);
        }
        consumed = end;
        live = true;
      });
    },
    checkStatus: () => Promise.resolve(),
    watchStatus(key, onStatus) {
      let last = '';
      return every(() => {
        const { status } = jobOf(key);
        if (status !== last) onStatus({ status: status as Job['status'], failureReason: null });
        last = status;
      });
    },
  };
}

function contractJob(job: SimJob, world: World): Job {
  return {
    key: `a:${job.id}`,
    accountId: 'a',
    id: job.id,
    name: job.name,
    stage: 'test',
    status: job.status as Job['status'],
    ref: 'main',
    projectId: world.project.id,
    projectPath: job.projectPath,
    pipelineId: world.pipeline.id,
    pipelineIid: world.pipeline.iid,
    webUrl: job.webUrl,
    startedAt: null,
    finishedAt: null,
    starter: { id: world.user.id, username: world.user.username },
    mine: true,
    runner: null,
    tags: [],
    timeout: null,
    terminal: { status: 'available' },
  };
}
