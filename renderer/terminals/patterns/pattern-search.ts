import type { ISearchDecorationOptions } from '@xterm/addon-search';
import type { IBuffer, IDecoration, IDisposable, Terminal } from '@xterm/xterm';
import { cellsBefore, linesOf } from '../search-everywhere/buffer-lines.ts';
import { compileQuery } from '../search-everywhere/search-lines.ts';
import type { SearchQuery, TerminalView } from '../terminal-contract.ts';
import type { PatternRunner } from './pattern-runner.ts';

export type SearchResult = Pick<TerminalView, 'hits' | 'patternProblem'>;
export type SearchDirection = 'next' | 'previous' | 'typed';

export interface PatternSearchDeps {
  readonly terminal: Terminal;
  readonly runner: PatternRunner;
  readonly decorations: () => ISearchDecorationOptions;
  readonly onResult: (result: SearchResult) => void;
  readonly after: (ms: number, task: () => void) => () => void;
}

export interface PatternSearch {
  readonly find: (query: SearchQuery, direction: SearchDirection) => void;
  readonly end: () => void;
  readonly dispose: () => void;
}

/** As many are marked, and counted. */
const mostHits = 2000;
/** Output and a new size are followed once they have come to rest. */
const restMs = 200;

/** A hit in cells. */
interface Spot {
  readonly row: number;
  readonly column: number;
  readonly size: number;
}

/**
 * Finds patterns in one terminal, as the search addon finds text: that runs them on the page, which a pattern can stop
 * for good. Here a worker runs them, over the text as it was when it was asked.
 */
export function createPatternSearch(deps: PatternSearchDeps): PatternSearch {
  const { terminal, runner, decorations, onResult, after } = deps;
  let query: SearchQuery | null = null;
  let turn = 0;
  let marks: readonly IDecoration[] = [];
  let active: IDecoration[] = [];
  let stopRest = (): void => undefined;

  const clearActive = (): void => {
    for (const mark of active.splice(0)) mark.dispose();
  };
  function clear(): void {
    clearActive();
    for (const mark of marks) mark.dispose();
    marks = [];
  }

  function later(): void {
    if (query === null) return;
    stopRest();
    stopRest = after(restMs, () => query !== null && void look(query, 'again'));
  }
  const subscriptions: readonly IDisposable[] = [terminal.onWriteParsed(later), terminal.onResize(later)];

  async function look(wanted: SearchQuery, direction: SearchDirection | 'again'): Promise<void> {
    turn += 1;
    const mine = turn;
    const pattern = compileQuery(wanted);
    if (pattern === null) return;
    const buffer = terminal.buffer.active;
    const lines = linesIn(buffer);
    // Old lines leave at the top while the worker looks.
    const mark = terminal.registerMarker(0);
    const markedRow = mark?.line ?? 0;
    const answer = await runner.find(
      pattern,
      lines.map(({ text }) => text),
      mostHits,
    );
    const moved = mark?.isDisposed ? null : (mark?.line ?? markedRow) - markedRow;
    mark?.dispose();
    if (mine !== turn || answer.status === 'stopped') return;
    if (answer.status !== 'found') {
      clear();
      query = null;
      onResult({ hits: null, patternProblem: answer.status });
      return;
    }
    if (moved === null || buffer.type !== terminal.buffer.active.type) return later();
    const spots = answer.hits.flatMap(({ text, start, length }) => {
      const row = (lines[text]?.row ?? 0) + moved;
      return row < 0 ? [] : [spotOf(buffer, row, start, length)];
    });
    show(spots, direction, answer.hits.length === mostHits);
  }

  function spotOf(buffer: IBuffer, row: number, start: number, length: number): Spot {
    const from = cellsBefore(buffer, row, start, terminal.cols);
    const to = cellsBefore(buffer, row, start + length, terminal.cols);
    return { row: row + Math.floor(from / terminal.cols), column: from % terminal.cols, size: to - from };
  }

  function show(spots: readonly Spot[], direction: SearchDirection | 'again', more: boolean): void {
    clear();
    const { matchBackground, matchOverviewRuler } = decorations();
    marks = spots.flatMap((spot) => paint(spot, matchBackground, matchOverviewRuler));
    const index = choose(spots, direction);
    const chosen = spots[index];
    if (chosen === undefined) terminal.clearSelection();
    else select(chosen, direction !== 'again');
    onResult({ hits: { index: more ? -1 : index, count: spots.length }, patternProblem: null });
  }

  /** From what is selected: the next, the one before, or what is there; round the ends. */
  function choose(spots: readonly Spot[], direction: SearchDirection | 'again'): number {
    const selected = terminal.getSelectionPosition();
    const last = spots.length - 1;
    if (selected === undefined) return direction === 'typed' || direction === 'next' ? Math.min(0, last) : last;
    const cell = ({ row, column }: Spot): number => row * terminal.cols + column;
    const start = selected.start.y * terminal.cols + selected.start.x;
    const end = selected.end.y * terminal.cols + selected.end.x;
    if (direction === 'previous') {
      const before = spots.findLastIndex((spot) => cell(spot) < start);
      return before < 0 ? last : before;
    }
    const next = spots.findIndex((spot) => cell(spot) >= (direction === 'next' ? end : start));
    return next < 0 ? Math.min(0, last) : next;
  }

  function select(spot: Spot, scroll: boolean): void {
    const { activeMatchBackground, activeMatchColorOverviewRuler } = decorations();
    active = paint(spot, activeMatchBackground, activeMatchColorOverviewRuler);
    terminal.select(spot.column, spot.row, spot.size);
    const { viewportY } = terminal.buffer.active;
    if (scroll && (spot.row < viewportY || spot.row >= viewportY + terminal.rows)) {
      terminal.scrollLines(spot.row - viewportY - Math.floor(terminal.rows / 2));
    }
  }

  /** One mark for each row that it reaches over. */
  function paint(spot: Spot, backgroundColor: string | undefined, color: string): IDecoration[] {
    const { baseY, cursorY } = terminal.buffer.active;
    const painted: IDecoration[] = [];
    let { row, column: x, size } = spot;
    for (; size > 0; row += 1) {
      const width = Math.min(terminal.cols - x, size);
      const marker = terminal.registerMarker(row - baseY - cursorY);
      const decoration =
        marker &&
        terminal.registerDecoration({
          marker,
          x,
          width,
          ...(backgroundColor === undefined ? {} : { backgroundColor }),
          overviewRulerOptions: { color, position: 'center' },
        });
      decoration?.onDispose(() => marker.dispose());
      if (decoration) painted.push(decoration);
      size -= width;
      x = 0;
    }
    return painted;
  }

  function end(): void {
    turn += 1;
    query = null;
    stopRest();
    runner.stop();
    clear();
  }

  return {
    find(next, direction) {
      query = next;
      stopRest();
      void look(next, direction);
    },
    end,
    dispose() {
      end();
      runner.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function linesIn(buffer: IBuffer): readonly { readonly row: number; readonly text: string }[] {
  const lines: { row: number; text: string }[] = [];
  const from = linesOf(buffer);
  for (let row = from.count() - 1; row >= 0; ) {
    const line = from.endingAt(row);
    lines.push({ row: line.from, text: line.text });
    row = line.from - 1;
  }
  return lines.reverse();
}
