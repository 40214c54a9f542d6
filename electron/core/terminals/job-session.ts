import { randomBytes } from 'node:crypto';
import type { Failure, Job, SessionState, Settings, TerminalSession } from '../../contract.ts';
import type { TerminalSocket } from '../gitlab/ports.ts';
import { CHECKING, connect, type Progress } from './connect.ts';
import { type EndCause, type EndFacts, isOver, tellingCause } from './end-facts.ts';
import { inferEnding } from './ending.ts';
import { createInputPacer } from './input-pacer.ts';
import { createJobWatch } from './job-watch.ts';
import type { Keeper } from './keep-line.ts';
import { createLeaving } from './leave-shell.ts';
import { createLeftWatch } from './left-watch.ts';
import { createOverCheck } from './over-check.ts';
import type { JobAccess, JobLook } from './ports.ts';
import { ENDED_BECAUSE } from './seam.ts';
import type { Session, SessionDeps } from './session.ts';
import { createSessionLimits } from './session-limits.ts';
import { createSessionOutput } from './session-output.ts';
import { settle } from './settle.ts';
import type { PaneSize } from './setup-line.ts';
import { type Cut, createShell, cutOf, type Shell } from './shell.ts';
import { createShellKeep } from './shell-keep.ts';
import { createShellSeams } from './shell-seams.ts';
import { createShellSetup } from './shell-setup.ts';
import { createLostKeys, keysIn } from './typed-keys.ts';

export type JobSessionDeps = SessionDeps & {
  readonly job: Job;
  /** `restored`: its terminal was open in an earlier run, and is opened again when asked. */
  readonly begin: 'opening' | 'restored';
  readonly access: JobAccess;
  /** From 0 up to 1. */
  random(): number;
  shellSize(): Settings['shellSize'];
  keepShells(): boolean;
  readonly keepers: readonly Keeper[];
  /** Under which its kept shell is found again. */
  readonly keptName: string;
};

/** What a shell that has ended in its program is given to go by itself: on docker its socket stays (gitlab.md 2.3). */
const KEPT_LEFT_MS = 1_500;

/** What may be typed ahead of the first prompt. */
const TYPED_AHEAD_BYTES = 64 * 1024;
/** Shells that end sooner than this are not opened again and again. */
const SHORT_LIFE_MS = 5_000;
const SHORT_LIVES = 2;

