import type { Calls, Events, Sends, Snapshot } from '../../electron/contract.ts';
import type { Core } from '../../electron/core/core.ts';
import { createEmitter } from '../../electron/core/emitter.ts';
import { samplePolicy, sampleSettings } from './samples.ts';

export type SeenCall = { readonly name: string; readonly args: readonly unknown[] };

export interface FakeCore extends Core {
  /** What a browser may fetch under that ticket, once. */
  offerDownload(ticket: string, download: NonNullable<ReturnType<Core['takeDownload']>>): void;
  /** Calls and sends that came through, oldest first. */
  readonly seen: readonly SeenCall[];
  emit<K extends keyof Events>(event: K, value: Events[K]): void;
  /** What a call resolves with, or a function that makes it; a thrown error rejects. */
  answer<K extends keyof Calls>(name: K, how: (...args: Parameters<Calls[K]>) => ReturnType<Calls[K]>): void;
}

export const emptySnapshot: Snapshot = {
  app: {
    version: '0.0.0',
    door: 'browser',
    platform: 'linux',
    demo: false,
    localShell: false,
    signInWindow: false,
    dataDir: '/nowhere',
  },
  now: 0,
  accounts: [],
  feeds: [],
  sessions: [],
  notices: [],
  signIns: [],
  armed: [],
  transcripts: { count: 0, diskBytes: 0, keeping: 'disk' },
  exports: [],
  settings: sampleSettings,
  vault: { mode: 'memory', why: 'a test', passphrasePossible: true },
  policy: samplePolicy,
  updates: { status: 'idle' },
  awake: { status: 'idle' },
  layout: '',
  desktop: null,
};

/** Records what a door lets through. Every call resolves with undefined until `answer` says otherwise; `snapshot` is empty. */
export function createFakeCore(held: readonly string[] = []): FakeCore {
  const emitter = createEmitter<Events>((error) => {
    throw error;
  });
  const seen: SeenCall[] = [];
  const downloads = new Map<string, NonNullable<ReturnType<Core['takeDownload']>>>();
  const answers = new Map<string, (...args: never[]) => unknown>([['snapshot', () => emptySnapshot]]);
  const table = <T>(run: (name: string, args: unknown[]) => unknown): T =>
    new Proxy(
      {},
      {
        get:
          (_target, name) =>
          (...args: unknown[]) =>
            run(String(name), args),
      },
    ) as T;

  return {
    seen,
    calls: table<Core['calls']>(async (name, args) => {
      seen.push({ name, args });
      return answers.get(name)?.(...(args as never[]));
    }),
    sends: table<Core['sends'] & Sends>((name, args) => void seen.push({ name, args })),
    on: emitter.on,
    emit: emitter.emit,
    answer: (name, how) => void answers.set(name, how as (...args: never[]) => unknown),
    openUrl: (url) => void seen.push({ name: 'openUrl', args: [url] }),
    activeSession: () => null,
    onActiveSession: () => () => {},
    tellDesktop: (state) => emitter.emit('desktop', state),
    heldJobs: () => held,
    busyShells: () => [],
    start: () => {},
    takeDownload(ticket) {
      const download = downloads.get(ticket) ?? null;
      downloads.delete(ticket);
      return download;
    },
    offerDownload: (ticket, download) => void downloads.set(ticket, download),
    sleeper: { suspended: () => {}, woke: () => {} },
    dispose: async () => emitter.dispose(),
  };
}
