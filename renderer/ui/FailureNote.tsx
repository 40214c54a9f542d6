import { TriangleAlert } from 'lucide-react';
import type { Failure } from '../../electron/contract.ts';
import { spokenDuration } from '../terminals/durations.ts';
import { Button } from './Button.tsx';
import { CertificateCard } from './CertificateCard.tsx';
import { actionLabels, type FailureAction, failureTable } from './failures.ts';

export type FailureHandlers = Readonly<Partial<Record<FailureAction, () => void>>>;

export interface FailureNoteProps {
  readonly failure: Failure;
  /** Buttons appear for what the table suggests and this place can do. */
  readonly can?: FailureHandlers;
}

/** A failure where it happened: what, why, what now. */
export function FailureNote({ failure, can = {} }: FailureNoteProps) {
  const { heading, actions } = failureTable[failure.kind];
  const doable = actions.flatMap((action) => {
    const run = can[action];
    return run ? [{ action, run }] : [];
  });
  return (
    <div className="failure" role="alert">
      <TriangleAlert aria-hidden />
      <div className="failure-text">
        <h3>{heading}</h3>
        <p>{failure.message}</p>
        {failure.next !== null && <p>{failure.next}</p>}
        {failure.retryAfterMs !== undefined && <p>It will answer again in {spokenDuration(failure.retryAfterMs)}.</p>}
        {failure.suggestedUrl !== undefined && <p className="mono">{failure.suggestedUrl}</p>}
        {failure.certificate !== undefined && <CertificateCard certificate={failure.certificate} />}
        {doable.length > 0 && (
          <div className="failure-actions">
            {doable.map(({ action, run }, index) => (
              <Button key={action} size="small" look={index === 0 ? 'primary' : 'plain'} onClick={run}>
                {actionLabels[action]}
              </Button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
