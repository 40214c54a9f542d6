import type { Announcement, DesktopState, EventName, Events, SendName, Sends, SessionId } from '../contract.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createExpiryWatch } from './accounts/expiry-watch.ts';
import { createSignIn } from './accounts/sign-in.ts';
import { createVault } from './accounts/vault.ts';
import { createAwake } from './awake.ts';
import { type CoreCalls, createCalls } from './calls.ts';
import { openDataDir } from './data-dir.ts';
import { createEmitter } from './emitter.ts';
import { toFailure } from './errors.ts';
import type { FileProblem } from './files.ts';
import { createIdleLimits } from './gitlab/idle-limits.ts';
import { createWays } from './gitlab/ways.ts';
import type { Host } from './host.ts';
import { createJobAccess } from './job-access.ts';
import { createJobs } from './jobs/jobs.ts';
import { createNoticeMemory } from './notices/notice-memory.ts';
import { createWaitNotices } from './notices/wait-notices.ts';
import { createNotices } from './notices.ts';
import { wayRules } from './policy.ts';
import { createSettings } from './settings.ts';
import { createSignInDesk } from './sign-in-needs.ts';
import { createSleep, type Sleeper } from './sleep.ts';
import { createAround } from './surroundings.ts';
import { createRecall } from './tabs/recall.ts';
import { createTabs } from './tabs/tabs.ts';
import { createTabsFile } from './tabs/tabs-file.ts';
import { createSessions } from './terminals/sessions.ts';
import { outlivesItsTerminal } from './terminals/talk/leave-shell.ts';
import { createExportThread } from './transcripts/export-thread.ts';
import { createExports, type Download } from './transcripts/exports.ts';
import { createShelf } from './transcripts/shelf.ts';
import { createUpdates } from './updates.ts';
import { createArming } from './waiting/arming.ts';
import { createAttention } from './waiting/attention.ts';
import { createJobPush } from './waiting/job-push.ts';
import { createWaiting } from './waiting/waiting.ts';
import { createWaitsFile } from './waiting/waits-file.ts';

export interface Core {
  readonly calls: CoreCalls;
  readonly sends: { readonly [K in SendName]: (...args: Parameters<Sends[K]>) => void };
  /** Subscribes and returns its undo. */
  on<K extends EventName>(event: K, listener: (value: Events[K]) => void): () => void;
  /** A job URL from a deep link, the command line or another instance: opens its terminal and shows it. */
  openUrl(url: string): void;
  /** Which tab the user is at; null = none. */
  activeSession(): SessionId | null;
  /** The user is at another tab. Returns its undo. */
  onActiveSession(listener: (sessionId: SessionId | null) => void): () => void;
  /** What the desktop around the app is like, as its door sees it; pages hear of it. */
  tellDesktop(state: DesktopState): void;
  /** Names of the jobs that would end if the app closed now. */
  heldJobs(): readonly string[];
  /** Names of the jobs in whose shell something runs that would outlive the app and the job. */
  busyShells(): readonly string[];
  /** Begins to ask servers; the door calls it once the first page is up. */
  start(): void;
  /** What `exportTranscript` has a browser fetch, by the end of its path; once. Null when there is nothing. */
  takeDownload(ticket: string): Download | null;
  /** To be told where the door hears of it; what it does not hear of is found out. */
  readonly sleeper: Sleeper;
  /** Ends every connection, flushes every file. May be called twice. */
  dispose(): Promise<void>;
}

/**
 * The composition root of everything that is not a door: makes the rooms and joins them.
 * Rejects with `disk` when the data directory cannot be used (another Jobdeck has it, say).
 */
