import type { ShellKept } from '../../../contract.ts';
import { keepLine } from './keep-line.ts';
import { createKeepLoop, GO_ON, type KeepLoop, type KeepLoopDeps } from './keep-loop.ts';
import { findKeepMark, type KeepMark } from './keep-marks.ts';
import { type Keeper, keysOf } from './keepers.ts';
import type { PaneSize } from './setup-line.ts';
import { createWaitingKeys, hasInterrupt } from './waiting-keys.ts';

/**
 * Stands before a shell's set-up and puts the shell into tmux, screen or dtach, where the user wants it to go on over a
 * drop: at its first prompt, unseen. A new connection's shell finds the one that was kept, and its screen is drawn again.
 * Nothing that was printed is lost where it does not work; what is typed meanwhile waits.
 */
export interface ShellKeep {
  /** Another shell begins; true = which one it is will be told by `onDecided`, and what it shows waits for that. */
  begin(wanted: boolean): boolean;
  /** From the connection. */
  printed(bytes: Uint8Array): void;
  /** From the user. */
  typed(bytes: Uint8Array): void;
  /** From the set-up, to be shown. */
  shown(bytes: Uint8Array): void;
  /** From the set-up, on its way to the shell. */
  pass(bytes: Uint8Array): void;
  /** The shell is at an empty prompt and has been told what it is to be told; false: it is none that we know. */
  atPrompt(isKnown: boolean): void;
  /** Keeps the shell that is open, from its next empty prompt on. */
  keep(): void;
  /** The kept shell has another size from now on. */
  resize(size: PaneSize): void;
  /** What ends the kept shell, to be sent before the connection is closed for good; null = none is kept. */
  farewell(): Uint8Array | null;
  /** The connection is gone. */
  end(): void;
  /** The kept shell was told to end. */
  forget(): void;
  readonly isDeciding: boolean;
  readonly heldBytes: number;
  readonly facts: ShellKept;
}

export interface ShellKeepDeps extends Omit<KeepLoopDeps, 'by' | 'nonce'> {
  /** One kept shell for each: letters, digits and dashes. */
  readonly name: string;
  readonly keepers: readonly Keeper[];
  nonce(): string;
  show(bytes: Uint8Array): void;
  /** Which shell this is, before it shows anything; `null`: kept by nobody. */
  onDecided(which: { readonly isOld: boolean; readonly by: Keeper } | null): void;
}

type Phase =
  /** No shell, or one that is not kept. */
  | 'off'
  /** The outer shell begins: what it prints waits. */
  | 'greeting'
  /** To be kept from its next empty prompt on, which is long in coming or was asked for. */
  | 'waiting'
  /** The line was typed. */
  | 'starting'
  | 'kept';

/** A shell that prompts later is shown as it is, and kept from its first prompt on. */
const GREETING_MS = 4_000;
const START_MS = 8_000;
const MOST_HELD_BYTES = 256 * 1024;
const NOTHING = Buffer.alloc(0);
const DEFAULT_ROWS = 24;

