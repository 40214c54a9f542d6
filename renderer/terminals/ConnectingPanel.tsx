import type { SessionState } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { elapsed } from './durations.ts';

export interface ConnectingPanelProps {
  readonly title: string;
  readonly state: Extract<SessionState, { readonly status: 'connecting' }>;
  /** A shell was here before: what it printed stays readable above, and the panel is a strip below. */
  readonly again: boolean;
  /** It goes on meanwhile, in tmux, screen or dtach. */
  readonly kept: boolean;
  readonly onTryNow: () => void;
  readonly onCancel: () => void;
}

const steps = ['checking', 'dialing', 'open'] as const;
const stepWords = { checking: 'Ask GitLab', dialing: 'Reach the runner', open: 'Shell' } as const;

export function ConnectingPanel({ title, state, again, kept, onTryNow, onCancel }: ConnectingPanelProps) {
  const now = useNow();
  const waited = elapsed(now - state.since);
  const attempt = state.attempt > 1 ? `Attempt ${state.attempt}. ` : '';
  const next =
    state.nextTryAt === null ? '' : ` Next attempt in ${Math.max(0, Math.ceil((state.nextTryAt - now) / 1000))} s.`;
  // While it pauses between two attempts, the step that failed is the one that will be tried again.
  const here = state.phase === 'checking' ? 0 : 1;
  return (
    <div className={again ? 't-strip' : 't-connecting'} data-tone="plain">
      <div className="t-connecting-card" role="status">
        <span className="t-spinner" data-paused={state.phase === 'retrying' || undefined} aria-hidden />
        <div className="t-strip-words">
          <h2>
            {again ? (kept ? 'Going back to the same shell' : 'Opening a new shell') : `Connecting to ${title}`}
            <span className="t-connecting-time" role="timer" aria-live="off">
              {waited}
            </span>
          </h2>
          <p>
            {attempt}
            {state.message}
            {next}
          </p>
          {!again && (
            <ol className="t-connecting-steps" aria-hidden>
              {steps.map((step, index) => (
                <li key={step} data-state={index < here ? 'done' : index === here ? 'now' : 'later'}>
                  {stepWords[step]}
                </li>
              ))}
            </ol>
          )}
        </div>
        {state.canTryNow && (
          <button type="button" className="t-button" onClick={onTryNow}>
            Try now
          </button>
        )}
        <button type="button" className="t-button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </div>
  );
}
