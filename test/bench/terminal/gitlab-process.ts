/** The simulated GitLab in a process of its own, as a server is; `createGitlabProcess` is the other end. */
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AccountForm, setScene } from '../../e2e/scene.ts';
import type { SimJob } from '../../gitlab/api.ts';
import { startInstance } from '../../gitlab/instance.ts';
import { makeStream, type StreamKind } from './streams.ts';

/** When a terminal last sent something, looked at every millisecond since this was asked first: ms of the epoch. */
export interface SentBytes {
  readonly bytes: number;
  readonly lastAt: number;
}

interface Calls {
  start(dir: string): Promise<AccountForm>;
  addJob(name: string): Promise<void>;
  /** Writes the stream where shells can read it; answers its path. */
  writeStream(kind: StreamKind, bytes: number): Promise<string>;
  /** Makes the stream that `print` prints. */
  prepare(kind: StreamKind, bytes: number): Promise<void>;
  /** Into the job's terminal, past its shell and pty: they pass on 45 MB/s, and take most of a core for it. */
  print(job: string): Promise<void>;
  sent(job: string): Promise<SentBytes>;
  /** Of the job's WebSocket. */
  terminalPath(job: string): Promise<string>;
}

export interface GitlabProcess extends Calls {
  readonly pid: number;
  dispose(): void;
}

const NAMES: readonly (keyof Calls)[] = ['start', 'addJob', 'writeStream', 'prepare', 'print', 'sent', 'terminalPath'];

type Question = { readonly id: number; readonly name: keyof Calls; readonly args: readonly never[] };
type Answer = { readonly id: number; readonly value?: unknown; readonly error?: string };

export function createGitlabProcess(): GitlabProcess {
  const child = fork(fileURLToPath(import.meta.url), ['serve'], { execArgv: process.execArgv });
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const ask = (name: keyof Calls, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, ({ value, error }) => (error === undefined ? resolve(value) : reject(new Error(error))));
      child.send({ id: lastId, name, args });
    });
  const calls = Object.fromEntries(NAMES.map((name) => [name, (...args: readonly unknown[]) => ask(name, args)]));
  return { ...(calls as unknown as Calls), pid: child.pid ?? 0, dispose: () => child.connected && child.disconnect() };
}

function createCalls(onEnd: (undo: () => Promise<void>) => void): Calls {
  const jobs = new Map<string, SimJob>();
  const sent = new Map<string, SentBytes>();
  let folder = '';
  let prepared: Buffer = Buffer.alloc(0);
  let addJob: (name: string) => SimJob = () => {
    throw new Error('not started');
  };
  let isLooking = false;
  function look(): void {
    for (const [name, job] of jobs) {
      const bytes = job.terminal?.bytesSent ?? 0;
      if (bytes !== sent.get(name)?.bytes)
        sent.set(name, { bytes, lastAt: performance.timeOrigin + performance.now() });
    }
  }

  return {
    async start(dir) {
      folder = dir;
      mkdirSync(dir, { recursive: true });
      const instance = await startInstance({ name: 'bench', dir: join(dir, 'gitlab') });
      onEnd(() => instance.dispose());
      const scene = setScene(instance);
      addJob = (name) => scene.job(name, { script: 'sleep 7200', jobTimeoutSeconds: 7200 });
      return scene.account;
    },
    async addJob(name) {
      jobs.set(name, addJob(name));
    },
    async writeStream(kind, bytes) {
      const path = join(folder, `${kind}-${bytes}`);
      writeFileSync(path, makeStream(kind, bytes));
      return path;
    },
    async prepare(kind, bytes) {
      prepared = Buffer.from(makeStream(kind, bytes).buffer);
    },
    async print(job) {
      const terminal = jobs.get(job)?.terminal ?? null;
      if (terminal === null) throw new Error(`no terminal of ${job} is open`);
      await terminal.print(prepared);
    },
    terminalPath: async (name) => `${new URL(jobs.get(name)?.webUrl ?? '').pathname}/terminal.ws`,
    async sent(job) {
      if (!isLooking) setInterval(look, 1);
      isLooking = true;
      look();
      return sent.get(job) ?? { bytes: 0, lastAt: 0 };
    },
  };
}

function serve(): void {
  const undos: (() => Promise<void>)[] = [];
  const calls = createCalls((undo) => undos.push(undo)) as unknown as Record<string, (...args: unknown[]) => unknown>;
  process.on('message', async ({ id, name, args }: Question) => {
    const answer = await Promise.resolve()
      .then(() => calls[name]?.(...args))
      .then(
        (value): Answer => ({ id, value }),
        (error: unknown): Answer => ({ id, error: String(error) }),
      );
    process.send?.(answer);
  });
  process.once('disconnect', () => {
    void Promise.all(undos.map((undo) => undo())).then(() => process.exit(0));
  });
}

if (process.argv[2] === 'serve' && process.argv[1] === fileURLToPath(import.meta.url)) serve();
