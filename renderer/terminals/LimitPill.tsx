import type { SessionLimit } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { nearLimit } from './limits.ts';

/** On a tab: how long its terminal lasts, once that matters. */
export function LimitPill({ limits }: { readonly limits: readonly SessionLimit[] }) {
  const near = nearLimit(limits, useNow());
  if (near === null) return null;
  return (
    <span className="t-limit-pill" data-level={near.level} aria-hidden>
      {near.text}
    </span>
  );
}

/** The same for ears: behind the state of the tab. */
export function LimitWords({ limits }: { readonly limits: readonly SessionLimit[] }) {
  const near = nearLimit(limits, useNow());
  return near === null ? null : `, ${near.words}`;
}
