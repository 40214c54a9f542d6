import type { Settings, ShellFacts } from '../../../contract.ts';
import type { Clock } from '../../host.ts';
import { createPromptWatch } from './prompt-watch.ts';
import { goLine, type PaneSize } from './setup-line.ts';
import { createShellPlaceWatch } from './shell-place.ts';
import { type SizeTelling, tellSize } from './size-telling.ts';
import { createWaitingKeys, hasInterrupt } from './waiting-keys.ts';

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
/** A pane that is being drawn larger by hand has many sizes. */
const SETTLED_MS = 350;
const SETTLED_FIRST_MS = 120;

export function createShellSetup(deps: ShellSetupDeps): ShellSetup {
  const { clock } = deps;
  const keys = createWaitingKeys();
  let isOpen = false;
  let pane: PaneSize | null = null;
  let paneAt = 0;
  let size: PaneSize | null = null;
  let telling: SizeTelling | null = null;
  let asked = false;
  let failed = false;
  let waitsForPrompt = false;
  let cancelFirst: (() => void) | null = null;
  let cancelCheck: (() => void) | null = null;
  let around: ((size: PaneSize) => void) | null = null;

  const place = createShellPlaceWatch();
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
    telling = tellSize({
      ...{ clock, size: wanted, nonce: deps.nonce(), prompt: watch.line, before: watch.raw, send: deps.send },
      onAnswer({ directory, projectDirectory }) {
        size = wanted;
        asked = false;
        place.found(directory, projectDirectory);
      },
      onOver: told,
    });
    deps.onChange();
  }

  function told(seen: Buffer, isAnswered: boolean): void {
    telling = null;
    if (isAnswered) {
      if (seen.length > 0) shown(seen);
      release();
      check();
    } else {
      // whatever this shell is, it is not typed into again by itself
      failed = true;
      asked = false;
      shown(seen);
      release();
      deps.onPrompt?.(false);
    }
    deps.onChange();
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
    keys.release(passOn);
  }

  function passOn(bytes: Uint8Array): void {
    watch.typed(bytes);
    if (place.typed(bytes)) deps.onChange();
    deps.pass(bytes);
  }

  return {
    begin() {
      isOpen = true;
      size = null;
      asked = false;
      failed = false;
      around = null;
      place.reset();
      watch.reset();
      waitsForPrompt = isOn();
      if (waitsForPrompt) cancelFirst = clock.after(FIRST_PROMPT_MS, stopWaiting);
      else release();
    },
    printed(bytes) {
      if (telling === null) shown(bytes);
      else telling.printed(bytes);
    },
    typed(bytes) {
      const isHeld = (!isOpen && isOn()) || waitsForPrompt || telling !== null;
      if (!isHeld) {
        passOn(bytes);
        return;
      }
      keys.add(bytes);
      if (isOpen && hasInterrupt(bytes)) release();
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
      place.answered();
      passOn(Buffer.from(`${goLine(directory)}\r`));
      deps.onChange();
      return true;
    },
    dismissPlace() {
      place.answered();
      deps.onChange();
    },
    kept(resize, isOld) {
      around = resize;
      // what an old one shows may be anything, so only a prompt as the outer shell's counts
      watch.reset(isOld);
      if (isOld) place.answered();
      check();
    },
    get heldBytes() {
      return keys.bytes;
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
      const where = place.facts(known);
      return {
        doing: watch.doing,
        size,
        sizing,
        // no `cd` is typed there
        place: where !== null && watch.isPowershell ? { ...where, offered: false } : where,
      };
    },
    end() {
      isOpen = false;
      if (telling !== null) {
        const held = telling.end();
        telling = null;
        deps.show(held);
      }
      keys.forget();
      waitsForPrompt = false;
      cancelFirst?.();
      cancelCheck?.();
      cancelFirst = null;
      cancelCheck = null;
      watch.dispose();
    },
  };
}
