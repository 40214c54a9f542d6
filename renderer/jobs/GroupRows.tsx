import { ChevronRight, RefreshCw } from 'lucide-react';
import type { AccountFeed, Failure, ListedAccount } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useNow } from '../clock.ts';
import { useStore } from '../store.ts';
import { AccountSquare } from '../ui/AccountSquare.tsx';
import { age, shortSpan } from '../ui/ages.ts';
import { Button } from '../ui/Button.tsx';
import { Cell } from '../ui/Cell.tsx';
import { failureTable } from '../ui/failures.ts';

export interface AccountRowProps {
  readonly account: ListedAccount;
  readonly feed: AccountFeed | null;
  readonly folded: boolean;
  readonly jobCount: number;
  readonly onFold: () => void;
}

/** The head of an account's jobs: whose, and how old the list is. */
export function AccountRow({ account, feed, folded, jobCount, onFold }: AccountRowProps) {
  return (
    <Cell className="group" onClick={onFold}>
      <ChevronRight className="group-arrow" data-folded={folded || undefined} aria-hidden />
      <AccountSquare colour={account.colour} />
      <span className="group-name">{account.label}</span>
      {account.label !== account.instance.name && <span className="group-instance">{account.instance.name}</span>}
      {folded && jobCount > 0 && <span className="group-count num">{jobCount}</span>}
      <FeedAge feed={feed} />
    </Cell>
  );
}

function FeedAge({ feed }: { readonly feed: AccountFeed | null }) {
  const now = useNow();
  const text = ((): string => {
    if (!feed || feed.fetchedAt === null) return feed?.failure ? 'never seen' : 'loading…';
    if (feed.failure)
      return `${feed.failure.kind === 'offline' ? 'offline' : 'stale'} · ${shortSpan(now - feed.fetchedAt)}`;
    return age(now - feed.fetchedAt);
  })();
  return (
    <span className="group-age num" data-stale={feed?.failure ? true : undefined}>
      {feed?.refreshing && <RefreshCw className="turning" aria-hidden />}
      {text}
    </span>
  );
}

/** Why an account's list is old, with the way out. */
export function FeedFailure({ account, failure }: { readonly account: ListedAccount; readonly failure: Failure }) {
  const { refreshJobs } = useActions();
  const openDialog = useStore((state) => state.openDialog);
  const edit = (): void => openDialog({ kind: 'edit-account', accountId: account.id });
  const unlock = failure.kind === 'vault-locked';
  const needsEdit = failureTable[failure.kind].actions.some(
    (action) => action !== 'retry' && action !== 'unlock-vault',
  );
  return (
    <Cell className="feed-failure">
      <p>
        <b>{failureTable[failure.kind].heading}.</b> {failure.message}
      </p>
      <div className="feed-failure-actions">
        {unlock && (
          <Button size="small" onClick={() => openDialog({ kind: 'unlock-vault' })}>
            Unlock
          </Button>
        )}
        {needsEdit && (
          <Button size="small" onClick={edit}>
            Edit account…
          </Button>
        )}
        {!unlock && (
          <Button size="small" onClick={() => refreshJobs(account.id)}>
            Retry
          </Button>
        )}
      </div>
    </Cell>
  );
}

export function PipelineRow({
  projectPath,
  pipeline,
  gitRef,
  stale,
}: {
  readonly projectPath: string;
  readonly pipeline: string;
  readonly gitRef: string;
  readonly stale: boolean;
}) {
  return (
    <Cell className="pipeline" data-stale={stale || undefined} title={`${projectPath} ${pipeline} · ${gitRef}`}>
      <b>{projectPath}</b>
      <span className="num">{pipeline}</span>
      <span className="pipeline-ref">{gitRef}</span>
    </Cell>
  );
}

export function LoadingRows() {
  return (
    <Cell className="skeletons">
      <span className="visually-hidden">Loading jobs</span>
      <i className="skeleton" style={{ width: '46%' }} />
      <i className="skeleton" style={{ width: '68%' }} />
      <i className="skeleton" style={{ width: '38%' }} />
    </Cell>
  );
}
