import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type {
  Account,
  Announcement,
  Job,
  JobStatus,
  Notice,
  NoticeKind,
  Settings,
  TerminalSession,
  VaultState,
} from '../contract.ts';
import type { FileProblem } from './files.ts';
import type { Clock } from './host.ts';
import { createAccountNotices } from './notices/account-notices.ts';
import { createAnnouncer } from './notices/announcer.ts';
import { comesTogether } from './notices/batch-words.ts';
import type { NewNotice } from './notices/new-notice.ts';
import { createNoticeList } from './notices/notice-list.ts';
import type { NoticeMemory } from './notices/notice-memory.ts';
import { type NoticeRules, reachOf } from './notices/rules.ts';
import { createSessionNotices } from './notices/session-notices.ts';
import { safeName, safeSentence } from './notices/text.ts';
import { createTold } from './notices/told.ts';
import type { Policy } from './policy.ts';

export interface NoticesDeps {
  readonly clock: Clock;
  readonly memory: NoticeMemory;
  settings(): NoticeRules & Pick<Settings, 'holdWarningMinutes' | 'rememberJobs'>;
  /** The whole list, newest first, after each change. */
  onChange(notices: readonly Notice[]): void;
  /** To the desktop; called only as far as the user wants that. */
  announce(announcement: Announcement): void;
}

/** What the user should know. Fed with whole states, it finds out itself what is new; each thing is told once. */
export interface Notices {
  list(): readonly Notice[];
  /**
   * For the other parts of core. The rules of the user decide how far it goes; a `key` is told once, also over restarts,
   * until `rearm` says that the thing was well in between. Names in its texts go through `safeName` and `safeSentence`.
   */
  tell(notice: NewNotice): void;
  rearm(key: string): void;
  /** What was told under keys that begin so is past: it counts as read. */
  past(keyStart: string): void;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  accountsChanged(accounts: readonly Account[]): void;
  settingsChanged(): void;
  vaultChanged(vault: VaultState): void;
  /** A job with an open terminal (or one that has just ended) is over. */
  jobFinished(job: Job, status: JobStatus): void;
  /** A file could not be read; what became of it. */
  fileTrouble(problem: FileProblem): void;
  /** The disk refuses terminals' output, with this error code; null = it takes it again. */
  outputTrouble(code: string | null): void;
  /** The policy file, or a part of it, could not be used. */
  policyTrouble(policy: Pick<Policy, 'file' | 'problems'>): void;
  read(ids: readonly string[]): void;
  dismiss(ids: readonly string[]): void;
  /** Tells what still waits to be told, and remembers it. May be called twice. */
  dispose(): void;
}

/** Changes come in bursts; the file is small, but it is fsynced. */
const SAVE_WITHIN_MS = 1_000;

