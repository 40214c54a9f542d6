import type { SessionId } from '../../contract.ts';
import type { Clock } from '../host.ts';

/** Where the user's hands are, so that nothing is put in front of them. */
export interface Attention {
  typed(sessionId: SessionId): void;
  /** The user is typing into another terminal than this. */
  isElsewhere(sessionId: SessionId): boolean;
}

/** Long enough for a look at what was printed. */
const STILL_TYPING_MS = 15_000;

export function createAttention(clock: Clock): Attention {
  let last: { readonly sessionId: SessionId; readonly at: number } | null = null;
  return {
    typed(sessionId) {
      last = { sessionId, at: clock.now() };
    },
    isElsewhere: (sessionId) =>
      last !== null && last.sessionId !== sessionId && clock.now() - last.at < STILL_TYPING_MS,
  };
}
