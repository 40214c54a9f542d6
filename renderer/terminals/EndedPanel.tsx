import { Fragment } from 'react';
import type { Armed, Ending, EndingReason, NextStep, SessionFacts } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { spokenDuration } from './durations.ts';
import { endingHeadings, stepLabels } from './endings.ts';
import { useReconnectable } from './reconnectable.ts';
import type { TabActions } from './use-tab-actions.ts';

export interface EndedPanelProps {
  readonly session: SessionFacts;
  readonly ending: Ending;
  readonly actions: TabActions;
}

/** Ends that a job, its file or its runner could have put off. */
const couldHaveLasted: ReadonlySet<EndingReason> = new Set([
  'script-finished',
  'job-finished',
  'hold-used-up',
  'job-timeout',
]);

/** Why the shell is gone and what can be done, below the scrollback, which stays readable. */
export function EndedPanel({ session, ending, actions }: EndedPanelProps) {
  const { heading, tone } = endingHeadings[ending.reason];
  const isRetried = useStore((state) => state.armed.some((armed) => isRetryOf(armed, session)));
  const keepsShells = useStore((state) => state.settings.keepShells);
  const reconnectable = useReconnectable();
  const hadShell = ending.livedMs !== null || ending.reason === 'app-closed';
  const steps = ending.next.filter((step) => stepLabels[step] !== undefined && !(step === 'retry-job' && isRetried));
  return (
    <section className="t-strip" data-tone={tone} aria-label="Session ended">
      <div className="t-strip-words" role="status">
        <h2>
          {heading}
          {ending.certainty === 'likely' && <span className="t-strip-certainty">most likely</span>}
        </h2>
        <p>{ending.message}</p>
        {isRetried && (
          <p className="t-strip-waiting">Its retry is waited for: the terminal opens the moment it runs.</p>
        )}
        <p className="t-strip-facts">
          {lifeWords(ending)} {steps.includes('reconnect') && hadShell && reconnectWords(session, ending, keepsShells)}
        </p>
      </div>
      <div className="t-strip-buttons">
        {steps.map((step, index) => (
          <Fragment key={step}>
            <button
              type="button"
              className={index === 0 && step !== 'close' ? 't-button t-button-primary' : 't-button'}
              onClick={() => takeStep(step, session, actions)}
            >
              {stepLabels[step]}
            </button>
            {step === 'reconnect' && reconnectable > 1 && (
              <button type="button" className="t-button" onClick={actions.reconnectAll}>
                Reconnect all {reconnectable}
              </button>
            )}
          </Fragment>
        ))}
        {session.job !== null && couldHaveLasted.has(ending.reason) && (
          <button type="button" className="t-button" onClick={() => session.job && actions.keepJob(session.job.key)}>
            Keep the next one longer…
          </button>
        )}
        {ending.livedMs !== null && (
          <button type="button" className="t-button" onClick={() => actions.saveOutput(session.id, 'everything')}>
            Save output…
          </button>
        )}
        {!steps.includes('close') && (
          <button type="button" className="t-button" onClick={() => actions.close(session.id)}>
            {stepLabels.close}
          </button>
        )}
      </div>
    </section>
  );
}

function lifeWords({ reason, livedMs }: Ending): string | null {
  if (livedMs !== null) return `The shell was open for ${spokenDuration(livedMs)}.`;
  // that of a tab of an earlier run: nobody knows any more
  return reason === 'app-closed' ? null : 'The shell never opened.';
}

function reconnectWords({ kept }: SessionFacts, { reason }: Ending, keepsShells: boolean): string {
  if (kept.status === 'kept') return `The shell goes on in ${kept.by}: reconnecting finds it again.`;
  if (reason === 'app-closed' && keepsShells)
    return 'Reconnecting finds the shell again if it was kept, and opens a new one if not.';
  return 'Reconnecting opens a new shell: its directory, variables and programs start afresh.';
}

/** The job was retried from here, and the new one is still to run. */
function isRetryOf({ because, name, pipeline, state }: Armed, { job }: SessionFacts): boolean {
  if (job === null || because !== 'retried' || state.status === 'over') return false;
  return pipeline.accountId === job.accountId && pipeline.pipelineId === job.pipelineId && name === job.name;
}

function takeStep(step: NextStep, session: SessionFacts, actions: TabActions): void {
  switch (step) {
    case 'reconnect':
      actions.reconnect(session.id);
      break;
    case 'sign-in':
      if (session.job) void actions.signIn(session.job.accountId);
      break;
    case 'open-job-page':
      if (session.job) actions.openUrl(session.job.webUrl);
      break;
    case 'retry-job':
      if (session.job) void actions.retryWithTerminal(session.job.key);
      break;
    case 'close':
      actions.close(session.id);
      break;
    case 'check-network':
    case 'wait':
      break;
  }
}
