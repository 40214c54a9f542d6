import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AccountId, Failure, Transcript } from '../../electron/contract.ts';
import { useApi, useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';

export interface KeptSoFar {
  /** Until it is known: 0. */
  readonly count: number;
  /** `12 transcripts, 3.4 MB` */
  readonly words: string;
  /** Answers why not; null = they are gone. */
  readonly remove: () => Promise<Failure | null>;
}

/** The transcripts that there are of an account's terminals; of local shells, where it is null. */
export function useKeptSoFar(accountId: AccountId | null): KeptSoFar {
  const api = useApi();
  const state = useStore((one) => one.transcripts);
  const [all, setAll] = useState<readonly Transcript[]>([]);

  const list = useCallback(async () => {
    const answer = await api.listTranscripts();
    return answer.ok ? answer.value.filter((one) => one.accountId === accountId) : [];
  }, [api, accountId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever core tells that there is another state
  useEffect(() => {
    let gone = false;
    void list().then((found) => {
      if (!gone) setAll(found);
    });
    return () => {
      gone = true;
    };
  }, [list, state]);

  return useMemo(
    () => ({
      count: all.length,
      words: `${all.length === 1 ? 'one transcript' : `${all.length} transcripts`}, ${byteSize(all.reduce((sum, { diskBytes }) => sum + diskBytes, 0))}`,
      async remove() {
        const answer = await api.deleteTranscripts((await list()).map(({ id }) => id));
        setAll(await list());
        return answer.ok ? null : answer.failure;
      },
    }),
    [all, api, list],
  );
}
