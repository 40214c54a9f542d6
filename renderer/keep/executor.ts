import type { Job } from '../../electron/contract.ts';

/** Executors that behave alike where a terminal and the end of a job are concerned. */
export type ExecutorFamily = 'docker' | 'kubernetes' | 'shell';

export const families: readonly { readonly value: ExecutorFamily; readonly label: string }[] = [
  { value: 'docker', label: 'Docker' },
  { value: 'kubernetes', label: 'Kubernetes' },
  { value: 'shell', label: 'Shell' },
];

/** By the name in the job's log: `docker`, `docker-windows`, `docker+machine`, `docker-autoscaler`… Null = none of the three, or not known. */
export function familyOf(executor: string | null): ExecutorFamily | null {
  const name = executor?.toLowerCase() ?? '';
  if (name.startsWith('docker')) return 'docker';
  if (name.startsWith('kubernetes')) return 'kubernetes';
  return name.startsWith('shell') ? 'shell' : null;
}

/** People name runners and tags after what they are; else what most runners are. */
export function guessFamily(job: Pick<Job, 'runner' | 'tags'> | null): ExecutorFamily {
  const words = [job?.runner?.description ?? '', ...(job?.tags ?? [])].join(' ').toLowerCase();
  if (/kubernetes|k8s|\bkube|\beks\b|\bgke\b|\baks\b/.test(words)) return 'kubernetes';
  return /\bshell\b/.test(words) && !words.includes('docker') ? 'shell' : 'docker';
}
