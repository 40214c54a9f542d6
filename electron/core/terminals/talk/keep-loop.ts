import type { Clock } from '../../host.ts';
import { findKeepMark } from './keep-marks.ts';
import { ctrlDIn, dtachClears, type Keeper, keysOf, withoutDetached } from './keepers.ts';
import type { PaneSize } from './setup-line.ts';
import { createWaitingKeys } from './waiting-keys.ts';

/**
 * Stands before a kept shell and speaks with the loop around it (keep-shell.sh), unseen: another size, a Ctrl-D. For that the
 * program has to let go of the shell, and what is typed meanwhile waits.
 */
export interface KeepLoop {
  /** From the connection. */
  printed(bytes: Buffer): void;
  /** From the user. */
  typed(bytes: Uint8Array): void;
  /** From the set-up, on its way to the shell. */
  pass(bytes: Uint8Array): void;
  /** The shell has the pane's size from now on. */
  resize(): void;
  /** Bytes typed that wait here. */
  readonly heldBytes: number;
  end(): void;
}

export interface KeepLoopDeps {
  readonly clock: Clock;
  readonly by: Keeper;
  readonly nonce: string;
  pane(): PaneSize | null;
  /** To the connection. */
  send(bytes: Uint8Array): void;
  /** To the set-up, as the shell printed it. */
  onPrinted(bytes: Uint8Array): void;
  /** To the set-up, as the user typed it. */
  onTyped(bytes: Uint8Array): void;
  /** The shell has ended by itself. */
  onLeft(): void;
  onChange(): void;
}

/** `asking`: the program was told to let go; `answering`: the loop was told what to do. */
type Phase = 'attached' | 'asking' | 'answering' | 'over';

const ANSWER_MS = 4_000;
const MOST_HELD_BYTES = 256 * 1024;
const MARK_BYTES = 64;
const NOTHING = Buffer.alloc(0);
/** The answer to a mark that waits for one. */
export const GO_ON = Buffer.from('\r');
/** A program that lets go of its shell again and again is not answered for ever. */
const MOST_UNASKED = 5;

export function createKeepLoop(deps: KeepLoopDeps): KeepLoop {
  const { by, clock, nonce } = deps;
  const keys = createWaitingKeys();
  let phase: Phase = 'attached';
  /** While attached, the end of what came, in which a mark may begin; else all that came. */
  let held: Buffer = NOTHING;
  let word = '';
  let unasked = 0;
  /** dtach clears the screen when it attaches, and draws nothing on it. */
  let dropsClear = by === 'dtach';
  let cancel: (() => void) | null = null;

  function become(next: Phase): void {
    phase = next;
    cancel?.();
    cancel = next === 'asking' || next === 'answering' ? clock.after(ANSWER_MS, goOnWithoutAnswer) : null;
    deps.onChange();
  }

  function take(): Buffer {
    const all = held;
    held = NOTHING;
    return all;
  }

  /** All passes on, and marks are looked for. */
  function seen(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const text = dropsClear ? dtachClears(bytes) : bytes;
    dropsClear = false;
    // one that two frames share, or that is whole in this one; nothing large is copied
    const across = Buffer.concat([held, text.subarray(0, MARK_BYTES)]);
    const found = findKeepMark(across, nonce) ?? findKeepMark(text, nonce);
    held = Buffer.from((text.length < MARK_BYTES ? across : text).subarray(-MARK_BYTES));
    if (found !== null) held = NOTHING;
    deps.onPrinted(text);
    if (found?.mark.is === 'end') left();
    else if (found?.mark.is === 'ask') {
      // somebody detached it in there
      unasked += 1;
      answer(unasked > MOST_UNASKED ? 'q' : sizeWord());
    }
  }

  function heldBack(bytes: Buffer): void {
    held = Buffer.concat([held, bytes]);
    const found = findKeepMark(held, nonce);
    if (found === null) {
      if (held.length > MOST_HELD_BYTES && phase === 'asking') deps.onPrinted(take());
      return;
    }
    const before = held.subarray(0, found.start);
    const rest = Buffer.from(held.subarray(found.end));
    held = NOTHING;
    if (found.mark.is === 'end') {
      deps.onPrinted(before);
      left();
    } else if (phase === 'asking' && found.mark.is === 'ask') {
      deps.onPrinted(withoutDetached(before));
      answer(word);
      if (rest.length > 0) heldBack(rest);
    } else if (phase === 'answering' && found.mark.is === 'again') {
      deps.send(GO_ON);
      become('attached');
      dropsClear = by === 'dtach';
      seen(rest);
      keys.release(typed);
    }
  }

  function sizeWord(): string {
    const pane = deps.pane();
    return pane === null ? '-' : `rows ${pane.rows} cols ${pane.columns}`;
  }

  function ask(wanted: string): void {
    word = wanted;
    held = NOTHING;
    become('asking');
    deps.send(keysOf(by).detach);
  }

  function answer(wanted: string): void {
    become('answering');
    deps.send(Buffer.from(`${wanted}\r`));
  }

  function goOnWithoutAnswer(): void {
    const all = take();
    become('attached');
    deps.onPrinted(all);
    keys.release(typed);
  }

  function left(): void {
    deps.send(GO_ON);
    become('over');
    deps.onLeft();
  }

  function typed(bytes: Uint8Array): void {
    if (phase === 'asking' || phase === 'answering') keys.add(bytes);
    else deps.onTyped(bytes);
  }

  function pass(bytes: Uint8Array): void {
    if (phase !== 'attached' || !bytes.includes(0x04)) {
      deps.send(bytes);
      return;
    }
    const { before, after } = ctrlDIn(bytes);
    if (before.length > 0) deps.send(before);
    const { ctrlD } = keysOf(by);
    if (ctrlD === null) {
      if (after.length > 0) keys.addFirst(after);
      ask('d');
    } else {
      deps.send(ctrlD);
      if (after.length > 0) pass(after);
    }
  }

  return {
    printed(bytes) {
      if (phase === 'attached') seen(bytes);
      else if (phase === 'over') deps.onPrinted(bytes);
      else heldBack(bytes);
    },
    typed,
    pass,
    resize() {
      if (phase === 'attached') ask(sizeWord());
    },
    get heldBytes() {
      return keys.bytes;
    },
    end() {
      phase = 'over';
      cancel?.();
      cancel = null;
      keys.forget();
    },
  };
}
