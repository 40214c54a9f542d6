import { after } from '../../after.ts';
import type { PatternRunnerDeps, PatternWorker } from './pattern-runner.ts';

/** A file of our own: the pages' policy allows no other (electron/doors/page-headers.ts). */
function startWorker(): PatternWorker {
  return new Worker(new URL('./pattern-worker.ts', import.meta.url), { type: 'module', name: 'patterns' });
}

export const patternRunnerDeps: PatternRunnerDeps = { startWorker, after };
