import { type FormEvent, useState } from 'react';
import type { Failure, JobKey, PipelineRef } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useApi, useStore } from '../store.ts';
import { AccountSquare } from '../ui/AccountSquare.tsx';
import { Button } from '../ui/Button.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { Field } from '../ui/Field.tsx';
import { refLabel } from '../ui/git-ref.ts';
import { pipelineKey, pipelineOf } from './pipeline-name.ts';

const mostPipelines = 8;

export interface ChoosePipelineProps {
  readonly onChoose: (pipeline: PipelineRef, jobKey: JobKey | null) => void;
  /** The address was that of a job that runs already: its terminal is open now. */
  readonly onClose: () => void;
}

/** Which pipeline: by its address or a job's, or one of those that run. */
export function ChoosePipeline({ onChoose, onClose }: ChoosePipelineProps) {
  const api = useApi();
  const feeds = useStore((state) => state.feeds);
  const accounts = useStore((state) => state.accounts);
  const { showSession } = useActions();
  const [address, setAddress] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  const pipelines = new Map(
    feeds
      .flatMap(({ jobs }) => jobs)
      .sort((a, b) => Number(b.mine) - Number(a.mine))
      .map((job) => [pipelineKey(pipelineOf(job)), job]),
  );

  async function find(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || address.trim() === '') return;
    setBusy(true);
    const answer = await api.openJobUrl(address.trim());
    setBusy(false);
    if (answer.ok) {
      onClose();
      showSession(answer.value);
    } else if (answer.failure.waitFor !== undefined) {
      onChoose(answer.failure.waitFor.pipeline, answer.failure.waitFor.jobKey);
    } else setFailure(answer.failure);
  }

  return (
    <>
      <form className="wait-find" onSubmit={(event) => void find(event)}>
        <Field
          label="URL of a pipeline or a job"
          value={address}
          placeholder="https://gitlab.example.org/group/project/-/pipelines/1234"
          onValue={(value) => {
            setAddress(value);
            setFailure(null);
          }}
        />
        <Button type="submit" look="primary" busy={busy}>
          Show its jobs
        </Button>
      </form>
      {failure !== null && <FailureNote failure={failure} />}
      {pipelines.size > 0 && (
        <section className="wait-part">
          <h3>Pipelines that run</h3>
          <ul className="wait-list">
            {[...pipelines].slice(0, mostPipelines).map(([key, job]) => (
              <li key={key}>
                <button type="button" className="wait-pipeline" onClick={() => onChoose(pipelineOf(job), null)}>
                  <AccountSquare colour={accounts.find(({ id }) => id === job.accountId)?.colour ?? 7} />
                  <b>{job.projectPath}</b>
                  <span className="num">#{job.pipelineId}</span>
                  <span className="wait-quiet">{refLabel(job.ref)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
