import type { Ending, Failure, Job, SessionState, TerminalSession } from '../../contract.ts';
import type { TerminalSocket } from '../gitlab/ports.ts';
import { type EndCause, isOver, tellingCause } from './end-facts.ts';
import { inferEnding } from './ending.ts';
import { createJobWatch } from './job-watch.ts';
import { connecting, createShellOpener } from './open-shell.ts';
import { createOverCheck } from './over-check.ts';
import type { JobAccess, JobLook } from './ports.ts';
import { cutBecause, ENDED_BECAUSE, timeAndDay, timeOfDay } from './seam.ts';
import type { Session, SessionDeps } from './session.ts';
import { createSessionLimits } from './session-limits.ts';
import { createSessionOutput } from './session-output.ts';
import { settle } from './settle.ts';
import { type Cut, createShell, cutOf, type Shell } from './shell.ts';
import { createShellTalk, type ShellTalkDeps } from './talk/shell-talk.ts';

type TalkSettings = Pick<ShellTalkDeps, 'shellSize' | 'keepShells' | 'keepers' | 'keptName'>;

export interface JobSessionDeps extends SessionDeps, TalkSettings {
  readonly job: Job;
  /** `restored`: its terminal was open in an earlier run, and is opened again when asked. */
  readonly begin: 'opening' | 'restored';
  readonly access: JobAccess;
  /** Terminals that are there, this one included. */
  terminals(): number;
  /** From 0 up to 1. */
  random(): number;
}

/** Shells that end sooner than this are not opened again and again. */
const SHORT_LIFE_MS = 5_000;
const SHORT_LIVES = 2;

