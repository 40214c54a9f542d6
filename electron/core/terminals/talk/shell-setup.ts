import type { Settings, ShellFacts, ShellPlace } from '../../../contract.ts';
import type { Clock } from '../../host.ts';
import { readPrompt } from './prompt.ts';
import { createPromptWatch } from './prompt-watch.ts';
import { createRunWatch } from './run-watch.ts';
import { afterSetup, findMark, foreignLines, goLine, type PaneSize, setupLine } from './setup-line.ts';

/**
 * Stands between a shell and its tab: tells the shell what GitLab cannot (window size, TERM), takes the traces of that
 * out of what is shown, and knows whether the shell waits at its prompt.
 *
 * Types at an empty prompt only. What the user types meanwhile waits, for a second or so at most. Nothing that was
 * printed is ever lost: without the expected answer all is shown as it came.
 */
export interface ShellSetup {
  /** Another shell begins. */
  begin(): void;
  printed(bytes: Uint8Array): void;
  typed(bytes: Uint8Array): void;
  /** The pane's size. */
  resized(columns: number, rows: number): void;
  /** The user wants the size told, also where the settings would not; done as soon as the shell is at its prompt. */
  fit(): void;
  /** Types the `cd`, for all to see; false = the shell is not at an empty prompt. */
  go(directory: string): boolean;
  dismissPlace(): void;
  /**
   * The shell is from now on within a program that keeps it, and has just been drawn: it is told another size around it,
   * whatever runs in it. `isOld`: it was there before this connection.
   */
  kept(resize: (size: PaneSize) => void, isOld: boolean): void;
  /** Bytes typed that wait here. */
  readonly heldBytes: number;
  facts(known: { readonly executor: string | null; readonly repository: string | null }): Omit<ShellFacts, 'leaving'>;
  /** The shell is gone: shows what was held back, forgets what was typed. */
  end(): void;
}

export interface ShellSetupDeps {
  readonly clock: Clock;
  mode(): Settings['shellSize'];
  /** Not to be guessed by what runs in the job. */
  nonce(): string;
  /** What the user typed, on its way to the shell. */
  pass(bytes: Uint8Array): void;
  /** A line of our own. */
  send(bytes: Uint8Array): void;
  /** Bytes on their way to the shell. */
  pendingBytes(): number;
  show(bytes: Uint8Array): void;
  /** At an empty prompt, with nothing left to be told; false: it did not take what it was told, or is PowerShell. */
  onPrompt?(isKnown: boolean): void;
  onChange(): void;
}

/** A shell that has not prompted by then gets what was typed ahead all the same. */
const FIRST_PROMPT_MS = 1_500;
const ANSWER_MS = 4_000;
/** The prompt is drawn by the shell and by what it calls for that (`git`, say). */
const REDRAW_MS = 1_500;
const REDRAW_QUIET_MS = 50;
const MOST_HELD_BYTES = 64 * 1024;
/** A pane that is being drawn larger by hand has many sizes. */
const SETTLED_MS = 350;
const SETTLED_FIRST_MS = 120;
/** Ctrl-C and Ctrl-\: never behind anything. */
const INTERRUPTS = [0x03, 0x1c];

type Telling = {
  readonly nonce: string;
  readonly line: string;
  readonly size: PaneSize;
  readonly prompt: string;
  readonly before: string;
  held: Buffer;
  /** Null until the mark has come. */
  redrawn: Buffer | null;
  foreign: readonly string[];
};

