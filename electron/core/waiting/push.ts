import type { AccountId, JobStatus } from '../../contract.ts';

/** What instances tell of jobs by themselves, where they do. Without it everything works by asking, only later. */
export interface Push {
  /** From now on exactly these jobs are followed, by account. */
  follow(jobIds: ReadonlyMap<AccountId, ReadonlySet<number>>): void;
  /** This job is followed, and a push has come over this connection: asking less often is enough. */
  isProven(accountId: AccountId, jobId: number): boolean;
  /** `status` null: it is followed from now on, and what was before is not told. Returns its undo. */
  onStatus(listener: PushListener): () => void;
  dispose(): void;
}

export type PushListener = (accountId: AccountId, jobId: number, status: JobStatus | null) => void;
