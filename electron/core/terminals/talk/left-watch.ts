import { assertNever } from '../../errors.ts';
import type { Clock } from '../../host.ts';
import { createTail } from '../tail.ts';
import { keysIn } from './typed-keys.ts';

/**
 * Sees that a shell was left although its socket stays open, as on docker after `exit` or Ctrl-D (measured): the last
 * bytes are `exit` and a line end, then nothing, and the job's one terminal stays taken. Reads copies; changes nothing.
 *
 * Only a line `exit` or `logout`, or Ctrl-D, typed at a prompt counts: text about exit is printed by many programs.
 */
export interface LeftWatch {
  typed(bytes: Uint8Array): void;
  printed(bytes: Uint8Array): void;
  /**
   * When the user last asked the shell to end, or where that stood behind other commands, when it came to it; null since
   * something else was typed or a prompt came back.
   */
  readonly askedAt: number | null;
  /** What was printed since is what a shell prints that ends. */
  readonly farewellSeen: boolean;
  reset(): void;
  dispose(): void;
}

/**
 * A line typed at a prompt, Ctrl-D there; a line of which only the shell's echo tells (from its history, or typed ahead
 * of the prompt); or a line that ends the shell behind other commands, which may take their time.
 */
type AskedBy = 'line' | 'key' | 'unseen' | 'behind';

const QUIET_MS = 1_500;
/** Leaving an inner shell (ssh, docker, su) may take a while before the outer one prompts again. */
const QUIET_NESTED_MS = 15_000;
/** A program may print the word, too, and then be silent for a while. */
const QUIET_BEHIND_MS = 10_000;
const LONGEST_LINE = 256;

const LEAVE = /^\s*(?:exit|logout)(?:\s+\d{1,3})?\s*;?\s*$/;
const LEAVE_BEHIND = /(?:;|&&|\|\|)\s*(?:exit|logout)(?:\s+\d{1,3})?\s*;?\s*$/;
const SHELL = '(?:ba|da|a|z|fi|k)?sh';
const ENTERS_SHELL = new RegExp(
  [
    `${SHELL}(?:\\s+-\\w+)*\\s*$`,
    `(?:sudo|exec|env|command)\\b.*\\b(?:su|${SHELL})\\s*$`,
    'sudo\\s+(?:-\\w+\\s+)*-[is]\\b',
    '(?:su|ssh|mosh|telnet|nsenter|chroot|unshare|tmux|screen|script|newgrp|vagrant)\\b',
    '(?:docker|podman|nerdctl|crictl|kubectl|oc|lxc|incus)\\b.*\\b(?:run|exec|attach|rsh|shell|debug)\\b',
  ]
    .map((one) => `^\\s*${one}`)
    .join('|'),
);
const PROMPT = /[#$%>❯➜»›λ]\s*$/u;
const LEFT = /(?:^|\n)(?:.*[#$%>❯➜»›λ]\s*)?(?:exit|logout)[^\n]{0,8}\n+$/u;
/** What bash prints when a line `exit` that we did not see being typed (from its history, or ahead of the prompt) ends it. */
const LEFT_BY_BASH =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bracketed paste is switched off as a line is taken
  /(?:^|[\n\r#$%>❯➜»›λ ])(?:exit|logout)(?: \d{1,3})?\s*\r\n\u001b\[\?2004l\r*(?:exit|logout)\r\n$/u;

/** A shell's last word on a line of its own. */
const LAST_WORD = /(?:^|\n)(?:exit|logout)\n$/;

export function createLeftWatch(deps: { readonly clock: Clock; onLeft(): void }): LeftWatch {
  const tail = createTail();
  /** What stands on the line being typed; null = it holds keys whose effect only the shell knows. */
  let line: string | null = '';
  let promptSeen = false;
  let nested = 0;
  let asked: { readonly at: number; readonly by: AskedBy } | null = null;
  let printedAt = 0;
  let cancelCheck: (() => void) | null = null;

  function ask(by: AskedBy): void {
    asked = { at: deps.clock.now(), by };
    printedAt = asked.at;
    check();
  }

  function forget(): void {
    asked = null;
    cancelCheck?.();
    cancelCheck = null;
  }

  function quietFor(by: AskedBy): number {
    if (nested > 0) return QUIET_NESTED_MS;
    return by === 'behind' ? QUIET_BEHIND_MS : QUIET_MS;
  }

  function check(): void {
    cancelCheck?.();
    cancelCheck = null;
    if (asked === null) return;
    const quietMs = quietFor(asked.by);
    const waitMs = printedAt + quietMs - deps.clock.now();
    if (waitMs > 0) {
      cancelCheck = deps.clock.after(waitMs, check);
      return;
    }
    const text = tail.shown();
    const left = wasLeft(asked.by, text);
    const toOuterShell = !left && PROMPT.test(text);
    // what stands before the end of the shell may run for long: the next output is looked at again
    const isYetToCome = !left && !toOuterShell && (asked.by === 'unseen' || asked.by === 'behind');
    if (isYetToCome) return;
    forget();
    if (left) deps.onLeft();
    else if (toOuterShell && nested > 0) nested -= 1;
  }

  function wasLeft(by: AskedBy, text: string): boolean {
    switch (by) {
      case 'line':
        return LEFT.test(text);
      case 'key':
        return text.endsWith('\n');
      case 'unseen':
        return LEFT_BY_BASH.test(tail.raw());
      case 'behind':
        return LAST_WORD.test(text);
      default:
        return assertNever(by);
    }
  }

  function enter(): void {
    if (line === null) ask('unseen');
    else if (LEAVE.test(line)) ask(promptSeen ? 'line' : 'unseen');
    else if (LEAVE_BEHIND.test(line)) ask('behind');
    else if (ENTERS_SHELL.test(line)) nested += 1;
    line = '';
    promptSeen = false;
  }

  function key(character: string): void {
    if (line === '') promptSeen = PROMPT.test(tail.shown());
    if (character === '\r' || character === '\n') {
      enter();
      return;
    }
    if (character === '\u0004') {
      if (line === '' && promptSeen) ask('key');
      return;
    }
    forget();
    if (character === '\u0003' || character === '\u0015') line = '';
    else if (character === '\u007f' || character === '\b') line = line === null ? null : line.slice(0, -1);
    else if (character < ' ') line = null;
    else if (line !== null) line = line.length < LONGEST_LINE ? line + character : null;
  }

  return {
    typed(bytes) {
      // a paste of many lines is no one leaving a shell
      if (bytes.length > 4 * LONGEST_LINE) {
        line = null;
        forget();
        return;
      }
      const keys = keysIn(bytes);
      if (keys.includes('\u001b')) {
        line = null;
        forget();
        for (const character of keys) if (character === '\r') enter();
        return;
      }
      for (const character of keys) key(character);
    },
    printed(bytes) {
      printedAt = deps.clock.now();
      tail.push(bytes);
      if (asked !== null && cancelCheck === null) check();
    },
    get askedAt() {
      if (asked === null || asked.by === 'line' || asked.by === 'key') return asked?.at ?? null;
      return wasLeft(asked.by, tail.shown()) ? printedAt : null;
    },
    get farewellSeen() {
      return asked !== null && wasLeft(asked.by, tail.shown());
    },
    reset() {
      forget();
      line = '';
      promptSeen = false;
      nested = 0;
      tail.clear();
    },
    dispose: forget,
  };
}
