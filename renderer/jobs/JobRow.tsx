import { SquareTerminal } from 'lucide-react';
import type { Job, SessionFacts } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { Cell } from '../ui/Cell.tsx';
import { StateRing } from '../ui/StateRing.tsx';
import { canOpen, jobDetail, jobTime, ringFilled, ringShape, sessionWord, statusWord } from './job-words.ts';

export interface JobRowProps {
  readonly job: Job;
  readonly session: SessionFacts | null;
  readonly stale: boolean;
  readonly selected: boolean;
  /** Beside the terminal in front, or as a tab alone. */
  readonly onOpen: (beside: boolean) => void;
}

/** Tells the browser to note when a job's name is painted first: `npm run bench -- start` reads it. React's types lack it. */
const timed = { elementtiming: 'job-name' };

/** One job: its state, name and detail; how long; and the way to its terminal. */
export function JobRow({ job, session, stale, selected, onOpen }: JobRowProps) {
  const now = useNow();
  const word = sessionWord(session);
  const open = canOpen(job) || word !== null;
  const shape = ringShape(job, session);
  return (
    <div className="job" data-selected={selected || undefined} data-stale={stale || undefined} data-state={shape}>
      <Cell className="job-main">
        <StateRing shape={shape} filled={ringFilled(job, now)} />
        <div className="job-text">
          <span className="job-name">
            <span className="job-name-text" {...timed}>
              {job.name}
            </span>
            {word !== null && <OpenMark session={session} />}
          </span>
          <span className="job-detail">
            <span className="visually-hidden">
              {statusWord(job.status)}
              {word === null ? '' : `, ${word}`},{' '}
            </span>
            {jobDetail(job, stale)}
          </span>
        </div>
      </Cell>
      <Cell className="job-end">
        <span className="job-time num">{jobTime(job, session, now)}</span>
        {open && (
          <button
            type="button"
            className="job-open"
            aria-label="Open terminal"
            tabIndex={-1}
            onClick={(event) => onOpen(event.altKey)}
          >
            <SquareTerminal aria-hidden />
            Open
          </button>
        )}
      </Cell>
    </div>
  );
}

function OpenMark({ session }: { readonly session: SessionFacts | null }) {
  return <i className="open-mark" data-status={session?.state.status} aria-hidden="true" />;
}
