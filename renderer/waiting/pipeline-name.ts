import type { Job, PipelineRef } from '../../electron/contract.ts';

export function pipelineOf({ accountId, projectId, projectPath, pipelineId }: Job): PipelineRef {
  return { accountId, projectId, projectPath, pipelineId };
}

export const pipelineKey = ({ accountId, projectId, pipelineId }: PipelineRef): string =>
  `${accountId}/${projectId}/${pipelineId}`;
