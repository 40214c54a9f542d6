import { randomBytes } from 'node:crypto';
import type { LeaveOutcome, Settings, TerminalSession } from '../../../contract.ts';
import type { Clock } from '../../host.ts';
import { createInputPacer, type InputSink } from './input-pacer.ts';
import type { Keeper } from './keepers.ts';
import { createLeaving } from './leave-shell.ts';
import { createLeftWatch } from './left-watch.ts';
import type { PaneSize } from './setup-line.ts';
import { createShellKeep } from './shell-keep.ts';
import { createShellSeams } from './shell-seams.ts';
import { createShellSetup } from './shell-setup.ts';
import { createLostKeys, keysIn } from './typed-keys.ts';

/**
 * What is said between a tab and its shells, one after the other: what the user types and what Jobdeck types itself, what
 * they print, and what is read from that. Nothing here knows how a shell is reached, or why it is gone.
 *
 *   connection ── printed ─► keep ─► setup ─► keep ─► show
 *   user ───────── typed ──► keep ─► setup ─► keep ─► pacer ─► connection
 */
export interface ShellTalk {
  /** A shell is being opened: what is typed ahead of it is taken, or is lost. */
  expect(typedAhead: 'taken' | 'lost'): void;
  /** It has shown itself. Before its first byte. */
  begin(): void;
  /** It is open: what is typed goes there. */
  connect(sink: InputSink): void;
  printed(bytes: Uint8Array): void;
  /** False: cannot be taken now, and is lost. */
  typed(bytes: Uint8Array): boolean;
  resized(columns: number, rows: number): void;
  /** Tells the shell the window size once it is at its prompt. */
  fit(): void;
  /** Keeps its shells over drops, from the next empty prompt on. */
  keep(): void;
  leave(): Promise<LeaveOutcome>;
  stopLeaving(): void;
  answerPlace(answer: 'go' | 'dismiss'): boolean;
  /** The shell is gone. `for-good`: nobody comes back to it, so a kept one is told to end. */
  gone(how: 'cut' | 'for-good'): HowLeft;
  /** Why the shell was cut, to be said where the next begins. */
  because(why: string): void;
  /** No other shell is opened by itself. */
  ended(when: string, why: string): void;
  facts(): ShellTalkFacts;
  dispose(): void;
}

/** Whether the user asked the shell to end before it was gone. */
export interface HowLeft {
  readonly askedAt: number | null;
  readonly farewellSeen: boolean;
}

export type ShellTalkFacts = Pick<TerminalSession, 'inputPendingBytes' | 'shellNumber' | 'kept' | 'shell'>;

export interface ShellTalkDeps {
  readonly clock: Clock;
  shellSize(): Settings['shellSize'];
  keepShells(): boolean;
  readonly keepers: readonly Keeper[];
  /** Under which its kept shell is found again: letters, digits and dashes. */
  readonly keptName: string;
  /** What the job's log tells of where its shells are. */
  around(): { readonly executor: string | null; readonly repository: string | null };
  /** Its tab was there in an earlier run. */
  readonly hasEarlier: boolean;
  /** To the tab. */
  show(bytes: Uint8Array): void;
  /** A line of ours, between or behind shells. */
  seam(text: string): void;
  /** The shell has ended although its connection stays. */
  onLeft(): void;
  onChange(urgency: 'now' | 'soon'): void;
}

/** What may be typed ahead of the first prompt. */
const TYPED_AHEAD_BYTES = 64 * 1024;
/** What a shell that has ended in its program is given to go by itself: on docker its socket stays (gitlab.md 2.3). */
const KEPT_LEFT_MS = 1_500;

