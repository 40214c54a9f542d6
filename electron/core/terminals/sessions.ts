import { createHash, randomUUID } from 'node:crypto';
import type {
  Events,
  Job,
  JobKey,
  LeaveOutcome,
  SessionId,
  Settings,
  StreamStart,
  TerminalSession,
} from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { Clock, Log } from '../host.ts';
import type { Recorder } from '../transcripts/recording.ts';
import type { BacklogLimits } from './backlog.ts';
import { createJobSession, type JobSessionDeps } from './job-session.ts';
import { createLocalShell } from './local-shell.ts';
import type { JobAccess } from './ports.ts';
import { createSpawnPty, type SpawnPty } from './pty.ts';
import { createReadPace } from './read-pace.ts';
import type { ChangeUrgency, Session, SessionDeps } from './session.ts';
import { KEEPERS, type Keeper } from './talk/keepers.ts';

export interface SessionsDeps {
  readonly access: JobAccess;
  readonly clock: Clock;
  readonly log: Log;
  /** Where output goes. */
  readonly recorder: Recorder;
  readonly limits?: Partial<BacklogLimits>;
  readonly spawnPty?: SpawnPty;
  random?(): number;
  /** Default: `never`. */
  shellSize?(): Settings['shellSize'];
  /** Default: no. */
  keepShells?(): boolean;
  /** By which, the most wanted first. */
  readonly keepers?: readonly Keeper[];
  /** Under which a job's kept shell is found again, also after a restart; nobody else's may have the same. */
  keptName?(jobKey: JobKey): string;
  /** The whole list: at once when a state changed, at most ten times a second for counters, and less for those of idle sessions. */
  onChange(sessions: readonly TerminalSession[]): void;
  onOutput(output: Events['output']): void;
}

/** All tabs' terminals, in the user's order; one per job. */
export interface Sessions {
  list(): readonly TerminalSession[];
  /** Answers the session that the job already has; if that one has ended, it is opened again. */
  open(job: Job): SessionId;
  /** A tab for a job whose terminal was open in an earlier run: without a shell, which `reconnect` opens. */
  restore(job: Job): void;
  openLocal(): SessionId;
  /** Throws `not-found`, and `bad-input` while the session is open. */
  reconnect(id: SessionId): void;
  /** Throws `not-found`. */
  fit(id: SessionId): void;
  /** Throws `not-found`. */
  keep(id: SessionId): void;
  /** Throws `not-found`, and `bad-input` while the shell is not at an empty prompt. */
  answerPlace(id: SessionId, answer: 'go' | 'dismiss'): void;
  /** Rejects with `not-found`. */
  leave(id: SessionId): Promise<LeaveOutcome>;
  stopLeaving(id: SessionId): void;
  tryNow(id: SessionId): void;
  end(id: SessionId): void;
  /** Ends and forgets. */
  close(id: SessionId): void;
  /** Ids left out keep their order behind the others. */
  reorder(ids: readonly SessionId[]): void;
  /** Throws `not-found`. */
  attach(id: SessionId): StreamStart;
  acknowledge(id: SessionId, offset: number, linesThatFill: number | null): void;
  input(id: SessionId, bytes: Uint8Array): void;
  resize(id: SessionId, columns: number, rows: number): void;
  woke(): void;
  /** What stands around jobs (accounts, instances, what is known of the jobs) is not what it was. */
  aroundChanged(): void;
  /** Resolves when every connection is closed and everything written. */
  dispose(): Promise<void>;
}

const COUNTERS_EVERY_MS = 100;
/** A hundred idle sessions measure eight round trips a second: the whole list is not told for each. */
const ROUND_TRIPS_EVERY_MS = 10_000;

