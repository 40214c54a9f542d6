import type { SessionFacts, SessionId } from '../../electron/contract.ts';

/** The tab that was in front before comes first, so that Enter goes back and forth; the one in front comes last. */
export function byRecency(sessions: readonly SessionFacts[], recent: readonly SessionId[]): readonly SessionFacts[] {
  const place = ({ id }: SessionFacts): number => {
    const at = recent.indexOf(id);
    if (at < 0) return recent.length;
    return at === 0 ? recent.length + 1 : at;
  };
  return [...sessions].sort((one, other) => place(one) - place(other));
}