export function createShellSetup(deps: ShellSetupDeps): ShellSetup {
  const { clock } = deps;
  let isOpen = false;
  let pane: PaneSize | null = null;
  let paneAt = 0;
  let size: PaneSize | null = null;
  let telling: Telling | null = null;
  let asked = false;
  let failed = false;
  let place: Omit<ShellPlace, 'offered'> | null = null;
  let placeAnswered = false;
  const runs = createRunWatch();
  let input: Uint8Array[] = [];
  let waitsForPrompt = false;
  let cancelFirst: (() => void) | null = null;
  let cancelStep: (() => void) | null = null;
  let cancelCheck: (() => void) | null = null;
  let around: ((size: PaneSize) => void) | null = null;

  const watch = createPromptWatch({
    clock,
    onChange() {
      check();
      deps.onChange();
    },
  });

  const isOn = () => deps.mode() !== 'never';
  const isFirst = () => size === null;
  const differs = () => pane !== null && (size === null || size.columns !== pane.columns || size.rows !== pane.rows);
  const wants = () => differs() && !failed && !watch.isPowershell && (asked || (isOn() && (isFirst() || follows())));
  const follows = () => deps.mode() === 'follow';

  function check(): void {
    cancelCheck?.();
    cancelCheck = null;
    if (!isOpen || telling !== null) return;
    if (around !== null) {
      checkAround(around);
      return;
    }
    if (watch.isPowershell) deps.onPrompt?.(false);
    if (watch.doing === 'prompt' && (pane === null || !wants())) {
      stopWaiting();
      if (watch.atEmptyPrompt && deps.pendingBytes() === 0) deps.onPrompt?.(!failed);
    }
    if (pane === null || !wants() || !watch.atEmptyPrompt || deps.pendingBytes() > 0) return;
    const waitMs = paneAt + (isFirst() ? SETTLED_FIRST_MS : SETTLED_MS) - clock.now();
    if (waitMs > 0) cancelCheck = clock.after(waitMs, check);
    else tell(pane);
  }

  function checkAround(resize: (size: PaneSize) => void): void {
    if (pane === null || !wants()) return;
    const waitMs = paneAt + SETTLED_MS - clock.now();
    if (waitMs > 0) {
      cancelCheck = clock.after(waitMs, check);
      return;
    }
    size = pane;
    asked = false;
    resize(pane);
  }

  function tell(wanted: PaneSize): void {
    const nonce = deps.nonce();
    const line = setupLine(wanted, nonce);
    telling = {
      ...{ nonce, line, size: wanted, prompt: watch.line, before: watch.raw },
      held: Buffer.alloc(0),
      redrawn: null,
      foreign: [],
    };
    cancelStep = clock.after(ANSWER_MS, giveUp);
    deps.send(Buffer.from(`${line}\r`));
    deps.onChange();
  }

  function heldBack(one: Telling, bytes: Uint8Array): void {
    if (one.redrawn !== null) {
      redrawn(one, one.redrawn, bytes);
      return;
    }
    one.held = Buffer.concat([one.held, bytes]);
    const mark = findMark(one.held, one.nonce);
    if (mark === null) {
      if (one.held.length > MOST_HELD_BYTES) giveUp();
      return;
    }
    one.foreign = foreignLines(one.held.toString('utf8', 0, mark.start), one.prompt, one.line);
    size = one.size;
    asked = false;
    const { directory, projectDirectory } = mark.answer;
    place ??= { directory, hasJobVariables: projectDirectory !== null, buildDirectory: projectDirectory };
    cancelStep?.();
    cancelStep = clock.after(REDRAW_MS, finish);
    redrawn(one, Buffer.alloc(0), one.held.subarray(mark.end));
  }

  function redrawn(one: Telling, before: Buffer, bytes: Uint8Array): void {
    const all = Buffer.concat([before, bytes]);
    one.redrawn = all;
    if (bytes.length === 0) return;
    const text = all.toString('utf8');
    const isPrompt = readPrompt(text).kind === 'shell';
    if (all.length > MOST_HELD_BYTES || (isPrompt && one.before.endsWith(text))) {
      finish();
    } else if (isPrompt) {
      cancelStep?.();
      cancelStep = clock.after(REDRAW_QUIET_MS, finish);
    }
  }

  function finish(): void {
    const done = telling;
    if (done === null) return;
    settle();
    const bytes = Buffer.from(afterSetup(done.before, done.redrawn?.toString('utf8') ?? '', done.foreign));
    if (bytes.length > 0) shown(bytes);
    release();
    check();
    deps.onChange();
  }

  /** No answer: whatever this shell is, it is not typed into again by itself. */
  function giveUp(): void {
    const given = telling;
    if (given === null) return;
    settle();
    failed = true;
    asked = false;
    shown(given.held);
    release();
    deps.onPrompt?.(false);
    deps.onChange();
  }

  function settle(): void {
    telling = null;
    cancelStep?.();
    cancelStep = null;
  }

  function shown(bytes: Uint8Array): void {
    watch.printed(bytes);
    deps.show(bytes);
  }

  function stopWaiting(): void {
    if (!waitsForPrompt) return;
    waitsForPrompt = false;
    cancelFirst?.();
    cancelFirst = null;
    if (telling === null) release();
  }

  function release(): void {
    waitsForPrompt = false;
    cancelFirst?.();
    cancelFirst = null;
    const waiting = input;
    input = [];
    for (const bytes of waiting) passOn(bytes);
  }

  function passOn(bytes: Uint8Array): void {
    watch.typed(bytes);
    // Who runs a command knows where, or does not care.
    if (runs.typed(bytes) && !placeAnswered) {
      placeAnswered = true;
      deps.onChange();
    }
    deps.pass(bytes);
  }

  function placeFor(known: {
    readonly executor: string | null;
    readonly repository: string | null;
  }): ShellPlace | null {
    const found = place ?? guessPlace(known.executor);
    if (found === null) return null;
    const buildDirectory = found.buildDirectory ?? known.repository;
    const isThere =
      found.directory !== null &&
      buildDirectory !== null &&
      `${found.directory}/`.startsWith(`${buildDirectory.replace(/\/+$/, '')}/`);
    const offered = buildDirectory !== null && !isThere && !placeAnswered && !watch.isPowershell;
    return { ...found, buildDirectory, offered };
  }

  return {
    begin() {
      isOpen = true;
      size = null;
      asked = false;
      failed = false;
      around = null;
      place = null;
      placeAnswered = false;
      runs.reset();
      watch.reset();
      waitsForPrompt = isOn();
      if (waitsForPrompt) cancelFirst = clock.after(FIRST_PROMPT_MS, stopWaiting);
      else release();
    },
    printed(bytes) {
      if (telling === null) shown(bytes);
      else heldBack(telling, bytes);
    },
    typed(bytes) {
      const isHeld = (!isOpen && isOn()) || waitsForPrompt || telling !== null;
      if (!isHeld) {
        passOn(bytes);
        return;
      }
      input.push(bytes);
      if (isOpen && INTERRUPTS.some((key) => bytes.includes(key))) release();
    },
    resized(columns, rows) {
      if (pane?.columns === columns && pane.rows === rows) return;
      pane = { columns, rows };
      paneAt = clock.now();
      check();
      deps.onChange();
    },
    fit() {
      asked = true;
      failed = false;
      check();
      deps.onChange();
    },
    go(directory) {
      if (!isOpen || telling !== null || !watch.atEmptyPrompt) return false;
      placeAnswered = true;
      passOn(Buffer.from(`${goLine(directory)}\r`));
      deps.onChange();
      return true;
    },
    dismissPlace() {
      placeAnswered = true;
      deps.onChange();
    },
    kept(resize, isOld) {
      around = resize;
      // what an old one shows may be anything, so only a prompt as the outer shell's counts
      watch.reset(isOld);
      if (isOld) placeAnswered = true;
      check();
    },
    get heldBytes() {
      return input.reduce((sum, bytes) => sum + bytes.length, 0);
    },
    facts(known) {
      const sizing = watch.isPowershell
        ? 'impossible'
        : telling !== null
          ? 'telling'
          : failed
            ? 'failed'
            : wants()
              ? 'waiting'
              : 'idle';
      return { doing: watch.doing, size, sizing, place: placeFor(known) };
    },
    end() {
      isOpen = false;
      if (telling !== null) {
        const { held } = telling;
        settle();
        deps.show(held);
      }
      input = [];
      waitsForPrompt = false;
      cancelFirst?.();
      cancelCheck?.();
      cancelFirst = null;
      cancelCheck = null;
      watch.dispose();
    },
  };
}

/** Where a runner starts a shell, as long as the shell has not said so itself (gitlab.md 4.2, measured). */
function guessPlace(executor: string | null): Omit<ShellPlace, 'offered'> | null {
  switch (executor) {
    case 'shell':
      return { directory: null, hasJobVariables: false, buildDirectory: null };
    case 'docker':
    case 'docker+machine':
    case 'kubernetes':
      return { directory: '/', hasJobVariables: true, buildDirectory: null };
    default:
      return null;
  }
}
