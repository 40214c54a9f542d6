import type { Hold, Job, JobStatus, SessionState, TerminalSession } from '../../contract.ts';
import type { TerminalSocket, TerminalSocketEvents } from '../gitlab/ports.ts';
import type { Clock, Log } from '../host.ts';
import type { BacklogLimits } from './backlog.ts';
import { CHECKING, connect, pause } from './connect.ts';
import { type EndCause, type EndFacts, isOver, type LogFacts, NO_LOG_FACTS, withMark } from './end-facts.ts';
import { inferEnding } from './ending.ts';
import { createHoldClock } from './hold-clock.ts';
import { createInputPacer } from './input-pacer.ts';
import { createLeftWatch } from './left-watch.ts';
import type { JobAccess, JobLook, LogMark } from './ports.ts';
import { createScreenWatch, ENDED_BECAUSE, encodeSeam, timeOfDay } from './seam.ts';
import type { ChangeUrgency, Session } from './session.ts';
import { createSessionOutput } from './session-output.ts';
import { whatNext } from './settle.ts';

export interface JobSessionDeps {
  readonly id: string;
  readonly job: Job;
  readonly dir: string;
  readonly access: JobAccess;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<BacklogLimits>;
  random(): number;
  emit(offset: number, bytes: Uint8Array): void;
  onChange(urgency: ChangeUrgency): void;
}

/** One shell of the tab, from the first byte to the last. */
interface Shell {
  socket: TerminalSocket | null;
  openedAt: number | null;
  silent: boolean;
  lastBytesAt: number;
  /** Nothing that it says counts any more. */
  over: boolean;
  closed: { readonly clean: boolean } | null;
  onClosed: (() => void) | null;
}

/** What was known when a shell was cut, while it is found out why or another is opened in its place. */
interface Cut {
  readonly cause: EndCause;
  readonly at: number;
  readonly livedMs: number | null;
  readonly leftBeforeMs: number | null;
  readonly silent: boolean;
}

/** What may be typed ahead of the first prompt. */
const TYPED_AHEAD_BYTES = 64 * 1024;
/** Longer ago, an `exit` has nothing to do with an end. */
const LEFT_COUNTS_MS = 15_000;
/** A connection that has not answered for so long is gone. */
const SILENCE_MS = 120_000;
/** A job that is over takes its socket along; one that stays longer, silent, has nothing behind it (measured, shell executor). */
const OVER_GRACE_MS = 3_000;
/** A cancel during the hold is noticed at the runner's next report, every 30 s; until then the shell is alive. */
const HELD_CANCEL_GRACE_MS = 32_000;
/** Shells that end sooner than this are not opened again and again. */
const SHORT_LIFE_MS = 5_000;
const SHORT_LIVES = 2;

