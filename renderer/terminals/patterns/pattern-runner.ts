import type { PatternDone, PatternHit, PatternTask } from './find-hits.ts';

/** Why nothing can be found: it is no pattern, it takes too long, or there is no worker to run it. */
export type PatternProblem = 'invalid' | 'too-slow' | 'failed';

export type PatternAnswer =
  | { readonly status: 'found'; readonly hits: readonly PatternHit[] }
  /** There is another question by now. */
  | { readonly status: 'stopped' }
  | { readonly status: Exclude<PatternProblem, 'invalid'> };

export type PatternWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** Runs patterns of the user's own away from the page, one at a time, and no longer than they may. */
export interface PatternRunner {
  /** Stops what runs. */
  readonly find: (pattern: RegExp, texts: readonly string[], most: number) => Promise<PatternAnswer>;
  readonly stop: () => void;
  readonly dispose: () => void;
}

export interface PatternRunnerDeps {
  readonly startWorker: () => PatternWorker;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** An honest pattern takes some ms for the longest scrollback; a machine under load is slower by far. */
const longestMs = 2000;
const longestStartMs = 15_000;

export function createPatternRunner({ startWorker, after }: PatternRunnerDeps): PatternRunner {
  let worker: PatternWorker | null = null;
  let ready = false;
  let asked = 0;
  let running: { readonly task: PatternTask; readonly answer: (answer: PatternAnswer) => void } | null = null;
  let stopClock = (): void => undefined;

  function endWorker(): void {
    worker?.terminate();
    worker = null;
    ready = false;
  }

  function finish(answer: PatternAnswer): void {
    stopClock();
    const { answer: tell } = running ?? {};
    running = null;
    // Only its end stops what it is at.
    if (answer.status !== 'found') endWorker();
    tell?.(answer);
  }

  function send(): void {
    stopClock();
    if (running === null) return;
    worker?.postMessage(running.task);
    stopClock = after(longestMs, () => finish({ status: 'too-slow' }));
  }

  function start(): void {
    try {
      worker = startWorker();
    } catch {
      finish({ status: 'failed' });
      return;
    }
    worker.onerror = () => finish({ status: 'failed' });
    worker.onmessage = ({ data }: MessageEvent<'ready' | PatternDone>) => {
      if (data === 'ready') {
        ready = true;
        send();
      } else if (data.id === running?.task.id)
        finish(data.hits === null ? { status: 'too-slow' } : { status: 'found', hits: data.hits });
    };
    stopClock = after(longestStartMs, () => finish({ status: 'failed' }));
  }

  function stop(): void {
    if (running !== null) finish({ status: 'stopped' });
  }

  return {
    find({ source, flags }, texts, most) {
      stop();
      asked += 1;
      const task = { id: asked, source, flags, texts, most };
      return new Promise((answer) => {
        running = { task, answer };
        if (worker === null) start();
        else if (ready) send();
      });
    },
    stop,
    dispose() {
      stop();
      endWorker();
    },
  };
}
