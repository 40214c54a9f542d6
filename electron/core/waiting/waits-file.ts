import { z } from 'zod';
import type { ArmEnd, Job, PipelineRef } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import { type FileProblem, putAside, readFileIfThere, writeFileAtomic } from '../files.ts';
import type { Log } from '../host.ts';
import { type RememberedJob, remembered, rememberedJob } from '../jobs/remembered-list.ts';
import type { Wanted } from './decision.ts';

/** A wait as it outlives a run. */
export interface KeptWait extends Wanted {
  readonly id: string;
  readonly pipeline: PipelineRef;
  readonly because: 'armed' | 'retried' | 'played';
  readonly since: number;
  readonly over: { readonly end: ArmEnd; readonly message: string; readonly at: number } | null;
}

export interface ReadWait {
  readonly wait: KeptWait;
  readonly job: RememberedJob | null;
}

/** Where the waits lie between runs. */
export interface WaitsFile {
  read(): readonly ReadWait[];
  write(waits: readonly { readonly wait: KeptWait; readonly job: Job | null }[]): void;
}

export const MOST_WAITS = 100;
const ENDS = [
  'finished',
  'skipped',
  'cancelled',
  'not-mine',
  'no-such-job',
  'gone',
] as const satisfies readonly ArmEnd[];

const text = z.string().max(1024);
const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const time = z.number().nonnegative();
const keptWait = z.object({
  id: z.string().min(1).max(128),
  pipeline: z.object({ accountId: text, projectId: id, projectPath: text, pipelineId: id }),
  name: text,
  jobId: id.nullable(),
  notJobIds: z.array(id).max(10_000),
  because: z.enum(['armed', 'retried', 'played']),
  since: time,
  over: z.object({ end: z.enum(ENDS), message: z.string().max(2000), at: time }).nullable(),
});
const schema = z.object({
  version: z.literal(1),
  waits: z.array(z.object({ wait: keptWait, job: rememberedJob.nullable() })).max(MOST_WAITS * 2),
});

const NAME = 'list of awaited jobs';

/** What the user asked for is in it: one that cannot be read is put aside and told, and never written over. */
export function createWaitsFile(deps: {
  readonly file: string;
  readonly log: Log;
  now(): number;
  onProblem(problem: FileProblem): void;
}): WaitsFile {
  let written: string | null = null;
  /** What is there could neither be read nor put aside. */
  let untouchable = false;

  return {
    read() {
      let found: string | null = null;
      try {
        found = readFileIfThere(deps.file);
        return found === null ? [] : schema.parse(JSON.parse(found)).waits;
      } catch (error) {
        const keptAs = found === null ? null : aside();
        untouchable = keptAs === null;
        const why = found === null ? toFailure(error).message : 'It is damaged, or of a newer Jobdeck.';
        deps.onProblem({ file: NAME, message: `${why} No job is waited for from before.`, keptAs });
        return [];
      }
    },
    write(waits) {
      const kept = waits.map(({ wait, job }) => ({ wait, job: job === null ? null : remembered(job) }));
      const whole = JSON.stringify({ version: 1, waits: kept });
      if (untouchable || whole === written) return;
      try {
        writeFileAtomic(deps.file, whole);
        written = whole;
      } catch (error) {
        deps.log.warn('waiting', 'not kept', { kind: toFailure(error).kind });
        deps.onProblem({ file: NAME, message: `${toFailure(error).message} Waits end with Jobdeck.`, keptAs: null });
      }
    },
  };

  function aside(): string | null {
    try {
      return putAside(deps.file, 'damaged', deps.now());
    } catch {
      return null;
    }
  }
}
