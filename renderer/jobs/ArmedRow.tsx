import type { Armed } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { Cell } from '../ui/Cell.tsx';
import { StateRing } from '../ui/StateRing.tsx';
import { armDetail, armStep, armStepWords, armWhole, armWord } from '../waiting/arm-words.ts';

/** A job that is waited for: what for, and the way to call it off. */
export function ArmedRow({ armed, onStep }: { readonly armed: Armed; readonly onStep: () => void }) {
  const now = useNow();
  const over = armed.state.status === 'over';
  const step = armStep(armed);
  const { short, label } = armStepWords[step];
  return (
    <div className="job" data-state={over ? 'over' : 'armed'} title={armWhole(armed)}>
      <Cell className="job-main">
        <StateRing shape={over ? 'stopped' : 'waiting'} />
        <div className="job-text">
          <span className="job-name">
            <span className="job-name-text">{armed.name}</span>
          </span>
          <span className="job-detail" data-tone={armed.needsSignIn && !over ? 'held' : undefined}>
            {armDetail(armed)}
          </span>
        </div>
      </Cell>
      <Cell className="job-end">
        <span className="job-time num">{armWord(armed, now)}</span>
        <button
          type="button"
          className="job-open"
          data-look={step === 'disarm' || step === 'dismiss' ? 'quiet' : undefined}
          aria-label={`${label}: ${armed.name}`}
          tabIndex={-1}
          onClick={onStep}
        >
          {short}
        </button>
      </Cell>
    </div>
  );
}
