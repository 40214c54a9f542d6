import type { Account, SessionFacts } from '../../electron/contract.ts';
import type { PlaceholderValues } from './placeholders.ts';

/** What a snippet can say of the session's job. */
export function valuesOf({ job }: SessionFacts, accounts: readonly Account[]): PlaceholderValues {
  const account = accounts.find(({ id }) => id === job?.accountId);
  return {
    project: job?.projectPath ?? null,
    project_id: text(job?.projectId),
    ref: job?.ref ?? null,
    job_id: text(job?.id),
    job_name: job?.name ?? null,
    pipeline_id: text(job?.pipelineId),
    stage: job?.stage ?? null,
    runner: job?.runner?.description ?? null,
    instance: account?.instance.name ?? null,
    user: account?.user.username ?? null,
  };
}

const text = (value: number | undefined): string | null => (value === undefined ? null : String(value));
