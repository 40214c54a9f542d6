import { findHits, type PatternDone, type PatternTask } from './find-hits.ts';

/*
 * A pattern of the user's own may run for ever, `(a+)+$` on a line of thirty a's and one b does, and nothing stops a
 * regular expression but the end of its thread: so it has one of its own.
 */
addEventListener('message', ({ data }: MessageEvent<PatternTask>) => {
  postMessage({ id: data.id, hits: hitsOf(data) } satisfies PatternDone);
});

function hitsOf(task: PatternTask): PatternDone['hits'] {
  try {
    return findHits(task);
  } catch {
    return null;
  }
}

postMessage('ready');