/** A tab's terminal to one job: connecting → open → held → ended, and again on request. */
export function createJobSession(deps: JobSessionDeps): Session {
  const { access, clock, id, log } = deps;
  let state = connecting(clock.now());
  let shell: Shell | null = null;
  /** Aborts what is going on: an attempt to connect, or finding out why a shell was cut. */
  let going = new AbortController();
  let shortLives = 0;
  let answering = true;
  let roundTripMs: number | null = null;
  let bytesIn = 0;
  let bytesOut = 0;
  let disposal: Promise<void> | null = null;

  const watch = createJobWatch({ job: deps.job, access, clock, onChange: onJobChange });
  const overCheck = createOverCheck({
    clock,
    watch,
    lastBytesAt: () => shell?.lastBytesAt ?? null,
    isHeld: () => state.status === 'held',
    onOver: () => closeAndFinish({ by: 'job-over' }),
  });
  const limits = createSessionLimits({ ...deps, jobKey: deps.job.key, watch, onChange: () => deps.onChange('now') });
  const output = createSessionOutput({ ...deps, readAtMost: (rate) => shell?.socket?.readAtMost(rate) });
  const talk = createShellTalk({
    ...deps,
    around: () => watch.log,
    hasEarlier: deps.begin === 'restored',
    show: output.append,
    seam: output.seam,
    onLeft: () => closeAndFinish({ by: 'left' }),
  });
  const opener = createShellOpener({
    ...deps,
    newShell,
    onLook: watch.learn,
    onConnecting: setState,
    onOpened: opened,
  });

  function setState(next: SessionState): void {
    state = next;
    deps.onChange('now');
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
    talk.expect(patience === 'first' ? 'taken' : 'lost');
    const refused = await opener.open({ patience, ownSlot: cut?.silent === true }, signal);
    if (refused === null) return;
    const cause = cut === null ? refused.cause : tellingCause(cut.cause, refused.cause, watch.status);
    finish(cause, refused.look, cut);
  }

  function newShell(): Shell {
    const fresh = createShell(clock, {
      onBegin() {
        answering = true;
        roundTripMs = null;
        talk.begin();
      },
      onBytes(bytes) {
        bytesIn += bytes.length;
        talk.printed(bytes);
      },
      onRoundTrip(ms) {
        const isFirst = roundTripMs === null;
        roundTripMs = ms;
        deps.onChange(isFirst ? 'soon' : 'later');
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

  function opened(one: Shell, socket: TerminalSocket): void {
    one.connected(socket);
    shell = one;
    log.info('terminals', 'open', { session: id, job: deps.job.key, shell: talk.facts().shellNumber });
    socket.readAtMost(output.bytesPerSecond);
    limits.opened(one.openedAt ?? clock.now());
    talk.connect(socket);
    setState(openState());
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
    const cut = detach(one, cause, 'cut');
    const signal = takeTurn();
    answering = false;
    deps.onChange('now');
    // ours must be gone before another is asked for: a job has one terminal
    if (cause.by === 'silence') await one.gone();
    if (signal.aborted) return;
    shortLives = (cut.livedMs ?? 0) < SHORT_LIFE_MS ? shortLives + 1 : 0;
    const say = (look: JobLook | null) => talk.because(cutBecause(endingOf(cause, look, cut, null).reason, cut.silent));

    const settled = await settle({
      ...{ access, clock, watch, signal },
      jobKey: deps.job.key,
      cutAt: cut.at,
      left: cut.leftBeforeMs !== null,
      mayReconnect: shortLives <= SHORT_LIVES,
      tryDial(look, terminalPath) {
        say(look);
        return opener.tryOnce(terminalPath, signal);
      },
    });
    if (settled === null) return;
    if (settled.do === 'end') return finish(cause, settled.look, cut, settled.lookFailure);
    say(settled.look);
    await open('again', cut);
  }

  function detach(one: Shell, cause: EndCause, how: 'cut' | 'for-good'): Cut {
    const cut = cutOf(one, cause, clock.now(), talk.gone(how));
    one.leave();
    if (shell === one) shell = null;
    overCheck.stop();
    limits.closed();
    return cut;
  }

  /** Ends from our side, whatever is going on. */
  function closeAndFinish(cause: EndCause): void {
    takeTurn();
    const current = shell;
    // quitting the app is no farewell: a kept shell waits for the next run
    const cut = current === null ? null : detach(current, cause, cause.by === 'app' ? 'cut' : 'for-good');
    current?.socket?.close();
    finish(cause, null, cut);
  }

  function endingOf(cause: EndCause, look: JobLook | null, cut: Cut | null, lookFailure: Failure | null): Ending {
    const { hold, status, failureReason } = watch;
    const known = cut ?? { at: clock.now(), livedMs: null, leftBeforeMs: null, farewellSeen: false, silent: false };
    return inferEnding({ ...known, cause, hold, look, lookFailure, status, failureReason, log: watch.log });
  }

  function finish(cause: EndCause, look: JobLook | null, cut: Cut | null, lookFailure: Failure | null = null): void {
    watch.stop();
    const ending = endingOf(cause, look, cut, lookFailure);
    const { reason, certainty } = ending;
    log.info('terminals', 'ended', { session: id, job: deps.job.key, reason, certainty });
    talk.ended((cause.by === 'app' ? timeAndDay : timeOfDay)(ending.at), ENDED_BECAUSE[reason]);
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
      executor: watch.log.executor,
      ...talk.facts(),
      limits: limits.list(state),
    };
  }

  async function dispose(): Promise<void> {
    const current = shell;
    if (state.status !== 'ended') closeAndFinish({ by: 'app' });
    talk.dispose();
    // the Close frame should leave before the process does; the socket sees to it that this takes a second at most
    if (current !== null) await current.gone();
    await output.dispose();
  }

  if (deps.begin === 'opening') startOver();
  else state = { status: 'ended', ending: endingOf({ by: 'app' }, null, null, null) };
  return {
    id,
    view,
    attach: output.attach,
    acknowledge: output.acknowledge,
    input(bytes) {
      if (state.status === 'ended' || !talk.typed(bytes)) return;
      bytesOut += bytes.length;
      output.typed();
      deps.onChange('soon');
    },
    resize(columns, rows) {
      output.resized(columns, rows);
      talk.resized(columns, rows);
    },
    fit: talk.fit,
    keep: talk.keep,
    leave: talk.leave,
    stopLeaving: talk.stopLeaving,
    answerPlace: talk.answerPlace,
    aroundChanged: limits.aroundChanged,
    woke() {
      shell?.woke();
      opener.skipPause();
    },
    tryNow() {
      if (state.status === 'open') shell?.giveUp();
      else opener.skipPause();
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