export function createNotices(deps: NoticesDeps): Notices {
  const { clock, memory } = deps;
  const startedAt = clock.now();
  const told = createTold(memory.kept.told);
  let saved = '';
  let cancelSave: (() => void) | null = null;
  let accountList: readonly Account[] = [];
  let disposed = false;
  /** In this run. */
  const filesInTrouble = new Set<string>();
  /** The notice of each kind that more of the same may still join. */
  const open = new Map<NoticeKind, string>();

  const list = createNoticeList({
    clock,
    kept: memory.kept.notices,
    onChange(notices) {
      saveSoon();
      deps.onChange(notices);
    },
  });
  const announcer = createAnnouncer({
    clock,
    rules: deps.settings,
    isOpen: list.isOpen,
    onSettled() {
      open.clear();
      // before it is shown: what was not remembered would be shown again by a later run
      save();
    },
    announce: deps.announce,
  });

  function saveSoon(): void {
    if (!disposed) cancelSave ??= clock.after(SAVE_WITHIN_MS, save);
  }

  function save(): void {
    cancelSave?.();
    cancelSave = null;
    const keepsJobs = deps.settings().rememberJobs;
    const notices = list
      .kept()
      .filter(({ notice }) => keepsJobs || notice.about.every(({ jobKey }) => jobKey === null));
    const kept = { told: told.keys(), notices };
    const text = JSON.stringify(kept);
    if (text === saved) return;
    saved = text;
    memory.write(kept);
  }

  function tell(wanted: NewNotice): void {
    if (told.has(wanted.key)) return;
    told.give(wanted.key);
    const reach = reachOf(wanted, deps.settings());
    if (reach === 'off') saveSoon();
    else announcer.queue(put(wanted, reach), wanted, reach);
  }

  function put(wanted: NewNotice, reach: Notice['reach']): string {
    const joined = comesTogether(wanted) ? open.get(wanted.kind) : undefined;
    const notice = (joined === undefined ? null : list.join(joined, wanted, reach)) ?? list.add(wanted, reach);
    if (comesTogether(wanted)) open.set(wanted.kind, notice.id);
    return notice.id;
  }

  function rearm(key: string): void {
    if (told.rearm(key)) saveSoon();
  }

  function amend(key: string, change: (part: NewNotice) => NewNotice): void {
    list.amend(key, change);
    announcer.amend(key, change);
  }

  function warningMinutes(id: string | null): readonly number[] {
    const own = accountList.find((account) => account.id === id)?.warningMinutes;
    return own ?? deps.settings().holdWarningMinutes;
  }

  const { past } = list;
  const { isWaiting } = announcer;
  const sessions = createSessionNotices({
    clock,
    warningMinutes,
    tell,
    isTold: told.has,
    rearm,
    isWaiting,
    amend,
    past,
  });
  const accounts = createAccountNotices({ add: tell, rearm, past });

  return {
    list: list.list,
    tell,
    rearm,
    past,
    sessionsChanged: sessions.sessionsChanged,
    accountsChanged(now) {
      accountList = now;
      accounts.accountsChanged(now);
      sessions.warn();
    },
    settingsChanged: sessions.warn,
    jobFinished: sessions.jobFinished,
    vaultChanged(vault) {
      if (vault.mode !== 'memory') {
        past('vault memory');
        return rearm('vault memory');
      }
      tell({
        key: 'vault memory',
        kind: 'vault',
        urgency: 'soon',
        title: 'Tokens and cookies are kept in memory only',
        body: safeSentence(`${vault.why} They are gone when Jobdeck is closed.`),
        actions: [{ do: 'open-settings' }],
      });
    },
    fileTrouble({ file, message, keptAs }) {
      const kept =
        keptAs === null ? '' : ` What was there is kept as ${safeName(basename(keptAs))} in the data directory.`;
      // what is left as it is will be in the way again at the next start, and what was told then is past
      if (!filesInTrouble.has(file)) past(`file ${file} `);
      filesInTrouble.add(file);
      tell({
        key: `file ${file} ${keptAs ?? ''} ${startedAt}`,
        kind: 'file-set-aside',
        urgency: 'soon',
        title: `The ${safeName(file)} could not be read`,
        body: safeSentence(`${message}${kept}`),
      });
    },
    outputTrouble(code) {
      const key = `output ${startedAt}`;
      if (code === null) {
        past('output ');
        return rearm(key);
      }
      const room =
        code === 'ENOSPC' || code === 'EDQUOT' ? 'The disk is full: make room on it.' : `The disk says ${code}.`;
      tell({
        key,
        kind: 'file-set-aside',
        urgency: 'soon',
        title: 'Terminal output cannot be written to the disk',
        body: `${room} Terminals go on; what they print stays in memory as far as it fits, and transcripts may have gaps.`,
      });
    },
    policyTrouble({ file, problems }) {
      past('policy ');
      if (file === null || problems.length === 0) return;
      const text = problems.join(' ');
      tell({
        key: `policy ${startedAt}`,
        kind: 'policy',
        urgency: 'soon',
        title: 'Your administrator’s policy could not be read in full',
        body: safeSentence(`${text} The rest of ${file} applies; tell your administrator.`),
      });
    },
    read: list.read,
    dismiss: list.dismiss,
    dispose() {
      if (disposed) return;
      sessions.dispose();
      announcer.flush();
      disposed = true;
      save();
      announcer.dispose();
    },
  };
}

/** What the user sees who asks whether notifications work here. */
export function testAnnouncement(): Announcement {
  return {
    id: randomUUID(),
    noticeIds: [],
    urgency: 'calm',
    title: 'Notifications reach you',
    body: 'This is how Jobdeck tells you what happens while you look elsewhere.',
    sound: true,
    actions: [],
    always: true,
  };
}
