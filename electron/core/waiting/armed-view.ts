import type { Armed, Failure, Job, SessionId, WebSessionState } from '../../contract.ts';
import { waitsFor } from './wait-words.ts';
import type { KeptWait } from './waits-file.ts';

/** A wait as it goes on. */
export interface Live {
  readonly kept: KeptWait;
  /** As seen last. */
  readonly job: Job | null;
  readonly delayed: { readonly failure: Failure; readonly since: number } | null;
  /** Of the tab that is being opened. */
  readonly sessionId: SessionId | null;
}

/** A wait as the renderer is told of it. */
export function armedView(
  { kept, job, delayed, sessionId }: Live,
  startsAt: number | null,
  session: WebSessionState['status'] | null,
): Armed {
  const { id, pipeline, name, because, since, over } = kept;
  const needsSignIn = over === null && (session === 'missing' || session === 'refused' || session === 'locked');
  return { id, pipeline, name, job, because, since, needsSignIn, state: state() };

  function state(): Armed['state'] {
    if (over !== null) return { status: 'over', ...over };
    if (sessionId !== null) return { status: 'opening' };
    if (delayed !== null) return { status: 'delayed', ...delayed };
    return { status: 'waiting', message: waitsFor(job, name), startsAt };
  }
}
