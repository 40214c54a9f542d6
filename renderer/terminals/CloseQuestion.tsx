import type { SessionFacts } from '../../electron/contract.ts';
import { Question } from './Questions.tsx';
import type { Closing } from './use-closing.ts';

export function CloseQuestion({ closing, onClosed }: { readonly closing: Closing; readonly onClosed: () => void }) {
  const { sessions, running, progress } = closing;
  const held = sessions.filter((session) => session.state.status === 'held');
  const [first] = sessions;
  const one = sessions.length === 1 && first ? first : null;
  const isStopping = progress === 'stopping';
  const offersStop = running.length > 0 && progress === 'asking';
  return (
    <Question
      heading={one ? `Close ${one.title}?` : `Close ${sessions.length} terminals?`}
      onCancel={closing.cancel}
      onClosed={onClosed}
      buttons={
        <>
          <button type="button" className="t-button" data-first="" onClick={closing.cancel}>
            {isStopping ? 'Cancel' : 'Keep open'}
          </button>
          <button
            type="button"
            className={offersStop || isStopping ? 't-button' : 't-button t-button-primary'}
            onClick={closing.confirm}
          >
            {closeLabel(running.length, held.length)}
          </button>
          {(offersStop || isStopping) && (
            <button
              type="button"
              className="t-button t-button-primary"
              disabled={isStopping}
              onClick={closing.stopFirst}
            >
              {isStopping ? 'Stopping…' : 'Stop and close'}
            </button>
          )}
        </>
      }
    >
      {held.length > 0 && <p>{describeHeld(held)}</p>}
      {running.length > 0 && <p>{describeRunning(running)}</p>}
      {held.length + running.length === 0 && <p>What you pasted has not all been sent yet. Closing drops the rest.</p>}
      <p role="status" className="t-question-progress">
        {isStopping && `${stepOf(running)} …`}
        {progress === 'stuck' &&
          'It still runs after Ctrl-C. Keep the tab to end it by hand, or close and let it run on.'}
      </p>
    </Question>
  );
}

function closeLabel(running: number, held: number): string {
  if (running > 0) return 'Close and let it run';
  return held > 0 ? 'Close and let it finish' : 'Close';
}

function stepOf(running: readonly SessionFacts[]): string {
  const isLeaving = running.every(({ shell }) => shell?.leaving === 'leaving');
  return isLeaving ? 'Ctrl-D sent, waiting for the shell to leave' : 'Ctrl-C sent, waiting for the prompt';
}

function describeRunning(running: readonly SessionFacts[]): string {
  const [first] = running;
  if (running.length === 1 && first) {
    const sure = first.executor === 'shell' ? 'goes' : 'may go';
    return `Something still runs in the shell of ${first.title}. It ${sure} on without the tab, also after the job, until the runner stops. It can be stopped first: Ctrl-C, then Ctrl-D.`;
  }
  return `Something still runs in ${running.length} of these shells. It may go on without the tabs, also after the jobs, until the runner stops. It can be stopped first: Ctrl-C, then Ctrl-D.`;
}

function describeHeld(held: readonly SessionFacts[]): string {
  const [first] = held;
  if (held.length === 1 && first) {
    return `The job ${first.title} is held only by this terminal. Closing lets it finish at once, and its shell and environment are gone.`;
  }
  return `${held.length} jobs are held only by these terminals. Closing lets them finish at once, and their shells and environments are gone.`;
}
