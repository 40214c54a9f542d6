import type { Job, SessionState, TerminalSession } from '../../contract.ts';
import type { TerminalSocket } from '../gitlab/ports.ts';
import type { Clock, Log } from '../host.ts';
import type { BacklogLimits } from './backlog.ts';
import { CHECKING, connect, type Progress, pause } from './connect.ts';
import { type EndCause, type EndFacts, isOver } from './end-facts.ts';
import { inferEnding } from './ending.ts';
import { createInputPacer } from './input-pacer.ts';
import { createJobWatch } from './job-watch.ts';
import { createLeftWatch } from './left-watch.ts';
import type { JobAccess, JobLook } from './ports.ts';
import { createScreenWatch, ENDED_BECAUSE, encodeSeam, timeOfDay } from './seam.ts';
import type { ChangeUrgency, Session } from './session.ts';
import { createSessionOutput } from './session-output.ts';
import { whatNext } from './settle.ts';
import { createShell, type Shell } from './shell.ts';

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

/** What was known when a shell was cut, while it is found out why or another is opened in its place. */
interface Cut extends Pick<EndFacts, 'cause' | 'at' | 'livedMs' | 'leftBeforeMs' | 'silent'> {}

/** What may be typed ahead of the first prompt. */
const TYPED_AHEAD_BYTES = 64 * 1024;
/** Longer ago, an `exit` has nothing to do with an end. */
const LEFT_COUNTS_MS = 15_000;
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
  let connectingSince = clock.now();
  let state: SessionState = connecting({ phase: 'checking', attempt: 1, nextTryAt: null, message: CHECKING });
  let shell: Shell | null = null;
  /** Aborts what is going on: an attempt to connect, or finding out why a shell was cut. */
  let going = new AbortController();
  let shells = 0;
  let shortLives = 0;
  let acceptsInput = true;
  let answering = true;
  let roundTripMs: number | null = null;
  let bytesIn = 0;
  let bytesOut = 0;
  let slowed = false;
  /** Why the shell before was cut, to be said at the seam. */
  let seamReason: string | null = null;
  let cancelOverCheck: (() => void) | null = null;
  let disposal: Promise<void> | null = null;

  const watch = createJobWatch({ job: deps.job, access, clock, onChange: onJobChange });
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

  function connecting(progress: Progress): SessionState {
    return { status: 'connecting', since: connectingSince, ...progress };
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

  function seam(text: string): void {
    output.append(encodeSeam(text, { otherScreen: screen.otherScreen, atLineStart: leftWatch.atLineStart }));
    screen.reset();
    leftWatch.reset();
  }

  /** Ends what was going on; the answer is the signal of what begins. */
  function takeTurn(): AbortSignal {
    going.abort();
    going = new AbortController();
    return going.signal;
  }

  // ── Opening ──

  function startOver(): void {
    watch.start();
    shortLives = 0;
    answering = true;
    roundTripMs = null;
    void open('first', null);
  }

  async function open(patience: 'first' | 'again', cut: Cut | null): Promise<void> {
    const signal = takeTurn();
    acceptsInput = patience === 'first';
    connectingSince = clock.now();
    const fresh = newShell();
    const connected = await connect({
      access,
      clock,
      jobKey: deps.job.key,
      events: fresh.events,
      signal,
      patience,
      random: deps.random,
      onLook: watch.learn,
      onProgress(progress) {
        if (!signal.aborted) setState(connecting(progress));
      },
    });
    if (signal.aborted) {
      fresh.leave();
      if (connected.ok) connected.socket.close();
      return;
    }
    if (connected.ok) return opened(fresh, connected.socket);
    // what cut the shell explains more than what a later attempt ran into, unless that is a fault of its own
    const ownFault = connected.cause.by === 'ask' || (connected.cause.by === 'dial' && !isNotFound(connected.cause));
    const cause = cut === null || (ownFault && !isOver(watch.status)) ? connected.cause : cut.cause;
    finish(cause, connected.look, cut);
  }

  function newShell(): Shell {
    const fresh = createShell(clock, {
      onBegin: begin,
      onBytes,
      onRoundTrip(ms) {
        roundTripMs = ms;
        deps.onChange('soon');
      },
      onSilent(silent) {
        answering = !silent;
        deps.onChange('now');
      },
      onGivenUp() {
        // in a hold a disconnect ends the job, and the runner ends it anyway, in time
        if (state.status === 'held') return;
        fresh.socket?.close();
        void settle(fresh, { by: 'silence' });
      },
      onClosed: (clean) => void settle(fresh, { by: 'socket', clean }),
    });
    return fresh;
  }

  function begin(): void {
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

  function onBytes(bytes: Uint8Array): void {
    bytesIn += bytes.length;
    leftWatch.printed(bytes);
    screen.printed(bytes);
    output.append(bytes);
    applyFull();
    deps.onChange('soon');
  }

  function opened(one: Shell, socket: TerminalSocket): void {
    one.connected(socket);
    shell = one;
    acceptsInput = true;
    log.info('terminals', 'open', { session: id, job: deps.job.key, shell: shells });
    if (slowed) socket.slowDown(true);
    setState(openState());
    pacer.connect(socket);
    if (one.closed !== null) void settle(one, { by: 'socket', clean: one.closed.clean });
    else checkOver();
  }

  function openState(): SessionState {
    const since = shell?.openedAt ?? clock.now();
    const { hold } = watch;
    if (hold === null || isOver(watch.status)) return { status: 'open', since };
    return { status: 'held', since: state.status === 'held' ? state.since : clock.now(), hold };
  }

  // ── While open ──

  function onJobChange(): void {
    const next = shell === null ? null : openState();
    // a hold that was one stays one until the end is known
    if (next?.status === 'held') setState(next);
    else deps.onChange('now');
    checkOver();
  }

  /** Sockets of the shell executor outlive a cancelled or timed-out job, with nothing behind them. */
  function checkOver(): void {
    cancelOverCheck?.();
    cancelOverCheck = null;
    if (shell === null || watch.overSince === null) return;
    const runnerMayNotKnow = state.status === 'held' && watch.status === 'canceled' && watch.log.jobEnd === null;
    const graceMs = runnerMayNotKnow ? HELD_CANCEL_GRACE_MS : OVER_GRACE_MS;
    const waitMs = Math.max(shell.lastBytesAt, watch.overSince) + graceMs - clock.now();
    if (waitMs > 0) cancelOverCheck = clock.after(waitMs, checkOver);
    else closeAndFinish({ by: 'job-over' });
  }

  // ── Ending ──

  /** The shell is gone by itself: finds out why, or opens another in its place. */
  async function settle(one: Shell, cause: EndCause): Promise<void> {
    const cut = detach(one, cause);
    const signal = takeTurn();
    acceptsInput = false;
    answering = false;
    deps.onChange('now');
    shortLives = (cut.livedMs ?? 0) < SHORT_LIFE_MS ? shortLives + 1 : 0;

    for (let looks = 1; ; looks += 1) {
      const look = await access.look(deps.job.key, signal).catch(() => null);
      if (signal.aborted) return;
      if (look !== null) watch.learn(look);
      const next = whatNext({
        look,
        status: watch.status,
        held: watch.hold !== null,
        holdTimedOut: watch.log.holdTimedOut,
        left: cut.leftBeforeMs !== null,
        waitedMs: clock.now() - cut.at,
        looks,
        mayReconnect: shortLives <= SHORT_LIVES,
      });
      if (next.do === 'end') return finish(cause, look, cut);
      if (next.do === 'dial' || next.do === 'reconnect') {
        seamReason = ENDED_BECAUSE[inferEnding(factsOf(cause, look, cut)).reason];
      }
      if (next.do === 'reconnect') return open('again', cut);
      if (next.do === 'dial' && look?.terminalPath != null && (await dialQuietly(look.terminalPath, signal))) return;
      await pause(clock, next.waitMs, signal);
      if (signal.aborted) return;
    }
  }

  /** One try without a word: in a container, `after_script` gives a shell at once. True = it opened, or is called off. */
  async function dialQuietly(terminalPath: string, signal: AbortSignal): Promise<boolean> {
    const fresh = newShell();
    const dial = await access.dial(deps.job.key, terminalPath, fresh.events, signal);
    if (dial.ok && !signal.aborted) opened(fresh, dial.socket);
    else fresh.leave();
    if (dial.ok && signal.aborted) dial.socket.close();
    return dial.ok || signal.aborted;
  }

  function detach(one: Shell, cause: EndCause): Cut {
    const at = clock.now();
    const { askedAt } = leftWatch;
    one.leave();
    if (shell === one) shell = null;
    cancelOverCheck?.();
    cancelOverCheck = null;
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
    takeTurn();
    const current = shell;
    const cut = current === null ? null : detach(current, cause);
    current?.socket?.close();
    finish(cause, null, cut);
  }

  function factsOf(cause: EndCause, look: JobLook | null, cut: Cut | null): EndFacts {
    const { hold, status, failureReason } = watch;
    const known = cut ?? { at: clock.now(), livedMs: null, leftBeforeMs: null, silent: false };
    return { ...known, cause, hold, look, status, failureReason, log: watch.log };
  }

  function finish(cause: EndCause, look: JobLook | null, cut: Cut | null): void {
    watch.stop();
    acceptsInput = false;
    pacer.connect(null);
    pacer.cancel();
    leftWatch.dispose();
    seamReason = null;
    const ending = inferEnding(factsOf(cause, look, cut));
    const { reason, certainty } = ending;
    log.info('terminals', 'ended', { session: id, job: deps.job.key, reason, certainty });
    if (shells > 0) seam(`ended · ${timeOfDay(ending.at)} · ${ENDED_BECAUSE[reason]}`);
    setState({ status: 'ended', ending });
  }

  function view(): TerminalSession {
    return {
      id,
      kind: 'job',
      job: watch.job,
      title: watch.job.name,
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
    if (state.status !== 'ended') closeAndFinish({ by: 'app' });
    pacer.dispose();
    // the Close frame should leave before the process does; the socket sees to it that this takes a second at most
    if (current !== null) await current.gone();
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
