import { useEffect, useRef, useState } from 'react';
import type { Armed, Failure, JobKey, PipelineRef, UpcomingJob } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { statusWord } from '../jobs/job-words.ts';
import { useApi, useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { StateRing } from '../ui/StateRing.tsx';
import { pipelineKey } from './pipeline-name.ts';

/** Jobs come and go while the dialog is open. */
const askAgainMs = 5_000;

/** The jobs of a pipeline that have not started, each with what can be done about it. */
export function PipelineJobs({ pipeline, jobKey }: { readonly pipeline: PipelineRef; readonly jobKey: JobKey | null }) {
  const { jobs, failure, retry } = useUpcoming(pipeline);
  const armed = useStore((state) => state.armed);
  if (failure !== null) return <FailureNote failure={failure} can={{ retry }} />;
  if (jobs === null) {
    return (
      <p className="wait-quiet" role="status">
        Asking GitLab for the pipeline’s jobs…
      </p>
    );
  }
  if (jobs.length === 0) {
    return (
      <p className="wait-quiet">
        Every job of this pipeline has started. A job that comes later, by a retry say, can be waited for by its name.
      </p>
    );
  }
  const waits = armed.filter(
    (one) => one.state.status !== 'over' && pipelineKey(one.pipeline) === pipelineKey(pipeline),
  );
  return (
    <section className="wait-part" aria-label="Jobs that are still to start">
      <ul className="wait-list">
        {jobs.map((one) => (
          <UpcomingRow
            key={one.job.key}
            upcoming={one}
            meant={one.job.key === jobKey}
            wait={waits.find(({ job }) => job?.key === one.job.key) ?? null}
          />
        ))}
      </ul>
    </section>
  );
}

interface UpcomingRowProps {
  readonly upcoming: UpcomingJob;
  readonly meant: boolean;
  readonly wait: Armed | null;
}

function UpcomingRow({ upcoming: { job, refusal }, meant, wait }: UpcomingRowProps) {
  const api = useApi();
  const { disarm } = useActions();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const byHand = refusal === null && (job.status === 'manual' || job.status === 'scheduled');
  const waitButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (meant) waitButton.current?.focus();
  }, [meant]);

  async function act(start: boolean): Promise<void> {
    setBusy(true);
    setFailure(null);
    const answer = await (start ? api.playWithTerminal(job.key) : api.arm({ what: 'job', jobKey: job.key }));
    setBusy(false);
    if (!answer.ok) setFailure(answer.failure);
  }

  return (
    <li className="wait-job" data-meant={meant || undefined} aria-current={meant || undefined}>
      <StateRing shape="waiting" />
      <div className="wait-job-text">
        <span className="wait-job-name">{job.name}</span>
        <span className="wait-quiet">
          {job.stage} · {refusal ?? statusWord(job.status)}
        </span>
      </div>
      {wait !== null && <span className="wait-armed">armed</span>}
      {byHand && (
        <Button size="small" busy={busy} aria-label={`Start ${job.name} now`} onClick={() => void act(true)}>
          Start now
        </Button>
      )}
      {wait !== null && (
        <Button size="small" aria-label={`Stop waiting for ${job.name}`} onClick={() => disarm(wait.id)}>
          Disarm
        </Button>
      )}
      {wait === null && refusal === null && (
        <Button
          ref={waitButton}
          size="small"
          look={byHand ? 'plain' : 'primary'}
          busy={busy}
          aria-label={`Wait for ${job.name}`}
          onClick={() => void act(false)}
        >
          Wait
        </Button>
      )}
      {failure !== null && (
        <div className="wait-job-failure">
          <FailureNote failure={failure} />
        </div>
      )}
    </li>
  );
}

interface Upcoming {
  readonly jobs: readonly UpcomingJob[] | null;
  readonly failure: Failure | null;
  readonly retry: () => void;
}

function useUpcoming(pipeline: PipelineRef): Upcoming {
  const api = useApi();
  const [asked, setAsked] = useState(0);
  const [told, setTold] = useState<Omit<Upcoming, 'retry'>>({ jobs: null, failure: null });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` asks again
  useEffect(() => {
    let gone = false;
    let timer = 0;
    const ask = async (): Promise<void> => {
      const answer = await api.upcomingJobs(pipeline);
      if (gone) return;
      setTold((before) =>
        answer.ok
          ? { jobs: answer.value.jobs, failure: null }
          : // a list that is there is not taken away by a question that failed
            { jobs: before.jobs, failure: before.jobs === null ? answer.failure : null },
      );
      if (answer.ok) timer = window.setTimeout(() => void ask(), askAgainMs);
    };
    void ask();
    return () => {
      gone = true;
      window.clearTimeout(timer);
    };
  }, [api, pipeline, asked]);

  return { ...told, retry: () => setAsked((count) => count + 1) };
}
