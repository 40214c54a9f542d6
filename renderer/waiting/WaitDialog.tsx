import './wait.css';
import { useState } from 'react';
import type { JobKey, PipelineRef } from '../../electron/contract.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { ChoosePipeline } from './ChoosePipeline.tsx';
import { PipelineJobs } from './PipelineJobs.tsx';
import { WaitByName } from './WaitByName.tsx';

export interface WaitDialogProps {
  /** Null = asked for first. */
  readonly pipeline: PipelineRef | null;
  /** The job that was meant, to stand out. */
  readonly jobKey: JobKey | null;
  readonly onClose: () => void;
}

/** What is still to start in a pipeline, and the way to its terminals. */
export function WaitDialog({ pipeline: given, jobKey, onClose }: WaitDialogProps) {
  const [meant, setMeant] = useState({ pipeline: given, jobKey });
  const { pipeline } = meant;
  return (
    <Dialog
      title="Wait for a job"
      description={
        pipeline === null
          ? 'Its terminal is opened the moment it starts.'
          : `${pipeline.projectPath} #${pipeline.pipelineId}`
      }
      onClose={onClose}
    >
      <div className="dialog-body scroll wait">
        {pipeline === null ? (
          <ChoosePipeline onChoose={(chosen, key) => setMeant({ pipeline: chosen, jobKey: key })} onClose={onClose} />
        ) : (
          <>
            <PipelineJobs pipeline={pipeline} jobKey={meant.jobKey} />
            <WaitByName pipeline={pipeline} />
          </>
        )}
      </div>
    </Dialog>
  );
}