/** A tab's terminal to one job: connecting → open → held → ended, and again on request. */
export function createJobSession(deps: JobSessionDeps): Session {
  const { access, clock, id, log } = deps;
  let job = deps.job;
  let connectingSince = clock.now();
  let state: SessionState = connecting('checking', 1, null, CHECKING);
  let shell: Shell | null = null;
  let attempt = new AbortController();
  let shells = 0;
  let shortLives = 0;
  let acceptsInput = true;
  let answering = true;
  let roundTripMs: number | null = null;
  let bytesIn = 0;
  let bytesOut = 0;
  let slowed = false;
  let hold: Hold | null = null;
  let holdClock = createHoldClock();
  let logFacts: LogFacts = NO_LOG_FACTS;
  let status: JobStatus | null = null;
  let failureReason: string | null = null;
  let overSince: number | null = null;
  /** Why the shell before was cut, to be said at the seam; null = said already, or there was none. */
  let seamReason: string | null = null;
  let stopWatching: (() => void) | null = null;
  let cancelOverCheck: (() => void) | null = null;
  let cancelSilence: (() => void) | null = null;
  let disposal: Promise<void> | null = null;

  const screen = createScreenWatch();
  const leftWatch = createLeftWatch({ clock, onLeft: () => closeAndFinish({ by: 'left' }) });
  const pacer = createInputPacer({ clock, onPending: () => deps.onChange('soon') });
  const output = createSessionOutput({
    sessionId: id,
    dir: deps.dir,
    clock,
    log,
    ...(deps.limits === undefined ? {} : { limits: deps.limits }),
    emit: deps.emit,
    onChange() {
      applyFull();
      deps.onChange('soon');
    },
  });

  function connecting(
    phase: 'checking' | 'dialing' | 'retrying',
    number: number,
    nextTryAt: number | null,
    message: string,
  ): SessionState {
    return { status: 'connecting', phase, since: connectingSince, attempt: number, nextTryAt, message };
  }

  function setState(next: SessionState): void {
    state = next;
    deps.onChange('now');
  }

  function applyFull(): void {
    if (slowed === output.full) return;
    slowed = output.full;
    shell?.socket?.slowDown(slowed);
    log.info('terminals', slowed ? 'backlog full, reading slowly' : 'backlog drained', { session: id });
    deps.onChange('now');
  }

  // ── Opening ──

  function watch(): void {
    if (stopWatching !== null) return;
    const undo = [access.watchLog(job.key, onMark), access.watchStatus(job.key, onStatus)];
    stopWatching = () => {
      for (const stop of undo) stop();
      stopWatching = null;
    };
  }

  async function open(patience: 'first' | 'again', cut: Cut | null): Promise<void> {
    attempt.abort();
    const mine = new AbortController();
    attempt = mine;
    acceptsInput = patience === 'first';
    connectingSince = clock.now();
    watch();
    const opening = newShell();
    const connected = await connect({
      access,
      clock,
      jobKey: job.key,
      events: eventsOf(opening),
      signal: mine.signal,
      patience,
      random: deps.random,
      onLook: learn,
      onProgress({ phase, attempt: number, nextTryAt, message }) {
        if (!mine.signal.aborted) setState(connecting(phase, number, nextTryAt, message));
      },
    });
    if (mine.signal.aborted) {
      if (connected.ok) connected.socket.close();
      return;
    }
    if (connected.ok) return opened(opening, connected.socket);
    // what cut the shell explains more than what a later attempt ran into, unless that is a fault of its own
    const ownFault = connected.cause.by === 'ask' || (connected.cause.by === 'dial' && !isNotFound(connected.cause));
    if (cut === null || (ownFault && !isOver(status))) finish(connected.cause, connected.look, cut);
    else finish(cut.cause, connected.look, cut);
  }

  function newShell(): Shell {
    return {
      socket: null,
      openedAt: null,
      silent: false,
      lastBytesAt: clock.now(),
      over: false,
      closed: null,
      onClosed: null,
    };
  }

  function eventsOf(one: Shell): TerminalSocketEvents {
    return {
      onBytes(bytes) {
        if (one.over) return;
        if (one.openedAt === null) begin(one);
        one.lastBytesAt = clock.now();
        bytesIn += bytes.length;
        leftWatch.printed(bytes);
        screen.printed(bytes);
        output.append(bytes);
        if (slowed !== output.full) applyFull();
        deps.onChange('soon');
      },
      onRoundTrip(ms) {
        if (one.over) return;
        roundTripMs = ms;
        deps.onChange('soon');
      },
      onSilent(silent) {
        if (one.over) return;
        one.silent = silent;
        answering = !silent;
        cancelSilence?.();
        cancelSilence = silent ? clock.after(SILENCE_MS, () => gaveUp(one)) : null;
        deps.onChange('now');
      },
      onClosed({ clean }) {
        one.closed = { clean };
        one.onClosed?.();
        if (!one.over && one === shell) void settle(one, { by: 'socket', clean });
      },
    };
  }

  /** The first sign of a new shell; bytes may come before the answer to the dial does. */
  function begin(one: Shell): void {
    one.openedAt = clock.now();
    shells += 1;
    answering = true;
    roundTripMs = null;
    if (shells > 1) {
      const because = seamReason === null ? '' : ` · the earlier one ended: ${seamReason}`;
      seam(`new shell · ${timeOfDay(clock.now())}${because}`);
    }
    seamReason = null;
    leftWatch.reset();
  }

  function opened(one: Shell, socket: TerminalSocket): void {
    if (one.openedAt === null) begin(one);
    one.socket = socket;
    shell = one;
    acceptsInput = true;
    log.info('terminals', 'open', { session: id, job: job.key, shell: shells });
    if (slowed) socket.slowDown(true);
    setState(openState());
    pacer.connect(socket);
    if (one.closed !== null) void settle(one, { by: 'socket', clean: one.closed.clean });
  }

  function openState(): SessionState {
    const since = shell?.openedAt ?? clock.now();
    if (hold === null || isOver(status)) return { status: 'open', since };
    return { status: 'held', since: state.status === 'held' ? state.since : clock.now(), hold };
  }

  function seam(text: string): void {
    output.append(encodeSeam(text, { otherScreen: screen.otherScreen, atLineStart: leftWatch.atLineStart }));
    screen.reset();
    leftWatch.reset();
  }

  // ── While open ──

  function learn(look: JobLook): void {
    job = look.job;
    status = look.status;
    failureReason = look.failureReason ?? failureReason;
  }

  function onMark(mark: LogMark): void {
    logFacts = withMark(logFacts, mark);
    if (mark.kind === 'job-end') {
      overSince ??= clock.now();
      checkOver();
    }
    const now = holdClock.take(mark);
    if (now === null || (hold !== null && now.endsAt === hold.endsAt)) return;
    hold = now;
    if (shell !== null && (state.status === 'open' || state.status === 'held')) setState(openState());
  }

  function onStatus(seen: { readonly status: JobStatus; readonly failureReason: string | null }): void {
    status = seen.status;
    failureReason = seen.failureReason ?? failureReason;
    job = { ...job, status: seen.status };
    if (isOver(status)) overSince ??= clock.now();
    checkOver();
    deps.onChange('now');
  }

  /** Sockets of the shell executor outlive a cancelled or timed-out job, with nothing behind them. */
  function checkOver(): void {
    cancelOverCheck?.();
    cancelOverCheck = null;
    if (shell?.socket == null || overSince === null) return;
    const runnerMayNotKnow = state.status === 'held' && status === 'canceled' && logFacts.jobEnd === null;
    const graceMs = runnerMayNotKnow ? HELD_CANCEL_GRACE_MS : OVER_GRACE_MS;
    const waitMs = Math.max(shell.lastBytesAt, overSince) + graceMs - clock.now();
    if (waitMs > 0) cancelOverCheck = clock.after(waitMs, checkOver);
    else closeAndFinish({ by: 'job-over' });
  }

  function gaveUp(one: Shell): void {
    // in a hold a disconnect ends the job: the runner ends it anyway, in time
    if (one.over || state.status === 'held') return;
    one.socket?.close();
    void settle(one, { by: 'silence' });
  }

  // ── Ending ──

  /** The shell is gone by itself: finds out why, or opens another in its place. */
  async function settle(one: Shell, cause: EndCause): Promise<void> {
    const cut = detach(one, cause);
    acceptsInput = false;
    answering = false;
    deps.onChange('now');
    attempt.abort();
    const mine = new AbortController();
    attempt = mine;
    shortLives = (cut.livedMs ?? 0) < SHORT_LIFE_MS ? shortLives + 1 : 0;

    for (let looks = 1; ; looks += 1) {
      const look = await access.look(job.key, mine.signal).catch(() => null);
      if (mine.signal.aborted) return;
      if (look !== null) learn(look);
      const next = whatNext({
        look,
        status,
        held: hold !== null,
        holdTimedOut: logFacts.holdTimedOut,
        left: cut.leftBeforeMs !== null,
        waitedMs: clock.now() - cut.at,
        looks,
        mayReconnect: shortLives <= SHORT_LIVES,
      });
      if (next.do === 'end') return finish(cause, look, cut);
      if (next.do === 'reconnect') {
        seamReason = ENDED_BECAUSE[inferEnding(factsOf(cause, look, cut)).reason];
        return open('again', cut);
      }
      if (next.do === 'dial' && look?.terminalPath != null) {
        seamReason = ENDED_BECAUSE[inferEnding(factsOf(cause, look, cut)).reason];
        const fresh = newShell();
        const dial = await access.dial(job.key, look.terminalPath, eventsOf(fresh), mine.signal);
        if (mine.signal.aborted) {
          fresh.over = true;
          if (dial.ok) dial.socket.close();
          return;
        }
        if (dial.ok) return opened(fresh, dial.socket);
      }
      await pause(clock, next.waitMs, mine.signal);
      if (mine.signal.aborted) return;
    }
  }

  function detach(one: Shell, cause: EndCause): Cut {
    const at = clock.now();
    const { askedAt } = leftWatch;
    one.over = true;
    if (shell === one) shell = null;
    for (const cancel of [cancelOverCheck, cancelSilence]) cancel?.();
    cancelOverCheck = null;
    cancelSilence = null;
    pacer.connect(null);
    pacer.cancel();
    return {
      cause,
      at,
      livedMs: one.openedAt === null ? null : at - one.openedAt,
      leftBeforeMs: askedAt !== null && at - askedAt <= LEFT_COUNTS_MS ? at - askedAt : null,
      silent: one.silent,
    };
  }

  /** Ends from our side, whatever is going on. */
  function closeAndFinish(cause: EndCause): void {
    attempt.abort();
    const current = shell;
    const cut = current === null ? null : detach(current, cause);
    current?.socket?.close();
    finish(cause, null, cut);
  }

  function factsOf(cause: EndCause, look: JobLook | null, cut: Cut | null): EndFacts {
    return {
      cause,
      at: cut?.at ?? clock.now(),
      livedMs: cut?.livedMs ?? null,
      hold,
      leftBeforeMs: cut?.leftBeforeMs ?? null,
      silent: cut?.silent ?? false,
      look,
      status,
      failureReason,
      log: logFacts,
    };
  }

  function finish(cause: EndCause, look: JobLook | null, cut: Cut | null): void {
    stopWatching?.();
    acceptsInput = false;
    pacer.connect(null);
    pacer.cancel();
    leftWatch.dispose();
    seamReason = null;
    const ending = inferEnding(factsOf(cause, look, cut));
    log.info('terminals', 'ended', { session: id, job: job.key, reason: ending.reason, certainty: ending.certainty });
    if (shells > 0) seam(`ended · ${timeOfDay(ending.at)} · ${ENDED_BECAUSE[ending.reason]}`);
    setState({ status: 'ended', ending });
  }

  function startOver(): void {
    hold = null;
    holdClock = createHoldClock();
    logFacts = NO_LOG_FACTS;
    status = null;
    failureReason = null;
    overSince = null;
    shortLives = 0;
    answering = true;
    roundTripMs = null;
    setState(connecting('checking', 1, null, CHECKING));
    void open('first', null);
  }

  function view(): TerminalSession {
    return {
      id,
      kind: 'job',
      job,
      title: job.name,
      state,
      answering,
      roundTripMs,
      bytesIn,
      bytesOut,
      backlogBytes: output.backlogBytes,
      slowed,
      inputPendingBytes: pacer.pendingBytes,
      shellNumber: Math.max(1, shells),
    };
  }

  async function dispose(): Promise<void> {
    const current = shell;
    const socketGone =
      current === null || current.closed !== null
        ? null
        : new Promise<void>((resolve) => {
            current.onClosed = resolve;
          });
    if (state.status !== 'ended') closeAndFinish({ by: 'app' });
    pacer.dispose();
    // the Close frame should leave before the process does; the socket sees to it that this takes a second at most
    await socketGone;
    await output.dispose();
  }

  startOver();
  return {
    id,
    view,
    attach: output.attach,
    acknowledge: output.acknowledge,
    input(bytes) {
      if (!acceptsInput || (shell === null && pacer.pendingBytes + bytes.length > TYPED_AHEAD_BYTES)) return;
      bytesOut += bytes.length;
      leftWatch.typed(bytes);
      pacer.push(bytes);
      deps.onChange('soon');
    },
    // GitLab has no way to take a size
    resize() {},
    reconnect() {
      if (state.status !== 'ended' || disposal !== null) return false;
      startOver();
      return true;
    },
    end() {
      if (state.status !== 'ended') closeAndFinish({ by: 'user' });
    },
    dispose() {
      disposal ??= dispose();
      return disposal;
    },
  };
}

function isNotFound(cause: EndCause): boolean {
  return cause.by === 'dial' && cause.failure.at === 'handshake' && cause.failure.status === 404;
}
