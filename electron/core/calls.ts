import type { Announcement, CallName, Calls, DesktopState, Events } from '../contract.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { SignIn } from './accounts/sign-in.ts';
import type { Vault } from './accounts/vault.ts';
import type { Awake } from './awake.ts';
import type { Emitter } from './emitter.ts';
import { JobdeckError } from './errors.ts';
import type { Host } from './host.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Notices } from './notices.ts';
import { testAnnouncement } from './notices.ts';
import { shownPolicy } from './policy.ts';
import type { SettingsStore } from './settings.ts';
import type { SignInDesk } from './sign-in-needs.ts';
import type { Recall } from './tabs/recall.ts';
import type { Tabs } from './tabs/tabs.ts';
import type { Sessions } from './terminals/sessions.ts';
import type { Exports } from './transcripts/exports.ts';
import { readPart } from './transcripts/part.ts';
import type { Shelf } from './transcripts/shelf.ts';
import type { Updates } from './updates.ts';
import type { Arming } from './waiting/arming.ts';
import type { Waiting } from './waiting/waiting.ts';

export type CoreCalls = { readonly [K in CallName]: (...args: Parameters<Calls[K]>) => Promise<ReturnType<Calls[K]>> };

/** What the calls are carried out by. */
export interface Rooms {
  readonly host: Host;
  readonly events: Emitter<Events>;
  readonly accounts: Accounts;
  readonly vault: Vault;
  readonly signIn: SignIn;
  readonly signInDesk: SignInDesk;
  readonly jobs: Jobs;
  readonly waiting: Waiting;
  readonly arming: Arming;
  readonly sessions: Sessions;
  readonly transcripts: Shelf;
  readonly exports: Exports;
  readonly notices: Notices;
  readonly settings: SettingsStore;
  readonly updates: Updates;
  readonly awake: Awake;
  readonly tabs: Tabs;
  readonly recall: Recall;
  desktop(): DesktopState | null;
  announce(announcement: Announcement): void;
  /** Opens a terminal to the job behind a URL and shows it; resolves with its session's id. */
  openJobUrl(url: string): Promise<string>;
}

/** What each call of the contract does: to whom it goes, and what more it brings about. */
export function createCalls(rooms: Rooms): CoreCalls {
  const { host, events, accounts, vault, signIn, signInDesk, jobs, waiting, arming, sessions } = rooms;
  const { transcripts, exports, notices, settings, updates, awake, tabs, recall } = rooms;

  return {
    snapshot: async () => ({
      app: { ...host.app, localShell: host.app.localShell && host.policy.localShell },
      now: host.clock.now(),
      accounts: accounts.list(),
      feeds: jobs.feeds(),
      sessions: sessions.list(),
      notices: notices.list(),
      signIns: signInDesk.needs(),
      armed: waiting.list(),
      transcripts: transcripts.state(),
      exports: exports.list(),
      settings: settings.preferences(),
      vault: vault.state(),
      policy: shownPolicy(host.policy),
      updates: updates.state(),
      awake: awake.state(),
      layout: tabs.layout(),
      desktop: rooms.desktop(),
    }),
    probeInstance: accounts.probe,
    addAccount: accounts.add,
    editAccount: async (accountId, edit) => {
      await accounts.edit(accountId, edit);
      if (edit.sessionCookie !== undefined) signInDesk.signedIn(accountId);
      if (edit.keepTranscripts !== undefined) transcripts.keepingChanged();
    },
    signIn: signIn.signIn,
    addAccountBySignIn: signIn.add,
    cancelSignIn: async () => signIn.close(null),
    openTokenPage: signIn.openTokenPage,
    rotateToken: accounts.rotateToken,
    removeAccount: async (accountId) => {
      signIn.close(accountId);
      for (const session of sessions.list()) {
        if (session.job?.accountId === accountId) sessions.close(session.id);
      }
      await accounts.remove(accountId);
      await transcripts.removeOf(accountId);
    },
    reorderAccounts: async (ids) => accounts.reorder(ids),
    checkAccount: accounts.check,
    createVaultPassphrase: vault.createPassphrase,
    unlockVault: vault.unlock,
    refreshJobs: async (accountId) => {
      // What was refused may be good again (a sign-in page in passing, a token extended): asked for anew with the list.
      const refused = accounts.list().filter(({ id, tokenState, sessionState }) => {
        const wanted = accountId === null || accountId === id;
        return wanted && (tokenState.status === 'refused' || sessionState.status === 'refused');
      });
      await Promise.all([jobs.refresh(accountId), ...refused.map(({ id }) => accounts.check(id))]);
    },
    openTerminal: async (jobKey) => {
      const job = jobs.findJob(jobKey);
      if (job === null)
        throw new JobdeckError('not-found', 'This job is not in the list any more.', 'Refresh the list.');
      return sessions.open(job);
    },
    openJobUrl: rooms.openJobUrl,
    ...arming,
    disarm: async (id) => waiting.disarm(id),
    openLocalShell: async () => {
      if (!host.policy.localShell) {
        throw new JobdeckError('managed', 'Your administrator has switched local shells off.');
      }
      if (!host.app.localShell) {
        throw new JobdeckError('forbidden', 'Local shells are off here.', 'Start Jobdeck with --local-shell.');
      }
      return sessions.openLocal();
    },
    reconnect: async (id) => sessions.reconnect(id),
    fitShell: async (id) => sessions.fit(id),
    keepShell: async (id) => sessions.keep(id),
    answerPlace: async (id, answer) => sessions.answerPlace(id, answer),
    tryNow: async (id) => sessions.tryNow(id),
    leaveShell: (id) => sessions.leave(id),
    stopLeaving: async (id) => sessions.stopLeaving(id),
    endSession: async (id) => sessions.end(id),
    closeSession: async (id) => sessions.close(id),
    reorderSessions: async (ids) => sessions.reorder(ids),
    attachSession: async (id) => {
      // first: whatever comes meanwhile is in its order then
      const start = sessions.attach(id);
      const job = sessions.list().find((session) => session.id === id)?.job ?? null;
      return { ...start, earlier: job === null ? '' : await recall.text(tabs.earlierTranscripts(job.key)) };
    },
    showSession: async (id) => events.emit('showSession', id),
    openWindow: host.openWindow,
    listTranscripts: transcripts.list,
    readTranscript: (id, to) => readPart(transcripts, id, to),
    deleteTranscripts: transcripts.remove,
    deleteAllTranscripts: transcripts.removeAll,
    exportTranscript: exports.start,
    cancelExport: async (id) => exports.cancel(id),
    saveText: exports.saveText,
    readNotices: async (ids) => notices.read(ids),
    dismissNotices: async (ids) => notices.dismiss(ids),
    testNotification: async () => rooms.announce(testAnnouncement()),
    updateSettings: async (patch) => settings.updatePreferences(patch),
    checkForUpdates: updates.check,
    downloadUpdate: async () => updates.download(),
    cancelUpdate: async () => updates.cancel(),
    installUpdate: async () => updates.install(),
    openExternal: host.openExternal,
    readClipboard: host.readClipboard,
    writeClipboard: host.writeClipboard,
  };
}
