import { Timer } from 'lucide-react';
import type { Hold } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { countdown, spokenDuration } from './durations.ts';

export interface HoldBannerProps {
  readonly hold: Hold;
  readonly onLetFinish: () => void;
}

/** In its last minute. */
const URGENT_MS = 60_000;

/** The job is done and waits for this terminal: how long, and the one decision that matters. */
export function HoldBanner({ hold, onLetFinish }: HoldBannerProps) {
  const leftMs = hold.endsAt - useNow();
  const urgent = leftMs <= URGENT_MS;
  const why =
    `The runner keeps the finished job alive for ${spokenDuration(hold.limitMs)} because this terminal is open. ` +
    'Disconnecting ends the job at once.' +
    (hold.source === 'log-line' ? ' The countdown may be up to 3 seconds late.' : '');
  return (
    <div className="t-hold-banner" data-urgent={urgent || undefined} title={why}>
      <Timer aria-hidden />
      <span className="t-hold-banner-text">Job finished and is held</span>
      <span className="t-hold-banner-time" role="timer" aria-label="Time left in the hold">
        {countdown(leftMs)}
      </span>
      <button type="button" onClick={onLetFinish}>
        Let it finish
      </button>
    </div>
  );
}
