import { Plus, RefreshCw, Search, X } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { JobList } from './JobList.tsx';
import { buildTree } from './job-tree.ts';
import { useSteadyRows } from './use-steady-rows.ts';

const scopes = [
  { value: 'mine', label: 'Mine' },
  { value: 'all', label: 'All' },
] as const;

/** The job list with its head: scope, filter, and the way to more accounts. */
export function JobsPane() {
  const accounts = useStore((state) => state.accounts);
  const feeds = useStore((state) => state.feeds);
  const sessions = useStore((state) => state.sessions);
  const armed = useStore((state) => state.armed);
  const scope = useStore((state) => state.settings.jobScope);
  const filter = useStore((state) => state.filter);
  const setFilter = useStore((state) => state.setFilter);
  const folded = useStore((state) => state.folded);
  const openDialog = useStore((state) => state.openDialog);
  const { updateSettings, refreshJobs } = useActions();
  const input = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLElement>(null);

  const live = useMemo(
    () => buildTree({ accounts, feeds, sessions, armed, scope, filter, folded }),
    [accounts, feeds, sessions, armed, scope, filter, folded],
  );
  const { rows, pointer } = useSteadyRows(live, [scope, filter, ...folded].join('\n'));
  const running = useMemo(
    () =>
      feeds.flatMap((feed) => feed.jobs).filter((job) => job.status === 'running' && (scope === 'all' || job.mine))
        .length,
    [feeds, scope],
  );
  const refreshing = feeds.some((feed) => feed.refreshing);
  const allQuiet =
    accounts.length > 0 &&
    armed.length === 0 &&
    filter === '' &&
    feeds.length >= accounts.length &&
    feeds.every((feed) => feed.jobs.length === 0 && feed.fetchedAt !== null && feed.failure === null);

  /** To the row that had the keyboard last, else to the first job: Enter there opens, on an account it folds. */
  const focusList = (): void => {
    const row = (which: string) => pane.current?.querySelector<HTMLElement>(`[role=row]${which}`);
    const target = row('[tabindex="0"][aria-level="3"]') ?? row('[tabindex][aria-level="3"]') ?? row('[tabindex="0"]');
    target?.focus();
  };
  const onFilterKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      if (filter === '') focusList();
      else setFilter('');
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      focusList();
    }
  };

  return (
    <section ref={pane} className="jobs" aria-label="Jobs" data-quiet={allQuiet || undefined}>
      <header className="jobs-head">
        <h2>Jobs</h2>
        <span className="jobs-count num">{running} running</span>
        <Segmented
          label="Whose jobs"
          value={scope}
          options={scopes}
          onValue={(jobScope) => updateSettings({ jobScope })}
        />
        <IconButton
          icon={RefreshCw}
          label="Refresh"
          className={refreshing ? 'turning' : ''}
          onClick={() => refreshJobs(null)}
        />
        <IconButton icon={Plus} label="Add account" onClick={() => openDialog({ kind: 'add-account' })} />
      </header>
      <div className="jobs-filter">
        <Search aria-hidden />
        <input
          ref={input}
          type="search"
          aria-label="Filter jobs"
          placeholder="Filter"
          value={filter}
          spellCheck={false}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={onFilterKey}
        />
        {filter === '' ? (
          <Kbd keys="/" />
        ) : (
          <button type="button" className="icon-button" aria-label="Clear the filter" onClick={() => setFilter('')}>
            <X aria-hidden />
          </button>
        )}
      </div>
      {accounts.length === 0 ? (
        <EmptyPane heading="No accounts yet" text="Add one to see its running jobs here.">
          <Button onClick={() => openDialog({ kind: 'add-account' })}>Add one…</Button>
        </EmptyPane>
      ) : rows.length === 0 ? (
        <EmptyPane heading="Nothing matches" text="The filter looks at name, stage, project, ref, runner and tags.">
          <Button onClick={() => setFilter('')}>Clear the filter</Button>
        </EmptyPane>
      ) : (
        <JobList rows={rows} pointer={pointer} onFind={() => input.current?.focus()} />
      )}
      {allQuiet && (
        <EmptyPane
          heading="All quiet"
          text={
            scope === 'mine'
              ? 'Jobs that you start appear here as soon as a runner takes them.'
              : 'Running jobs of your projects appear here as soon as a runner takes them.'
          }
        >
          <Button onClick={() => refreshJobs(null)}>Refresh</Button>
        </EmptyPane>
      )}
    </section>
  );
}

interface EmptyPaneProps {
  readonly heading: string;
  readonly text: string;
  readonly children: React.ReactNode;
}

function EmptyPane({ heading, text, children }: EmptyPaneProps) {
  return (
    <div className="jobs-empty">
      <h3>{heading}</h3>
      <p>{text}</p>
      {children}
    </div>
  );
}
