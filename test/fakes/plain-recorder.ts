import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Recorder } from '../../electron/core/transcripts/recording.ts';
import { createSegments } from '../../electron/core/transcripts/segments.ts';

/** Puts output into a folder per session, without a shelf: no budget, no list. `keeps`: what was shown stays. */
export function createPlainRecorder(dir: string, keeps = false): Recorder {
  return {
    begin: (id) => ({
      segments: createSegments({ dir: join(dir, id), key: randomBytes(32) }),
      keeps: () => keeps,
      pressed: () => false,
      follow() {},
      trouble() {},
      async finish() {},
    }),
  };
}
