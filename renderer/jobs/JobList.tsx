import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Armed } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useDeck, useStore } from '../store.ts';
import { afterPaint } from '../ui/after-paint.ts';
import { Cell } from '../ui/Cell.tsx';
import { refLabel } from '../ui/git-ref.ts';
import { RowMenu } from '../ui/Menu.tsx';
import { armStep } from '../waiting/arm-words.ts';
import { ArmedRow } from './ArmedRow.tsx';
import { AccountRow, FeedFailure, LoadingRows, PipelineRow } from './GroupRows.tsx';
import { JobRow } from './JobRow.tsx';
import { isStop, type TreeRow } from './job-tree.ts';
import { canOpen } from './job-words.ts';
import { scrollElsewhere, toldHeight, toldRect } from './list-measures.ts';
import { useListKeys } from './use-list-keys.ts';
import { useRowMenu } from './use-row-menu.ts';
import type { PointerHandlers } from './use-steady-rows.ts';

/** As jobs.css has them; estimates for those that vary. */
const heights: Readonly<Record<TreeRow['kind'], number>> = {
  account: 34,
  pipeline: 26,
  job: 46,
  armed: 46,
  failure: 84,
  loading: 84,
  none: 30,
};

/** Height of what is above and below the list, at least. */
const aroundTheList = 140;
/** Rows kept ready beyond both edges. */
const rowsBeyond = 8;

export interface JobListProps {
  readonly rows: readonly TreeRow[];
  /** What the pointer does in the list. */
  readonly pointer: PointerHandlers;
  readonly onFind: () => void;
}

/** The rows as a tree grid. Only those in sight are in the page, and the focused one always is. */
export function JobList({ rows, pointer, onFind }: JobListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const selectedKey = useStore((state) => state.selectedJobKey);
  const selectJob = useStore((state) => state.selectJob);
  const toggleFolded = useStore((state) => state.toggleFolded);
  const elsewhere = useStore((state) => state.elsewhere);
  const hasTerminal = useStore((state) => state.activeSessionId !== null);
  const { store } = useDeck();
  const { openTerminal, showSession, openBeside, stepArmed, disarm } = useActions();
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const wantsFocus = useRef(false);

  const stops = useMemo(() => rows.filter(isStop), [rows]);
  const currentKey = stops.some((row) => row.key === focusedKey) ? focusedKey : (stops[0]?.key ?? null);
  const currentIndex = rows.findIndex((row) => row.key === currentKey);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[rows[index]?.kind ?? 'job'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: useOverscan(),
    // About right before anything is measured, so that the first drawing has rows.
    initialRect: { width: 0, height: window.innerHeight - aroundTheList },
    observeElementRect: toldRect,
    measureElement: toldHeight,
    scrollToFn: scrollElsewhere,
    paddingEnd: 12,
    rangeExtractor(range) {
      const indexes = defaultRangeExtractor(range);
      return currentIndex < 0 || indexes.includes(currentIndex)
        ? indexes
        : [...indexes, currentIndex].sort((a, b) => a - b);
    },
  });

  const focus = (key: string): void => {
    wantsFocus.current = true;
    setFocusedKey(key);
    const index = rows.findIndex((row) => row.key === key);
    const row = rows[index];
    if (row?.kind === 'job') selectJob(row.key);
    if (index >= 0) virtualizer.scrollToIndex(index);
  };

  useEffect(() => {
    if (!wantsFocus.current || currentKey === null) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(currentKey)}"]`)?.focus();
  }, [currentKey]);

  const activate = (row: TreeRow): void => {
    if (row.kind === 'account') toggleFolded(row.key);
    // what is only called off stays until Delete: Enter is for what goes on
    if (row.kind === 'armed' && armStep(row.armed) !== 'disarm') stepArmed(row.armed);
    if (row.kind !== 'job') return;
    selectJob(row.key);
    if (row.session && row.session.state.status !== 'ended') showSession(row.session.id);
    else if (canOpen(row.job)) openTerminal(row.key);
  };

  const activateBeside = (row: TreeRow): void => {
    const { activeSessionId, elsewhere: others } = store.getState();
    const beside = activeSessionId !== null && !others.has(activeSessionId) ? activeSessionId : null;
    if (row.kind !== 'job' || beside === null || row.session?.id === beside) {
      activate(row);
      return;
    }
    selectJob(row.key);
    if (row.session && row.session.state.status !== 'ended') {
      openBeside({ what: 'session', sessionId: row.session.id }, { beside, side: 'right' });
    } else if (canOpen(row.job)) openBeside({ what: 'job', jobKey: row.key }, { beside, side: 'right' });
  };

  const onKeyDown = useListKeys({
    rows,
    focusedKey: currentKey,
    pageSize: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / heights.job) - 1),
    focus,
    activate,
    activateBeside,
    setFolded: (row, folded) => {
      if (row.kind === 'account' && row.folded !== folded) toggleFolded(row.key);
    },
    remove: (row) => {
      if (row.kind === 'armed') disarm(row.armed.id);
    },
    focusFilter: onFind,
  });

  const pick = (row: TreeRow, beside: boolean): void => {
    if (!isStop(row)) return;
    setFocusedKey(row.key);
    if (row.kind !== 'job') return;
    selectJob(row.key);
    // A job with a shell here leads to its tab; a double click opens one for the others.
    if (!beside && row.session && !elsewhere.has(row.session.id)) showSession(row.session.id);
  };

  const menu = useRowMenu(rows, {
    open: activate,
    openBeside: hasTerminal ? activateBeside : null,
    fold: toggleFolded,
  });

  return (
    <div ref={scroller} className="job-list scroll">
      <RowMenu groups={menu.groups}>
        <div
          className="job-list-all"
          role="treegrid"
          aria-label="Jobs by account and pipeline"
          aria-rowcount={rows.length}
          tabIndex={-1}
          style={{ height: virtualizer.getTotalSize() }}
          {...pointer}
          onKeyDown={onKeyDown}
          onContextMenu={menu.onContextMenu}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const isCurrent = row.key === currentKey;
            const selected = row.kind === 'job' && row.key === selectedKey;
            return (
              // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a table
              // biome-ignore lint/a11y/useKeyWithClickEvents: the tree grid has the keys
              <div
                key={item.key}
                ref={isVariable(row) ? virtualizer.measureElement : undefined}
                className="tree-row"
                role="row"
                data-index={item.index}
                data-key={row.key}
                aria-rowindex={item.index + 1}
                aria-level={row.kind === 'account' ? 1 : row.kind === 'job' || row.kind === 'armed' ? 3 : 2}
                aria-selected={row.kind === 'job' ? selected : undefined}
                aria-expanded={row.kind === 'account' ? !row.folded : undefined}
                tabIndex={isStop(row) ? (isCurrent ? 0 : -1) : undefined}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={(event) => pick(row, event.altKey)}
                onDoubleClick={(event) => row.kind === 'job' && (event.altKey ? activateBeside : activate)(row)}
                onFocus={() => isStop(row) && setFocusedKey(row.key)}
              >
                <RowContent
                  row={row}
                  selected={selected}
                  onOpen={(beside) => (beside ? activateBeside : activate)(row)}
                  onStep={stepArmed}
                  onFold={() => toggleFolded(row.key)}
                />
              </div>
            );
          })}
        </div>
      </RowMenu>
    </div>
  );
}