export function createShellTalk(deps: ShellTalkDeps): ShellTalk {
  const { clock } = deps;
  let takesKeys = true;
  let sink: InputSink | null = null;
  let pane: PaneSize | null = null;
  /** The user wants this tab's shells kept, whatever the settings say. */
  let keepAsked = false;
  /** When the kept shell ended by itself. */
  let keptLeftAt: number | null = null;
  let cancelKeptLeft: (() => void) | null = null;

  const soon = () => deps.onChange('soon');
  const now = () => deps.onChange('now');
  const nonce = () => randomBytes(6).toString('hex');
  const isKept = () => keepAsked || deps.keepShells();

  const lost = createLostKeys();
  const seams = createShellSeams({ clock, lost, hasEarlier: deps.hasEarlier, seam: deps.seam });
  const pacer = createInputPacer({ clock, onPending: soon });
  const leftWatch = createLeftWatch({ clock, onLeft: deps.onLeft });
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
    onChange: soon,
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
      deps.show(bytes);
    },
    pane: () => pane,
    onDecided: decided,
    onLeft() {
      keptLeftAt = clock.now();
      cancelKeptLeft = clock.after(KEPT_LEFT_MS, deps.onLeft);
    },
    onChange: soon,
  });
  const leaving = createLeaving({
    clock,
    doing: () => setup.facts(deps.around()).doing,
    isOpen: () => sink !== null,
    type: (keys) => keep.typed(Buffer.from(keys)),
    onChange: now,
  });

  const waitingBytes = () => pacer.pendingBytes + setup.heldBytes + keep.heldBytes;

  /** It is known whether a kept shell goes on here: only then is it said which one this is, and taken what is typed. */
  function decided(which: { readonly isOld: boolean; readonly by: Keeper } | null): void {
    takesKeys = true;
    if (which?.isOld === true) seams.sameShell(which.by);
    else seams.newShell(which?.by ?? null);
    if (which !== null) setup.kept(keep.resize, which.isOld);
    now();
  }

  /** What was held back is shown; what was typed and not sent is lost. */
  function close(): void {
    sink = null;
    takesKeys = false;
    pacer.connect(null);
    lost.add(waitingBytes());
    cancelKeptLeft?.();
    keep.end();
    setup.end();
    pacer.cancel();
  }

  /** A kept shell that nobody comes back to would run on. */
  function sayFarewell(): void {
    const farewell = keep.farewell();
    if (farewell === null) return;
    void sink?.send(farewell);
    keep.forget();
  }

  return {
    expect(typedAhead) {
      takesKeys = typedAhead === 'taken';
    },
    begin() {
      keptLeftAt = null;
      leftWatch.reset();
      if (!keep.begin(isKept())) seams.newShell(null);
      setup.begin();
    },
    connect(opened) {
      sink = opened;
      takesKeys ||= !keep.isDeciding;
      pacer.connect(opened);
    },
    printed: keep.printed,
    typed(bytes) {
      if (takesKeys && (sink !== null || waitingBytes() + bytes.length <= TYPED_AHEAD_BYTES)) {
        keep.typed(bytes);
        return true;
      }
      lost.add(keysIn(bytes).length);
      return false;
    },
    resized(columns, rows) {
      pane = { columns, rows };
      setup.resized(columns, rows);
    },
    fit: setup.fit,
    keep() {
      keepAsked = true;
      keep.keep();
      // also where the settings would not tell it
      if (sink !== null) setup.fit();
    },
    leave: leaving.leave,
    stopLeaving: leaving.cancel,
    answerPlace(answer) {
      const directory = setup.facts(deps.around()).place?.buildDirectory ?? null;
      if (answer === 'go') return directory !== null && setup.go(directory);
      setup.dismissPlace();
      return true;
    },
    gone(how) {
      const { askedAt, farewellSeen } = keptLeftAt === null ? leftWatch : { askedAt: keptLeftAt, farewellSeen: true };
      if (how === 'for-good') sayFarewell();
      close();
      return { askedAt, farewellSeen };
    },
    because(why) {
      seams.because = why;
    },
    ended(when, why) {
      close();
      leftWatch.dispose();
      seams.ended(when, why);
    },
    facts: () => ({
      inputPendingBytes: waitingBytes(),
      shellNumber: Math.max(1, seams.count),
      kept: keep.facts,
      shell: sink === null ? null : { ...setup.facts(deps.around()), leaving: leaving.step },
    }),
    dispose: pacer.dispose,
  };
}
