import type { Clock } from '../../host.ts';
import { readPrompt } from './prompt.ts';
import { afterSetup, findMark, foreignLines, type PaneSize, type ShellAnswer, setupLine } from './setup-line.ts';

/**
 * One telling of the size, from the line that is typed at a prompt to the prompt that is drawn anew. What comes meanwhile is
 * held back.
 */
export interface SizeTelling {
  printed(bytes: Uint8Array): void;
  /** Breaks off; what was held back is to be shown as it came. */
  end(): Buffer;
}

export interface SizeTellingDeps {
  readonly clock: Clock;
  readonly size: PaneSize;
  /** Not to be guessed by what runs in the job. */
  readonly nonce: string;
  /** The prompt's line as it is shown, and what was printed last, as it came. */
  readonly prompt: string;
  readonly before: string;
  send(bytes: Uint8Array): void;
  onAnswer(answer: ShellAnswer): void;
  /** It is over, and this is what is to be seen of it. Without an answer that is all that came. */
  onOver(seen: Buffer, isAnswered: boolean): void;
}

const ANSWER_MS = 4_000;
/** The prompt is drawn by the shell and by what it calls for that (`git`, say). */
const REDRAW_MS = 1_500;
const REDRAW_QUIET_MS = 50;
const MOST_HELD_BYTES = 64 * 1024;

export function tellSize(deps: SizeTellingDeps): SizeTelling {
  const { before, clock, nonce, prompt } = deps;
  const line = setupLine(deps.size, nonce);
  let held: Buffer = Buffer.alloc(0);
  /** Null until the mark has come. */
  let redrawn: Buffer | null = null;
  let foreign: readonly string[] = [];
  let cancelStep = clock.after(ANSWER_MS, giveUp);

  function within(limitMs: number, then: () => void): void {
    cancelStep();
    cancelStep = clock.after(limitMs, then);
  }

  function untilMark(bytes: Uint8Array): void {
    held = Buffer.concat([held, bytes]);
    const mark = findMark(held, nonce);
    if (mark === null) {
      if (held.length > MOST_HELD_BYTES) giveUp();
      return;
    }
    foreign = foreignLines(held.toString('utf8', 0, mark.start), prompt, line);
    deps.onAnswer(mark.answer);
    within(REDRAW_MS, finish);
    untilPrompt(Buffer.alloc(0), held.subarray(mark.end));
  }

  function untilPrompt(drawn: Buffer, bytes: Uint8Array): void {
    const all = Buffer.concat([drawn, bytes]);
    redrawn = all;
    if (bytes.length === 0) return;
    const text = all.toString('utf8');
    const isPrompt = readPrompt(text).kind === 'shell';
    if (all.length > MOST_HELD_BYTES || (isPrompt && before.endsWith(text))) finish();
    else if (isPrompt) within(REDRAW_QUIET_MS, finish);
  }

  function finish(): void {
    cancelStep();
    deps.onOver(Buffer.from(afterSetup(before, redrawn?.toString('utf8') ?? '', foreign)), true);
  }

  function giveUp(): void {
    cancelStep();
    deps.onOver(held, false);
  }

  deps.send(Buffer.from(`${line}\r`));
  return {
    printed(bytes) {
      if (redrawn === null) untilMark(bytes);
      else untilPrompt(redrawn, bytes);
    },
    end() {
      cancelStep();
      return held;
    },
  };
}
