import { basename } from 'node:path';
import type {
  Account,
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
import { createNoticeList, type NewNotice } from './notices/notice-list.ts';
import { createSessionNotices } from './notices/session-notices.ts';
import { safeName, safeSentence } from './notices/text.ts';
import type { Policy } from './policy.ts';

export interface NoticesDeps {
  readonly clock: Clock;
  settings(): Pick<Settings, 'desktopNotifications' | 'holdWarningMinutes'>;
  /** The whole list, newest first, after each change. */
  onChange(notices: readonly Notice[]): void;
  /** A desktop notification; called only when the user wants those. */
  notify(notice: Notice): void;
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
  vaultChanged(vault: VaultState): void;
  /** A job with an open terminal (or one that has just ended) is over. */
  jobFinished(job: Job, status: JobStatus): void;
  /** A file could not be read; what became of it. */
  fileTrouble(problem: FileProblem): void;
  /** The policy file, or a part of it, could not be used. */
  policyTrouble(policy: Pick<Policy, 'file' | 'problems'>): void;
  read(ids: readonly string[]): void;
  dismiss(ids: readonly string[]): void;
  dispose(): void;
}

/** These wait in the list until the user looks; the others may interrupt. */
const LIST_ONLY = new Set<NoticeKind>(['file-set-aside', 'vault', 'policy']);

export function createNotices(deps: NoticesDeps): Notices {
  const notices = createNoticeList(deps.clock, deps.onChange);

  function add(wanted: NewNotice): void {
    const notice = notices.add(wanted);
    if (notice === null || LIST_ONLY.has(notice.kind)) return;
    if (notice.kind === 'session-ended' && notice.urgency === 'calm') return;
    if (deps.settings().desktopNotifications) deps.notify(notice);
  }

  const sessions = createSessionNotices({
    clock: deps.clock,
    warningMinutes: () => deps.settings().holdWarningMinutes,
    add,
    past: notices.past,
  });
  const accounts = createAccountNotices({ add, rearm: notices.rearm });

  return {
    list: notices.list,
    tell: add,
    rearm: notices.rearm,
    past: notices.past,
    sessionsChanged: sessions.sessionsChanged,
    accountsChanged: accounts.accountsChanged,
    jobFinished: sessions.jobFinished,
    vaultChanged(vault) {
      if (vault.mode !== 'memory') {
        notices.past('vault memory');
        return notices.rearm('vault memory');
      }
      add({
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
      add({
        key: `file ${keptAs ?? file}`,
        kind: 'file-set-aside',
        urgency: 'soon',
        title: `The ${safeName(file)} could not be read`,
        body: safeSentence(`${message}${kept}`),
      });
    },
    policyTrouble({ file, problems }) {
      if (file === null || problems.length === 0) return;
      add({
        key: 'policy',
        kind: 'policy',
        urgency: 'soon',
        title: 'Your administrator’s policy could not be read in full',
        body: safeSentence(`${problems.join(' ')} The rest of ${file} applies; tell your administrator.`),
      });
    },
    read: notices.read,
    dismiss: notices.dismiss,
    dispose() {
      sessions.dispose();
    },
  };
}