export async function createCore(host: Host): Promise<Core> {
  const { clock, log } = host;
  const userAgent = `Jobdeck/${host.app.version}`;
  const events = createEmitter<Events>(() => log.warn('core', 'a listener failed'));
  const dataDir = openDataDir(host.app.dataDir);
  const own = createEmitter<{ activeSession: SessionId | null }>(() => log.warn('core', 'a listener failed'));
  let inFront = true;
  let activeSession: SessionId | null = null;
  let desktop: DesktopState | null = null;

  // Files are read before there is anyone to tell; what was wrong with them is told once there is.
  const problems: FileProblem[] = [];
  let onProblem = (problem: FileProblem): void => void problems.push(problem);
  const settings = createSettings({
    file: host.settingsFile,
    policy: host.policy,
    now: clock.now,
    onProblem: (problem) => onProblem(problem),
  });
  const vault = createVault({
    file: dataDir.file('vault.json'),
    now: clock.now,
    log,
    offerCipher: () => host.offerCipher(),
    onProblem: (problem) => onProblem(problem),
  });
  const ways = createWays({ rules: () => wayRules(host.policy), askSystem: host.askSystemProxy });
  const accounts = createAccounts({
    ...{ settings, vault, clock, log, ways },
    onRotation: (id, news) => expiry.rotated(id, news),
  });
  const account = (id: string) => accounts.list().find((one) => one.id === id) ?? null;

  function announce(announcement: Announcement): void {
    host.announce(announcement);
    // a page in front shows the notice itself
    if (announcement.always || !inFront) events.emit('announcement', announcement);
  }
  const notices = createNotices({
    clock,
    memory: createNoticeMemory({
      file: dataDir.file('notices.json'),
      now: clock.now,
      log,
      onProblem: (problem) => onProblem(problem),
    }),
    settings: settings.preferences,
    onChange: (list) => events.emit('notices', list),
    announce(announcement) {
      try {
        announce(announcement);
      } catch (error) {
        log.warn('notices', 'not shown by the desktop', { kind: toFailure(error).kind });
      }
    },
  });
  onProblem = notices.fileTrouble;
  for (const problem of problems) onProblem(problem);
  for (const problem of host.policy.problems) log.warn('policy', problem);
  notices.policyTrouble(host.policy);
  const updates = createUpdates({
    offer: host.offerUpdater({ policy: host.policy.updates, ways }),
    policy: host.policy.updates,
    automatic: () => settings.preferences().automaticUpdates,
    clock,
    log,
    onChange: (state) => events.emit('updates', state),
  });
  notices.accountsChanged(accounts.list());
  const expiry = createExpiryWatch({ ...notices, accounts, settings: settings.preferences, clock, log });

  const { clientFor } = accounts;
  const jobs = createJobs({
    ...{ clock, log, account, clientFor },
    listsFile: dataDir.file('lists.json'),
    settings: settings.preferences,
    accounts: accounts.list,
    onFeeds: (feeds) => events.emit('feeds', feeds),
    onFinished: (job, status) => notices.jobFinished(job, status),
  });

  const awake = createAwake({
    keepAwake: host.keepAwake,
    settings: settings.preferences,
    clock,
    log,
    onChange: (state) => events.emit('awake', state),
  });
  const transcripts = createShelf({
    dir: dataDir.transcriptsDir,
    clock,
    log,
    vault,
    settings: settings.preferences,
    account,
    onChange: (state) => events.emit('transcripts', state),
    onTrouble: notices.outputTrouble,
  });
  // late: a whole terminal comes with it
  const thread = createExportThread(async () => (await import('./transcripts/export-program.ts')).exportProgram);
  const recall = createRecall({ shelf: transcripts, thread, clock, log });
  const exports = createExports({
    shelf: transcripts,
    clock,
    log,
    chooseFile: host.chooseFile,
    thread,
    onChange: (list) => events.emit('exports', list),
  });
  const around = createAround({
    ...{ findJob: jobs.findJob, account, clientFor, clock, log },
    holdsFile: dataDir.file('holds.json'),
    settings: settings.preferences,
    onChange: () => sessions.aroundChanged(),
  });
  const sessions = createSessions({
    access: createJobAccess({
      ...jobs,
      ...{ account, clientFor, clock, ways, userAgent },
      idleLimits: createIdleLimits({ file: dataDir.file('idle-limits.json'), log }),
      around: around.of,
    }),
    clock,
    log,
    recorder: transcripts,
    shellSize: () => settings.preferences().shellSize,
    keepShells: () => settings.preferences().keepShells,
    onChange: (list) => {
      events.emit('sessions', list);
      // before the notices: the end of a wait says more than that of its tab, and may close a tab
      waiting.sessionsChanged(list);
      notices.sessionsChanged(sessions.list());
      signInDesk.sessionsChanged(list);
      awake.sessionsChanged(list);
      transcripts.sessionsChanged(list);
      tabs.sessionsChanged(list);
      around.sessionsChanged(list);
    },
    onOutput: (output) => events.emit('output', output),
  });
  around.accountsChanged(accounts.list());

  const attention = createAttention(clock);
  const waitNotices = createWaitNotices(notices);
  const waiting = createWaiting({
    clock,
    log,
    file: createWaitsFile({ file: dataDir.file('waits.json'), now: clock.now, log, onProblem: notices.fileTrouble }),
    push: createJobPush({ clock, log, clientFor, ways, userAgent }),
    account,
    clientFor,
    remember: jobs.remember,
    sessions: sessions.list,
    open: sessions.open,
    close: sessions.close,
    onChange: (list) => events.emit('armed', list),
    onOpen(armed, session) {
      const shown = !attention.isElsewhere(session.id);
      if (shown) events.emit('showSession', session.id);
      waitNotices.opened(armed, session, shown);
    },
    onOver: waitNotices.over,
  });
  const arming = createArming({
    clock,
    waiting,
    account,
    clientFor,
    findJob: jobs.findJob,
    remember: jobs.remember,
  });

  const signInDesk = createSignInDesk({
    clock,
    reconnect: (id) => sessions.reconnect(id),
    onChange: (needs) => events.emit('signIns', needs),
  });
  signInDesk.accountsChanged(accounts.list());
  const signIn = createSignIn({
    accounts,
    vault,
    ways,
    window: host.signIn,
    clock,
    log,
    onSignedIn: signInDesk.signedIn,
  });

  const undo = [
    events.on('feeds', around.feedsChanged),
    settings.onPreferences((value) => {
      events.emit('settings', value);
      jobs.settingsChanged();
      notices.settingsChanged();
      around.settingsChanged();
      awake.settingsChanged();
      transcripts.keepingChanged();
      tabs.settingsChanged();
    }),
    vault.onChange((state) => {
      events.emit('vault', state);
      // The demo says so itself, and has nothing to lose.
      if (!host.app.demo) notices.vaultChanged(state);
    }),
    accounts.onChange((list) => {
      events.emit('accounts', list);
      jobs.accountsChanged();
      notices.accountsChanged(list);
      expiry.accountsChanged();
      signInDesk.accountsChanged(list);
      waiting.accountsChanged();
      around.accountsChanged(list);
    }),
  ];

  const tabs = createTabs({
    file: createTabsFile(dataDir.file('tabs.json'), log),
    clock,
    account,
    settings: settings.preferences,
    open: sessions.restore,
    onLayout: (layout) => events.emit('layout', layout),
  });
  tabs.restore();

  async function openJobUrl(url: string): Promise<string> {
    const sessionId = sessions.open(await jobs.at(url));
    events.emit('showSession', sessionId);
    return sessionId;
  }

  const calls = createCalls({
    ...{ host, events, accounts, vault, signIn, signInDesk, jobs, waiting, arming, sessions },
    ...{ transcripts, exports, notices, settings, updates, awake, tabs, recall, announce, openJobUrl },
    desktop: () => desktop,
  });

  const sleep = createSleep(clock, {
    suspended() {
      jobs.suspended();
      waiting.suspended();
    },
    woke() {
      log.info('core', 'woke');
      accounts.woke();
      expiry.woke();
      sessions.woke();
      jobs.woke();
      waiting.woke();
    },
  });

  let disposal: Promise<void> | null = null;
  async function dispose(): Promise<void> {
    for (const stop of undo) stop();
    sleep.dispose();
    signIn.dispose();
    waiting.dispose();
    updates.dispose();
    expiry.dispose();
    notices.dispose();
    awake.dispose();
    around.dispose();
    await jobs.dispose();
    tabs.dispose();
    await sessions.dispose();
    recall.dispose();
    await exports.dispose();
    await transcripts.dispose();
    await accounts.dispose();
    own.dispose();
    events.dispose();
    dataDir.release();
  }

  return {
    calls,
    sends: {
      input(sessionId, bytes) {
        attention.typed(sessionId);
        sessions.input(sessionId, bytes);
      },
      acknowledge: sessions.acknowledge,
      resize: sessions.resize,
      networkChanged: sessions.woke,
      setInFront(now) {
        inFront = now;
        jobs.setInFront(now);
      },
      keepLayout: tabs.keepLayout,
      setActiveSession(sessionId) {
        if (sessionId === activeSession) return;
        activeSession = sessionId;
        own.emit('activeSession', sessionId);
      },
    },
    on: events.on,
    openUrl(url) {
      openJobUrl(url).catch((error: unknown) => events.emit('failed', toFailure(error)));
    },
    activeSession: () => activeSession,
    onActiveSession: (listener) => own.on('activeSession', listener),
    tellDesktop(state) {
      desktop = state;
      events.emit('desktop', state);
    },
    busyShells: () => sessions.list().flatMap((session) => (outlivesItsTerminal(session) ? [session.title] : [])),
    heldJobs: () => sessions.list().flatMap((session) => (session.state.status === 'held' ? [session.title] : [])),
    start() {
      accounts.start();
      expiry.start();
      jobs.start();
      updates.start();
      waiting.start();
    },
    takeDownload: exports.takeDownload,
    sleeper: sleep,
    dispose() {
      disposal ??= dispose();
      return disposal;
    },
  };
}
