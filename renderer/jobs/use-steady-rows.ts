import { type DOMAttributes, useEffect, useMemo, useRef, useState } from 'react';
import type { TreeRow } from './job-tree.ts';

export type PointerHandlers = Required<
  Pick<DOMAttributes<HTMLElement>, 'onPointerDown' | 'onPointerMove' | 'onPointerLeave'>
>;

/** What keeps the rows where they are: a pointer on its way to a button, or one that is down. */
type Hold = 'aimed' | 'pressed';

/** A pointer that only lies on a button does not keep the list from going on for ever. */
const aimedMs = 5000;

/**
 * The list is live: between the look at a button and the press on it, and between press and release, another row may take
 * its place, and the browser then clicks neither. So rows stay where they are as long as the pointer is on a button or down,
 * also those that are gone; while it is down nothing of them changes at all. What the user asks for anew (`asked`) goes first.
 */
export function useSteadyRows(
  live: readonly TreeRow[],
  asked: string,
): { readonly rows: readonly TreeRow[]; readonly pointer: PointerHandlers } {
  const [hold, setHold] = useState<Hold | null>(null);
  const kept = useRef({ rows: live, asked });
  const timer = useRef(0);

  const rows = useMemo(() => {
    if (hold === null || kept.current.asked !== asked) return live;
    return hold === 'pressed' ? kept.current.rows : inPlace(kept.current.rows, live);
  }, [hold, live, asked]);
  useEffect(() => {
    kept.current = { rows, asked };
  }, [rows, asked]);

  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    if (hold !== 'pressed') return;
    // The click comes right after the release, and must find the rows as they were.
    const release = (): void => {
      timer.current = window.setTimeout(() => setHold(null));
    };
    window.addEventListener('pointerup', release);
    window.addEventListener('pointercancel', release);
    return () => {
      window.removeEventListener('pointerup', release);
      window.removeEventListener('pointercancel', release);
    };
  }, [hold]);

  const change = (next: Hold | null): void => {
    window.clearTimeout(timer.current);
    if (next === 'aimed') timer.current = window.setTimeout(() => setHold(null), aimedMs);
    setHold(next);
  };
  const pointer: PointerHandlers = {
    onPointerDown: () => change('pressed'),
    onPointerMove({ target, buttons }) {
      // While it is down it keeps what it has; none down means released, also where nobody could hear it.
      if (buttons === 0) change(target instanceof Element && target.closest('button') !== null ? 'aimed' : null);
    },
    onPointerLeave({ buttons }) {
      if (buttons === 0) change(null);
    },
  };
  return { rows, pointer };
}

/** The kept rows in their order, each as it is now; one that is gone as it was last. What is new waits. */
function inPlace(kept: readonly TreeRow[], live: readonly TreeRow[]): readonly TreeRow[] {
  const now = new Map(live.map((row) => [row.key, row]));
  return kept.map((row) => now.get(row.key) ?? row);
}
