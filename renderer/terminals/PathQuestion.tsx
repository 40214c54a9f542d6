import type { Job } from '../../electron/contract.ts';
import { blobUrl, type FilePlace } from './file-paths.ts';
import { cleanLabel } from './hostile-text.ts';
import { Question } from './Questions.tsx';

export interface PathQuestionProps {
  readonly place: FilePlace;
  /** Null for a local shell. */
  readonly job: Job | null;
  readonly onCopy: (text: string) => void;
  readonly onOpen: (url: string) => void;
  readonly onCancel: () => void;
  readonly onClosed: () => void;
}

/** What can be done with a file that the output names. */
export function PathQuestion({ place, job, onCopy, onOpen, onCancel, onClosed }: PathQuestionProps) {
  const url = job === null ? null : blobUrl(place, { jobUrl: job.webUrl, projectPath: job.projectPath, ref: job.ref });
  const at = place.line === null ? '' : `:${place.line}${place.column === null ? '' : `:${place.column}`}`;
  const name = place.path.split(/[\\/]/).pop() ?? place.path;
  return (
    <Question
      heading={cleanLabel(name, 60)}
      onCancel={onCancel}
      onClosed={onClosed}
      buttons={
        <>
          <button type="button" className="t-button" onClick={onCancel}>
            Cancel
          </button>
          <button
            type="button"
            className={url === null ? 't-button t-button-primary' : 't-button'}
            data-first={url === null ? '' : undefined}
            onClick={() => onCopy(place.path)}
          >
            Copy the path
          </button>
          {url !== null && (
            <button type="button" className="t-button t-button-primary" data-first="" onClick={() => onOpen(url)}>
              Open in GitLab
            </button>
          )}
        </>
      }
    >
      {job !== null && url !== null && (
        <p>
          As it is on {cleanLabel(job.ref, 80)} in {job.projectPath} now; files that the job made are not there.
        </p>
      )}
      {job !== null && url === null && <p>Its path does not lead into the job’s repository.</p>}
      <pre className="t-question-preview">{`${place.path}${at}`}</pre>
    </Question>
  );
}
