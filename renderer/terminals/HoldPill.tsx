import type { Hold } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { countdown } from './durations.ts';

/** In the last minute the hold is urgent. */
const urgentMs = 60_000;

export function useHoldLeft(hold: Hold): { readonly text: string; readonly urgent: boolean } {
  const leftMs = hold.endsAt - useNow();
  return { text: countdown(leftMs), urgent: leftMs <= urgentMs };
}

export function HoldPill({ hold }: { readonly hold: Hold }) {
  const { text, urgent } = useHoldLeft(hold);
  return (
    <span className="t-hold-pill" data-urgent={urgent || undefined} aria-hidden>
      {text}
    </span>
  );
}
