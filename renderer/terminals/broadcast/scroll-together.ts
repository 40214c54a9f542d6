import type { SessionId } from '../../../electron/contract.ts';

/** Terminals that scroll together: as many lines from the newest in each. */
export type Scrolling = ReadonlySet<SessionId>;

/** Off for all of a tab: on for all of it. Else this one is taken in or left out; one alone scrolls with nobody. */
export function toggleScrolling(scrolling: Scrolling, id: SessionId, tab: readonly SessionId[]): Scrolling {
  const inTab = tab.filter((one) => scrolling.has(one));
  if (inTab.length === 0) return new Set([...scrolling, ...tab]);
  const next = inTab.includes(id) ? inTab.filter((one) => one !== id) : [...inTab, id];
  const others = [...scrolling].filter((one) => !tab.includes(one));
  return new Set([...others, ...(next.length > 1 ? next : [])]);
}

/** Off for all of a tab where any of it is on; else on for all of it. */
export function switchScrolling(scrolling: Scrolling, tab: readonly SessionId[]): Scrolling {
  const others = [...scrolling].filter((one) => !tab.includes(one));
  return new Set(others.length < scrolling.size ? others : [...others, ...tab]);
}
