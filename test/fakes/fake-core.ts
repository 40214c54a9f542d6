import type { Calls, Events, Sends, Settings, Snapshot } from '../../electron/contract.ts';
import type { Core } from '../../electron/core/core.ts';
import { createEmitter } from '../../electron/core/emitter.ts';
import { samplePolicy } from './samples.ts';

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

const settings: Settings = {
  theme: 'system',
  jobScope: 'mine',
  terminalFontSize: 13,
  terminalFontFamily: 'monospace',
  scrollbackLines: 1000,
  cursorBlink: true,
  copyOnSelect: false,
  renderer: 'auto',
  confirmMultilinePaste: true,
  shellSize: 'follow',
  screenReader: false,
  terminalThemeDark: 'jobdeck',
  terminalThemeLight: 'jobdeck',
  terminalThemes: [],
  minimumContrast: 4.5,
  lineHeight: 1.1,
  letterSpacing: 0,
  ligatures: false,
  cursorStyle: 'block',
  bell: 'mark',
  rightClick: 'auto',
  middleClick: 'auto',
  wordSeparators: ' ()[]{}\',"`│',
  programCopies: 'ask',
  snippets: [],
  desktopNotifications: true,
  notificationNames: true,
  noticeKinds: {},
  noticeProjects: [],
  quietHours: { on: false, from: 1200, until: 480, days: [0, 1, 2, 3, 4, 5, 6], letUrgent: true },
  holdWarningMinutes: [5],
  expiryWarningDays: [14, 7, 3, 1],
  keepSignedIn: true,
  sidebarWidth: 320,
  automaticUpdates: true,
  tray: true,
  closeToTray: 'ask',
  startAtLogin: false,
  globalShortcut: null,
  menuBar: false,
  keepAwake: 'held',
  rememberJobs: true,
  transcriptMegabytes: 2048,
  transcriptDays: 30,
  transcriptLocalShells: true,
};

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
  settings,
  vault: { mode: 'memory', why: 'a test', passphrasePossible: true },
  policy: samplePolicy,
  updates: { status: 'idle' },
  awake: { status: 'idle' },
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