/** A job's key holds the account's id, which is random: no other installation, and no other user, has the same. */
function nameOfKept(jobKey: JobKey): string {
  return createHash('sha256').update(jobKey).digest('hex').slice(0, 16);
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { clock, log } = deps;
  const spawnPty = deps.spawnPty ?? createSpawnPty();
  const pace = createReadPace(clock);
  let sessions: readonly Session[] = [];
  /** As they were told last; none of those that have changed since. */
  const views = new Map<SessionId, TerminalSession>();
  const closing = new Set<Promise<void>>();
  let cancelSoon: (() => void) | null = null;
  let cancelLater: (() => void) | null = null;
  let disposed = false;

  function viewOf(session: Session): TerminalSession {
    const view = views.get(session.id) ?? session.view();
    views.set(session.id, view);
    return view;
  }

  const list = () => sessions.map(viewOf);
  const find = (id: SessionId) => sessions.find((session) => session.id === id) ?? null;

  function mustFind(id: SessionId): Session {
    const session = find(id);
    if (session === null) throw new JobdeckError('not-found', 'This terminal was closed.');
    return session;
  }

  function stopTimers(): void {
    cancelSoon?.();
    cancelLater?.();
    cancelSoon = null;
    cancelLater = null;
  }

  function tell(): void {
    stopTimers();
    if (!disposed) deps.onChange(list());
  }

  function changed(id: SessionId, urgency: ChangeUrgency): void {
    if (disposed) return;
    // limits change with time alone as well: whose does is told along with the next state of any
    if (urgency === 'now') views.clear();
    else views.delete(id);
    if (urgency === 'soon') cancelSoon ??= clock.after(COUNTERS_EVERY_MS, tell);
    else if (urgency === 'later') cancelLater ??= clock.after(ROUND_TRIPS_EVERY_MS, tell);
    // while it is being made or after it was closed, it is not in the list
    else if (find(id) !== null) tell();
  }

  function add(job: Job | null, make: (common: SessionDeps) => Session): SessionId {
    const session = make(shared(job));
    sessions = [...sessions, session];
    tell();
    return session.id;
  }

  function addJob(job: Job, begin: JobSessionDeps['begin']): SessionId {
    const random = deps.random ?? Math.random;
    const shellSize = deps.shellSize ?? (() => 'never');
    const keepShells = deps.keepShells ?? (() => false);
    const keptName = (deps.keptName ?? nameOfKept)(job.key);
    const keepers = deps.keepers ?? KEEPERS;
    const kept = { keepShells, keepers, keptName };
    return add(job, (common) =>
      createJobSession({
        ...{ ...common, ...kept, job, begin, access: deps.access, random, shellSize },
        terminals: () => sessions.length,
      }),
    );
  }

  function shared(job: Job | null): SessionDeps {
    const id = randomUUID();
    return {
      id,
      recording: deps.recorder.begin(id, job),
      pace,
      clock,
      log,
      ...(deps.limits === undefined ? {} : { limits: deps.limits }),
      emit(offset, bytes, leftOut) {
        deps.onOutput({ sessionId: id, offset, bytes, leftOut });
      },
      onChange: (urgency) => changed(id, urgency),
    };
  }

  function discard(session: Session): void {
    const done = session
      .dispose()
      .catch(() => log.warn('terminals', 'a session could not be freed', { session: session.id }));
    closing.add(done);
    void done.then(() => closing.delete(done));
  }

  return {
    list,
    open(job) {
      const existing = sessions.find((session) => session.view().job?.key === job.key);
      if (existing !== undefined) {
        existing.reconnect();
        return existing.id;
      }
      return addJob(job, 'opening');
    },
    restore(job) {
      if (!sessions.some((session) => session.view().job?.key === job.key)) addJob(job, 'restored');
    },
    openLocal: () => add(null, (common) => createLocalShell({ ...common, spawnPty })),
    reconnect(id) {
      if (!mustFind(id).reconnect()) throw new JobdeckError('bad-input', 'This terminal is still open.');
    },
    fit: (id) => mustFind(id).fit(),
    keep: (id) => mustFind(id).keep(),
    answerPlace(id, answer) {
      if (mustFind(id).answerPlace(answer)) return;
      throw new JobdeckError('bad-input', 'The shell is not at an empty prompt.', 'Try again when it is.');
    },
    leave: async (id) => mustFind(id).leave(),
    tryNow: (id) => find(id)?.tryNow(),
    stopLeaving: (id) => find(id)?.stopLeaving(),
    end: (id) => mustFind(id).end(),
    close(id) {
      const session = find(id);
      if (session === null) return;
      sessions = sessions.filter((other) => other !== session);
      // by the user, which its transcript says
      session.end();
      discard(session);
      views.delete(id);
      tell();
    },
    reorder(ids) {
      const wanted = ids.flatMap((id) => find(id) ?? []);
      sessions = [...new Set([...wanted, ...sessions])];
      tell();
    },
    attach: (id) => mustFind(id).attach(),
    acknowledge: (id, offset, linesThatFill) => find(id)?.acknowledge(offset, linesThatFill),
    input: (id, bytes) => find(id)?.input(bytes),
    resize: (id, columns, rows) => find(id)?.resize(columns, rows),
    woke() {
      for (const session of sessions) session.woke();
    },
    aroundChanged() {
      for (const session of sessions) session.aroundChanged();
      views.clear();
      if (sessions.length > 0 && !disposed) cancelSoon ??= clock.after(COUNTERS_EVERY_MS, tell);
    },
    async dispose() {
      disposed = true;
      stopTimers();
      for (const session of sessions) discard(session);
      sessions = [];
      views.clear();
      await Promise.all(closing);
    },
  };
}