/** A tab's terminal to one job: connecting → open → held → ended, and again on request. */
export function createJobSession(deps: JobSessionDeps): Session {
  const { access, clock, id, log } = deps;
  let connectingSince = clock.now();
  let state: SessionState = connecting({
    phase: 'checking',
    attempt: 1,
    nextTryAt: null,
    canTryNow: false,
    message: CHECKING,
  });
  let shell: Shell | null = null;
  /** Aborts what is going on: an attempt to connect, or finding out why a shell was cut. */
  let going = new AbortController();
  /** Ends the pause before the next try; null while there is none. */
  let skipPause: (() => void) | null = null;
  let shortLives = 0;
  let acceptsInput = true;
  let answering = true;
  let roundTripMs: number | null = null;
  let bytesIn = 0;
  let bytesOut = 0;
  let pane: PaneSize | null = null;
  /** The user wants this tab's shells kept, whatever the settings say. */
  let keepAsked = false;
  /** When the kept shell ended by itself. */
  let keptLeftAt: number | null = null;
  let cancelKeptLeft: (() => void) | null = null;
  let disposal: Promise<void> | null = null;

  const watch = createJobWatch({ job: deps.job, access, clock, onChange: onJobChange });
  const overCheck = createOverCheck({
    clock,
    watch,
    lastBytesAt: () => shell?.lastBytesAt ?? null,
    isHeld: () => state.status === 'held',
    onOver: () => closeAndFinish({ by: 'job-over' }),
  });
  const leftWatch = createLeftWatch({ clock, onLeft: () => closeAndFinish({ by: 'left' }) });
  const pacer = createInputPacer({ clock, onPending: () => deps.onChange('soon') });
  const lost = createLostKeys();
  const limits = createSessionLimits({
    ...{ jobKey: deps.job.key, access, watch, clock },
    onChange: () => deps.onChange('now'),
  });
  const output = createSessionOutput({ ...deps, readAtMost: (rate) => shell?.socket?.readAtMost(rate) });
  const seams = createShellSeams({ clock, lost, seam: output.seam });

  const nonce = () => randomBytes(6).toString('hex');
  const setup = createShellSetup({
    clock,
    // a program that keeps a shell draws for a size, so that is told in any case
    mode: () => (isKept() && deps.shellSize() === 'never' ? 'open' : deps.shellSize()),
    nonce,
    pass(bytes) {
      leftWatch.typed(bytes);
      keep.pass(bytes);
    },
    send: pacer.push,
    pendingBytes: () => pacer.pendingBytes,
    show: (bytes) => keep.shown(bytes),
    onPrompt: (isKnown) => keep.atPrompt(isKnown),
    onChange: () => deps.onChange('soon'),
  });
  const keep = createShellKeep({
    clock,
    name: deps.keptName,
    keepers: deps.keepers,
    nonce,
    send: pacer.push,
    onPrinted: setup.printed,
    onTyped: setup.typed,
    show(bytes) {
      leftWatch.printed(bytes);
      output.append(bytes);
    },
    pane: () => pane,
    onDecided: decided,
    onLeft() {
      keptLeftAt = clock.now();
      cancelKeptLeft = clock.after(KEPT_LEFT_MS, () => closeAndFinish({ by: 'left' }));
    },
    onChange: () => deps.onChange('soon'),
  });
  const leaving = createLeaving({
    clock,
    doing: () => setup.facts(watch.log).doing,
    isOpen: () => shell !== null,
    type: (keys) => keep.typed(Buffer.from(keys)),
    onChange: () => deps.onChange('now'),
  });
  const waitingBytes = () => pacer.pendingBytes + setup.heldBytes + keep.heldBytes;
  const isKept = () => keepAsked || deps.keepShells();

  function connecting(progress: Progress): SessionState {
    return { status: 'connecting', since: connectingSince, ...progress };
  }

  function setState(next: SessionState): void {
    state = next;
    deps.onChange('now');
  }

  /** Ends what was going on; the answer is the signal of what begins. */
  function takeTurn(): AbortSignal {
    going.abort();
    going = new AbortController();
    skipPause = null;
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
      ownSlot: cut?.silent === true,
      random: deps.random,
      onLook: watch.learn,
      onPause(skip) {
        if (!signal.aborted) skipPause = skip;
      },
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
    const cause = cut === null ? connected.cause : tellingCause(cut.cause, connected.cause, watch.status);
    finish(cause, connected.look, cut);
  }

  function newShell(): Shell {
    const fresh = createShell(clock, {
      onBegin: begin,
      onBytes,
      onRoundTrip(ms) {
        roundTripMs = ms;
        deps.onChange('later');
      },
      onSilent(silent) {
        answering = !silent;
        deps.onChange('now');
      },
      onGivenUp() {
        // in a hold a disconnect ends the job, and the runner ends it anyway, in time
        if (state.status === 'held') return;
        fresh.socket?.close();
        void cutOff(fresh, { by: 'silence' });
      },
      onClosed: (closed) => void cutOff(fresh, { by: 'socket', ...closed }),
    });
    return fresh;
  }

  function begin(): void {
    answering = true;
    roundTripMs = null;
    keptLeftAt = null;
    leftWatch.reset();
    if (!keep.begin(isKept())) seams.newShell(null);
    setup.begin();
  }

  /** It is known whether a kept shell goes on here: only then is it said which one this is, and taken what is typed. */
  function decided(which: { readonly isOld: boolean; readonly by: string } | null): void {
    acceptsInput = true;
    if (which === null) seams.newShell(null);
    else {
      if (which.isOld) seams.sameShell(which.by);
      else seams.newShell(which.by);
      setup.kept(keep.resize, which.isOld);
    }
    deps.onChange('now');
  }

  function onBytes(bytes: Uint8Array): void {
    bytesIn += bytes.length;
    keep.printed(bytes);
  }

  function opened(one: Shell, socket: TerminalSocket): void {
    one.connected(socket);
    shell = one;
    acceptsInput ||= !keep.isDeciding;
    log.info('terminals', 'open', { session: id, job: deps.job.key, shell: seams.count });
    socket.readAtMost(output.bytesPerSecond);
    limits.opened(one.openedAt ?? clock.now());
    setState(openState());
    pacer.connect(socket);
    if (one.closed !== null) void cutOff(one, { by: 'socket', ...one.closed });
    else overCheck.look();
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
    // a hold that was one stays one until the end is known, unless it was a script's imitation
    if (next?.status === 'held' || (state.status === 'held' && next !== null && watch.hold === null)) setState(next);
    else deps.onChange('now');
    overCheck.look();
  }

  // ── Ending ──

  /** The shell is gone by itself: finds out why, or opens another in its place. */
  async function cutOff(one: Shell, cause: EndCause): Promise<void> {
    const cut = detach(one, cause);
    const signal = takeTurn();
    acceptsInput = false;
    answering = false;
    deps.onChange('now');
    // ours must be gone before another is asked for: a job has one terminal
    if (cause.by === 'silence') await one.gone();
    if (signal.aborted) return;
    shortLives = (cut.livedMs ?? 0) < SHORT_LIFE_MS ? shortLives + 1 : 0;
    // The log tells of a script's end seconds after the cut: until then both look the same.
    const because = (look: JobLook | null) => {
      const { reason } = inferEnding(factsOf(cause, look, cut, null));
      const eitherWay = reason === 'network-lost' && !cut.silent;
      return `${ENDED_BECAUSE[reason]}${eitherWay ? ', as it is when a script finishes' : ''}`;
    };

    const settled = await settle({
      access,
      clock,
      jobKey: deps.job.key,
      watch,
      signal,
      cutAt: cut.at,
      left: cut.leftBeforeMs !== null,
      mayReconnect: shortLives <= SHORT_LIVES,
      tryDial(look, terminalPath) {
        seams.because = because(look);
        return dialQuietly(terminalPath, signal);
      },
    });
    if (settled === null) return;
    if (settled.do === 'end') return finish(cause, settled.look, cut, settled.lookFailure);
    seams.because = because(settled.look);
    await open('again', cut);
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
    const left = keptLeftAt === null ? leftWatch : { askedAt: keptLeftAt, farewellSeen: true };
    const cut = cutOf(one, cause, clock.now(), left);
    one.leave();
    if (shell === one) shell = null;
    overCheck.stop();
    limits.closed();
    forgetInput();
    return cut;
  }

  function forgetInput(): void {
    pacer.connect(null);
    lost.add(waitingBytes());
    cancelKeptLeft?.();
    keep.end();
    setup.end();
    pacer.cancel();
  }

  /** Ends from our side, whatever is going on. */
  function closeAndFinish(cause: EndCause): void {
    takeTurn();
    const current = shell;
    // a kept shell that nobody comes back to would run on; quitting the app is no farewell
    const farewell = cause.by === 'app' ? null : keep.farewell();
    const cut = current === null ? null : detach(current, cause);
    if (farewell !== null && current !== null) {
      void current.socket?.send(farewell);
      keep.forget();
    }
    current?.socket?.close();
    finish(cause, null, cut);
  }

  function factsOf(cause: EndCause, look: JobLook | null, cut: Cut | null, lookFailure: Failure | null): EndFacts {
    const { hold, status, failureReason } = watch;
    const known = cut ?? { at: clock.now(), livedMs: null, leftBeforeMs: null, farewellSeen: false, silent: false };
    return { ...known, cause, hold, look, lookFailure, status, failureReason, log: watch.log };
  }

  function finish(cause: EndCause, look: JobLook | null, cut: Cut | null, lookFailure: Failure | null = null): void {
    watch.stop();
    acceptsInput = false;
    forgetInput();
    leftWatch.dispose();
    const ending = inferEnding(factsOf(cause, look, cut, lookFailure));
    const { reason, certainty } = ending;
    log.info('terminals', 'ended', { session: id, job: deps.job.key, reason, certainty });
    seams.ended(ending.at, ENDED_BECAUSE[reason]);
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
      // in a hold it is waited for: a disconnect would end the job
      givesUpAt: state.status === 'open' ? (shell?.givesUpAt ?? null) : null,
      roundTripMs,
      bytesIn,
      bytesOut,
      backlogBytes: output.backlogBytes,
      slowed: output.full,
      inputPendingBytes: waitingBytes(),
      shellNumber: Math.max(1, seams.count),
      kept: keep.facts,
      executor: watch.log.executor,
      shell: shell === null ? null : { ...setup.facts(watch.log), leaving: leaving.step },
      limits: limits.list(state),
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

  if (deps.begin === 'opening') startOver();
  else state = { status: 'ended', ending: inferEnding(factsOf({ by: 'app' }, null, null, null)) };
  return {
    id,
    view,
    attach: output.attach,
    acknowledge: output.acknowledge,
    input(bytes) {
      if (state.status === 'ended') return;
      if (!acceptsInput || (shell === null && waitingBytes() + bytes.length > TYPED_AHEAD_BYTES)) {
        lost.add(keysIn(bytes).length);
        return;
      }
      bytesOut += bytes.length;
      output.typed();
      keep.typed(bytes);
      deps.onChange('soon');
    },
    resize(columns, rows) {
      pane = { columns, rows };
      output.resized(columns, rows);
      setup.resized(columns, rows);
    },
    fit: setup.fit,
    keep() {
      keepAsked = true;
      keep.keep();
      // also where the settings would not tell it
      if (shell !== null) setup.fit();
    },
    leave: leaving.leave,
    stopLeaving: leaving.cancel,
    answerPlace(answer) {
      const directory = setup.facts(watch.log).place?.buildDirectory ?? null;
      if (answer === 'go') return directory !== null && setup.go(directory);
      setup.dismissPlace();
      return true;
    },
    aroundChanged: limits.aroundChanged,
    woke() {
      shell?.woke();
      skipPause?.();
    },
    tryNow() {
      if (state.status === 'open') shell?.giveUp();
      else skipPause?.();
    },
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
