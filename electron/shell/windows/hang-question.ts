import type { Clock } from '../../core/host.ts';

/** After "Wait", a page that still does not answer is asked about again. */
export const ASK_AGAIN_MS = 30_000;

export type HangAnswer = 'wait' | 'reload';

export interface HangQuestionDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** Asks the user; an abort takes the question back, whatever it then resolves with. */
  ask(signal: AbortSignal): Promise<HangAnswer>;
  reload(): void;
}

export interface HangQuestion {
  /** The page leaves its input unanswered. Chromium says so once, and not again until the page has answered. */
  begin(): void;
  /** The page answers again, or is gone. */
  end(): void;
}

/** When a page that hangs is asked about: once at a time, again after a wait, and not any more when it has come back. */
export function createHangQuestion({ clock, ask, reload }: HangQuestionDeps): HangQuestion {
  let asking: AbortController | null = null;
  let cancelAgain: (() => void) | null = null;

  async function put(): Promise<void> {
    const question = new AbortController();
    asking = question;
    const answer = await ask(question.signal).catch((): HangAnswer => 'wait');
    if (question.signal.aborted) return;
    asking = null;
    if (answer === 'reload') reload();
    else cancelAgain = clock.after(ASK_AGAIN_MS, again);
  }

  function again(): void {
    cancelAgain = null;
    void put();
  }

  return {
    begin() {
      if (asking === null && cancelAgain === null) void put();
    },
    end() {
      asking?.abort();
      asking = null;
      cancelAgain?.();
      cancelAgain = null;
    },
  };
}
