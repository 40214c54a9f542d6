import { readFileSync } from 'node:fs';
import type {
  InstanceOptions,
  JobOptions,
  SimInstance,
  SimJob,
  SimPipeline,
  SimProject,
  SimUser,
  Timing,
} from './api.ts';
import { startInstance } from './instance.ts';
import { openRaw, type RawClient, type RawOptions } from './raw-client.ts';

/** One instance with one user, one project and one pipeline: what most tests of the simulated GitLab start from. */
export interface World {
  readonly instance: SimInstance;
  /** Its own address, also where another is told to clients. */
  readonly listening: string;
  readonly user: SimUser;
  readonly token: string;
  readonly cookie: string;
  readonly project: SimProject;
  readonly pipeline: SimPipeline;
  job(options?: Partial<JobOptions>): SimJob;
  terminalUrl(job: SimJob): string;
  /** With the user's web session unless told otherwise. */
  open(job: SimJob, options?: RawOptions): Promise<RawClient>;
  api(path: string, init?: RequestInit): Promise<Response>;
  web(path: string, init?: RequestInit): Promise<Response>;
  dispose(): Promise<void>;
}

export const quickTiming: Partial<Timing> = {
  logPartEveryMs: 20,
  executorWaitMs: 300,
  containerWaitMs: 300,
  runnerReportEveryMs: 100,
};

export async function startWorld(options: Partial<InstanceOptions> = {}): Promise<World> {
  const instance = await startInstance({ name: 'test', ...options, timing: { ...quickTiming, ...options.timing } });
  const user = instance.addUser({ username: 'ada', name: 'Ada', password: 'correct horse' });
  const project = instance.addProject('acme/tools/widgets');
  instance.setMember(project, user, 30);
  const pipeline = instance.addPipeline(project, { user });
  const token = instance.addToken(user).value;
  const cookie = instance.signIn(user);
  const terminalUrl = (job: SimJob) => `${job.webUrl}/terminal.ws`;
  const clients: RawClient[] = [];
  return {
    instance,
    listening: instance.listening,
    user,
    token,
    cookie,
    project,
    pipeline,
    terminalUrl,
    job: (job = {}) => instance.addJob(pipeline, { name: 'job', ...job }),
    async open(job, raw = {}) {
      const client = await openRaw(terminalUrl(job), { cookie, ...raw });
      clients.push(client);
      return client;
    },
    api: (path, init = {}) =>
      fetch(`${instance.url}${path}`, { ...init, headers: { 'PRIVATE-TOKEN': token, ...(init.headers as object) } }),
    web: (path, init = {}) =>
      fetch(`${instance.url}${path}`, {
        redirect: 'manual',
        ...init,
        headers: { Cookie: `_gitlab_session=${cookie}`, ...(init.headers as object) },
      }),
    async dispose() {
      for (const client of clients) client.destroy();
      await instance.dispose();
    },
  };
}

export interface Measured {
  readonly handshakes: readonly {
    readonly railsAnswers: string;
    readonly status: string;
    readonly headers: readonly string[];
    readonly bodyStart: string;
    readonly bodyLength: number;
  }[];
  readonly routes: readonly { readonly asked: string; readonly status: number; readonly body?: string }[];
  readonly origins: readonly {
    readonly origin: string;
    readonly status: number;
    readonly body?: string;
    readonly nextTry?: number;
  }[];
  readonly subprotocols: readonly {
    readonly offered: string;
    readonly agreed: readonly string[];
    readonly opcodesFromServer: readonly number[];
  }[];
  readonly ends: readonly {
    readonly executor: string;
    readonly what: string;
    readonly clientSees?: readonly string[];
    readonly log?: readonly string[];
    readonly lastBytes?: string;
    readonly reported?: readonly { readonly state: string; readonly failure_reason: string }[];
  }[];
  readonly flood: {
    readonly medianBytes: readonly [number, number];
    readonly p99Bytes: readonly [number, number];
    readonly maxBytes: readonly [number, number];
  };
  readonly input: { readonly oneMessageBytes: readonly number[]; readonly arrivedBytes: readonly number[] };
  readonly secondTerminal: { readonly status: string; readonly headers: readonly string[]; readonly body: string };
}

/** What a real Workhorse and runner did. */
export const measured = (): Measured =>
  JSON.parse(readFileSync(new URL('./measured.json', import.meta.url), 'utf8')) as Measured;

/** The measured case of an end, so that a renamed one fails here. */
export function measuredEnd(executor: string, what: string): Measured['ends'][number] {
  const found = measured().ends.find((end) => end.executor === executor && end.what === what);
  if (!found) throw new Error(`not measured: ${executor}, ${what}`);
  return found;
}
