import type { ShellDoing } from '../../../contract.ts';
import type { Clock } from '../../host.ts';
import { createScreenWatch } from '../seam.ts';
import { createTail } from '../tail.ts';
import { isSamePrompt, lastLine, readPrompt } from './prompt.ts';
import { keysIn } from './typed-keys.ts';

/** Follows from copies of what is typed and printed whether a shell waits at its prompt. Changes nothing. */
export interface PromptWatch {
  typed(bytes: Uint8Array): void;
  printed(bytes: Uint8Array): void;
  readonly doing: ShellDoing;
  /** At its prompt, and nothing has been typed there yet. */
  readonly atEmptyPrompt: boolean;
  /** PowerShell was seen. */
  readonly isPowershell: boolean;
  /** The last line as it is shown. */
  readonly line: string;
  /** What was printed last, as it came. */
  readonly raw: string;
  /** Another shell, or `same`: another drawing of the same one's screen. */
  reset(same?: boolean): void;
  dispose(): void;
}

/** A line editor that has announced itself needs no longer look; a bare sign may be a program's text. */
const SURE_AFTER_MS = 40;
const LIKELY_AFTER_MS = 160;

export function createPromptWatch(deps: { readonly clock: Clock; onChange(): void }): PromptWatch {
  const { clock } = deps;
  const tail = createTail(4096);
  const screen = createScreenWatch();
  let doing: ShellDoing = 'unknown';
  /** The shell's prompt as it was first seen, and as it was last. */
  let known: readonly string[] = [];
  let isPowershell = false;
  /** Something was typed since the prompt came, so what stands there is not empty. */
  let dirty = false;
  /** A line ended since the last key, so what was typed has been taken. */
  let lineEnded = true;
  let printedAt = 0;
  let cancel: (() => void) | null = null;

  function become(next: ShellDoing): void {
    if (next === doing) return;
    doing = next;
    deps.onChange();
  }

  function look(): void {
    cancel = null;
    if (screen.otherScreen) {
      become('screen');
      return;
    }
    const read = readPrompt(tail.raw());
    const waitMs = printedAt + (read.by === 'sign' ? LIKELY_AFTER_MS : SURE_AFTER_MS) - clock.now();
    if (waitMs > 0) {
      cancel = clock.after(waitMs, look);
      return;
    }
    if (read.kind === 'powershell' && !isPowershell) {
      isPowershell = true;
      deps.onChange();
    }
    // half a line that the user is typing may end like a prompt
    if (dirty && !lineEnded) return;
    const isPrompt = read.kind === 'shell' && (known.length === 0 || read.by === 'mark' || isKnown(read.line));
    if (isPrompt) {
      dirty = false;
      known = [known[0] ?? read.line, read.line];
      if (doing !== 'prompt') become('prompt');
      // empty again, or drawn anew: who waits for an empty prompt has it now
      else deps.onChange();
    } else if (read.kind === 'none') {
      become(doing === 'screen' || read.runs ? 'busy' : doing);
    } else {
      // a prompt, and not this shell's: an interpreter's, or this shell's own since it was changed
      become('unknown');
    }
  }

  const isKnown = (line: string) => known.some((one) => isSamePrompt(one, line));

  return {
    typed(bytes) {
      const keys = keysIn(bytes);
      if (keys === '') return;
      dirty = true;
      lineEnded = false;
      if (doing === 'prompt' && /[\r\n]/.test(keys)) become('busy');
    },
    printed(bytes) {
      printedAt = clock.now();
      tail.push(bytes);
      const wasScreen = screen.otherScreen;
      screen.printed(bytes);
      // a program that had the screen took all keys
      if (!lineEnded && (wasScreen || bytes.includes(0x0a))) lineEnded = true;
      if (screen.otherScreen) become('screen');
      cancel ??= clock.after(SURE_AFTER_MS, look);
    },
    get doing() {
      return doing;
    },
    get atEmptyPrompt() {
      return doing === 'prompt' && !dirty && cancel === null;
    },
    get isPowershell() {
      return isPowershell;
    },
    get line() {
      return lastLine(tail.raw());
    },
    get raw() {
      return tail.raw();
    },
    reset(same = false) {
      cancel?.();
      cancel = null;
      tail.clear();
      screen.reset();
      doing = 'unknown';
      if (!same) known = [];
      isPowershell = false;
      dirty = false;
      lineEnded = true;
    },
    dispose() {
      cancel?.();
      cancel = null;
    },
  };
}