/** The first picture has what is in sight; what is not in sight is drawn after it. */
function useOverscan(): number {
  const [rows, setRows] = useState(1);
  useEffect(() => afterPaint(() => setRows(rowsBeyond)), []);
  return rows;
}

/** Its height depends on what it says; the others have theirs from jobs.css, and measuring them all takes longer than drawing them. */
function isVariable({ kind }: TreeRow): boolean {
  return kind === 'failure' || kind === 'loading' || kind === 'none';
}

interface RowContentProps {
  readonly row: TreeRow;
  readonly selected: boolean;
  /** Beside the terminal in front, or as a tab alone. */
  readonly onOpen: (beside: boolean) => void;
  readonly onStep: (armed: Armed) => void;
  readonly onFold: () => void;
}

function RowContent({ row, selected, onOpen, onStep, onFold }: RowContentProps) {
  switch (row.kind) {
    case 'account':
      return (
        <AccountRow account={row.account} feed={row.feed} folded={row.folded} jobCount={row.jobCount} onFold={onFold} />
      );
    case 'failure':
      return <FeedFailure account={row.account} failure={row.failure} />;
    case 'loading':
      return <LoadingRows />;
    case 'none':
      return <Cell className="no-jobs">No running jobs</Cell>;
    case 'pipeline':
      return (
        <PipelineRow
          projectPath={row.projectPath}
          pipeline={row.pipeline}
          gitRef={refLabel(row.ref)}
          stale={row.stale}
        />
      );
    case 'armed':
      return <ArmedRow armed={row.armed} onStep={() => onStep(row.armed)} />;
    case 'job':
      return <JobRow job={row.job} session={row.session} stale={row.stale} selected={selected} onOpen={onOpen} />;
  }
}