export function createShellKeep(deps: ShellKeepDeps): ShellKeep {
  const { clock } = deps;
  const keys = createWaitingKeys();
  let phase: Phase = 'off';
  let facts: ShellKept = { status: 'off' };
  let loop: KeepLoop | null = null;
  let nonce = '';
  let held: Buffer = NOTHING;
  /** What stood above the outer shell's prompt, while it is being found out what becomes of it. */
  let greetingBefore: Buffer = NOTHING;
  let isDeciding = false;
  let cancel: (() => void) | null = null;

  function become(next: Phase, limitMs = 0, onLate = () => {}): void {
    phase = next;
    cancel?.();
    cancel = limitMs === 0 ? null : clock.after(limitMs, onLate);
    deps.onChange();
  }

  function take(): Buffer {
    const all = held;
    held = NOTHING;
    return all;
  }

  function decided(which: { readonly isOld: boolean; readonly by: Keeper } | null): void {
    if (!isDeciding && which === null) return;
    isDeciding = false;
    deps.onDecided(which);
  }

  /** It is not kept, now or at all; all is shown as it came. */
  function giveUp(why: 'none-there' | 'unknown-shell'): void {
    facts = { status: 'refused', why };
    const wasGreeting = phase === 'greeting';
    const before = greetingBefore;
    greetingBefore = NOTHING;
    const all = take();
    become('off');
    decided(null);
    deps.show(wasGreeting ? all : before);
    if (!wasGreeting) deps.onPrinted(all);
    keys.release(typed);
  }

  function late(): void {
    become('waiting');
    decided(null);
    deps.show(take());
    keys.release(typed);
  }

  function start(): void {
    nonce = deps.nonce();
    facts = { status: 'starting' };
    // the prompt that stands there is the outer shell's, and is drawn over
    const greeting = take();
    greetingBefore = greeting.subarray(0, greeting.lastIndexOf(0x0a) + 1);
    become('starting', START_MS, () => giveUp('unknown-shell'));
    deps.send(Buffer.from(`${keepLine({ name: deps.name, keepers: deps.keepers, nonce }).replaceAll('\n', '\r')}\r`));
  }

  function started(mark: KeepMark, rest: Buffer): void {
    if (mark.is === 'none' || mark.is === 'failed') {
      held = NOTHING;
      decided(null);
      deps.show(Buffer.concat([greetingBefore, Buffer.from('\r\u001b[K')]));
      greetingBefore = NOTHING;
      facts = { status: 'refused', why: mark.is === 'none' ? 'none-there' : 'unknown-shell' };
      become('off');
      deps.onPrinted(rest);
      keys.release(typed);
      return;
    }
    if (mark.is !== 'new' && mark.is !== 'old') return;
    const { by } = mark;
    deps.send(GO_ON);
    facts = { status: 'kept', by, resumedAt: mark.is === 'old' ? clock.now() : null };
    const before = greetingBefore;
    greetingBefore = NOTHING;
    loop = createKeepLoop({ ...deps, by, nonce, onLeft: left });
    become('kept');
    isDeciding = true;
    decided({ isOld: mark.is === 'old', by });
    if (mark.is === 'new' && before.length > 0) deps.show(before);
    // what was on the screen moves up into the scrollback: these programs draw over all of it, but for dtach, which draws nothing
    if (by !== 'dtach') deps.show(Buffer.from('\n'.repeat((deps.pane()?.rows ?? DEFAULT_ROWS) - 1)));
    loop.printed(rest);
    keys.release(typed);
  }

  function left(): void {
    facts = { status: 'off' };
    become('off');
    deps.onLeft();
  }

  function heldBack(bytes: Buffer): void {
    held = Buffer.concat([held, bytes]);
    const found = findKeepMark(held, nonce);
    if (found !== null) started(found.mark, Buffer.from(take().subarray(found.end)));
    else if (held.length > MOST_HELD_BYTES) giveUp('unknown-shell');
  }

  function typed(bytes: Uint8Array): void {
    if (phase === 'kept' && loop !== null) {
      loop.typed(bytes);
      return;
    }
    if (phase !== 'greeting' && phase !== 'starting') {
      deps.onTyped(bytes);
      return;
    }
    keys.add(bytes);
    if (phase === 'greeting' && hasInterrupt(bytes)) late();
  }

  return {
    begin(wanted) {
      keys.forget();
      held = NOTHING;
      loop = null;
      facts = { status: 'off' };
      isDeciding = wanted;
      if (wanted) become('greeting', GREETING_MS, late);
      else become('off');
      return wanted;
    },
    printed(bytes) {
      const own = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (phase === 'starting') heldBack(own);
      else if (phase === 'kept' && loop !== null) loop.printed(own);
      else deps.onPrinted(bytes);
    },
    typed,
    shown(bytes) {
      if (phase !== 'greeting') {
        deps.show(bytes);
        return;
      }
      held = Buffer.concat([held, bytes]);
      if (held.length > MOST_HELD_BYTES) late();
    },
    pass(bytes) {
      if (phase === 'kept' && loop !== null) loop.pass(bytes);
      else deps.send(bytes);
    },
    atPrompt(isKnown) {
      if (phase !== 'greeting' && phase !== 'waiting') return;
      if (isKnown) start();
      else giveUp('unknown-shell');
    },
    keep() {
      if (phase !== 'off') return;
      facts = { status: 'starting' };
      become('waiting');
    },
    resize() {
      if (phase === 'kept') loop?.resize();
    },
    farewell() {
      return facts.status === 'kept' ? keysOf(facts.by).quit : null;
    },
    end() {
      cancel?.();
      cancel = null;
      loop?.end();
      if (phase === 'greeting' || phase === 'starting') deps.show(Buffer.concat([greetingBefore, take()]));
      greetingBefore = NOTHING;
      held = NOTHING;
      keys.forget();
      isDeciding = false;
      phase = 'off';
    },
    forget() {
      facts = { status: 'off' };
    },
    get isDeciding() {
      return isDeciding;
    },
    get heldBytes() {
      return keys.bytes + (loop?.heldBytes ?? 0);
    },
    get facts() {
      return facts;
    },
  };
}
