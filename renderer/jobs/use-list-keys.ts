import { type KeyboardEvent, useRef } from 'react';
import { isStop, type TreeRow } from './job-tree.ts';

export interface ListKeys {
  readonly rows: readonly TreeRow[];
  readonly focusedKey: string | null;
  readonly pageSize: number;
  readonly focus: (key: string) => void;
  readonly activate: (row: TreeRow) => void;
  /** Opens the row's terminal beside the one in front. */
  readonly activateBeside: (row: TreeRow) => void;
  readonly setFolded: (row: TreeRow, folded: boolean) => void;
  /** Delete or Backspace. */
  readonly remove: (row: TreeRow) => void;
  readonly focusFilter: () => void;
}

/** Type-ahead starts anew after this pause, as in every list. */
const typeAheadPauseMs = 900;

/** The keys of the job list: arrows, Home, End, page keys, Enter, Delete, fold and unfold, type-ahead, `/` for the filter. */
export function useListKeys(list: ListKeys): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', at: 0 });
  return (event) => {
    const stops = list.rows.filter(isStop);
    const here = stops.findIndex((row) => row.key === list.focusedKey);
    const row = stops[here];
    const goTo = (index: number): void => {
      const target = stops[Math.max(0, Math.min(stops.length - 1, index))];
      if (target) list.focus(target.key);
    };
    const isFind = event.key === '/' || (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey));
    if (isFind && !event.altKey) {
      event.preventDefault();
      list.focusFilter();
      return;
    }
    if (event.key === 'Enter' && event.altKey && !event.ctrlKey && !event.metaKey && row) {
      event.preventDefault();
      list.activateBeside(row);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A key for a button inside a row is that button's own.
    const onButton = event.target instanceof HTMLButtonElement;
    switch (event.key) {
      case 'ArrowDown':
        goTo(here + 1);
        break;
      case 'ArrowUp':
        goTo(here < 0 ? 0 : here - 1);
        break;
      case 'PageDown':
        goTo(here + list.pageSize);
        break;
      case 'PageUp':
        goTo(here - list.pageSize);
        break;
      case 'Home':
        goTo(0);
        break;
      case 'End':
        goTo(stops.length - 1);
        break;
      case 'ArrowLeft':
        if (row?.kind === 'account') list.setFolded(row, true);
        else goTo(stops.slice(0, Math.max(0, here)).findLastIndex((stop) => stop.kind === 'account'));
        break;
      case 'ArrowRight':
        if (row?.kind === 'account') list.setFolded(row, false);
        break;
      case 'Enter':
        if (onButton || !row) return;
        list.activate(row);
        break;
      case ' ':
        if (onButton || !row) return;
        list.activate(row);
        break;
      case 'Delete':
      case 'Backspace':
        if (row?.kind !== 'armed') return;
        list.remove(row);
        break;
      default: {
        if (event.key.length !== 1) return;
        const target = typeAhead(event.key, event.timeStamp, stops, here);
        if (target) list.focus(target);
      }
    }
    event.preventDefault();
  };

  function typeAhead(key: string, at: number, stops: readonly TreeRow[], here: number): string | null {
    const text = at - typed.current.at > typeAheadPauseMs ? key : typed.current.text + key;
    typed.current = { text, at };
    const from = text.length === 1 ? here + 1 : Math.max(0, here);
    const inOrder = [...stops.slice(from), ...stops.slice(0, from)];
    return inOrder.find((row) => rowName(row).toLowerCase().startsWith(text.toLowerCase()))?.key ?? null;
  }
}

function rowName(row: TreeRow): string {
  if (row.kind === 'job') return row.job.name;
  if (row.kind === 'armed') return row.armed.name;
  return row.kind === 'account' ? row.account.label : '';
}
