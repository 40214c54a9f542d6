import { TriangleAlert, X } from 'lucide-react';
import { type Complaint, useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { failureTable } from '../ui/failures.ts';

/** What the user asked for and did not get. */
export function ComplaintCard({ complaint }: { readonly complaint: Complaint }) {
  const dismiss = useStore((state) => state.dismissComplaint);
  const openDialog = useStore((state) => state.openDialog);
  const { failure } = complaint;
  const can = failureTable[failure.kind].actions;
  const after = (run: () => void) => () => {
    run();
    dismiss(complaint.id);
  };
  return (
    <div className="toast">
      <article className="notice" data-urgency="now" data-place="toast" data-tone="bad">
        <TriangleAlert aria-hidden />
        <div className="notice-text">
          <h3>{complaint.title}</h3>
          <p>
            {failure.message} {failure.next}
          </p>
          {can.includes('unlock-vault') && (
            <div className="notice-actions">
              <Button size="small" look="primary" onClick={after(() => openDialog({ kind: 'unlock-vault' }))}>
                Unlock
              </Button>
            </div>
          )}
          {can.includes('add-account') && (
            <div className="notice-actions">
              <Button
                size="small"
                look="primary"
                onClick={after(() =>
                  openDialog(
                    failure.suggestedUrl === undefined
                      ? { kind: 'add-account' }
                      : { kind: 'add-account', address: failure.suggestedUrl },
                  ),
                )}
              >
                Add an account…
              </Button>
            </div>
          )}
        </div>
        <button
          type="button"
          className="icon-button notice-close"
          aria-label={`Dismiss: ${complaint.title}`}
          onClick={() => dismiss(complaint.id)}
        >
          <X aria-hidden />
        </button>
      </article>
    </div>
  );
}
