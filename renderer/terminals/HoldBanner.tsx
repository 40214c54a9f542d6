import { Timer } from 'lucide-react';
import type { Hold } from '../../electron/contract.ts';
import { spokenDuration } from './durations.ts';
import { useHoldLeft } from './HoldPill.tsx';

export interface HoldBannerProps {
  readonly hold: Hold;
  readonly onLetFinish: () => void;
}

/** The job is done and waits for this terminal: how long, and the one decision that matters. */
export function HoldBanner({ hold, onLetFinish }: HoldBannerProps) {
  const { text, urgent } = useHoldLeft(hold);
  const why =
    `The runner keeps the finished job alive for ${spokenDuration(hold.limitMs)} because this terminal is open. ` +
    'Disconnecting ends the job at once.' +
    (hold.source === 'log-line' ? ' The countdown may be up to 3 seconds late.' : '');
  return (
    <div className="t-hold-banner" data-urgent={urgent || undefined} title={why}>
      <Timer aria-hidden />
      <span className="t-hold-banner-text">Job finished and is held</span>
      <span className="t-hold-banner-time" role="timer" aria-label="Time left in the hold">
        {text}
      </span>
      <button type="button" onClick={onLetFinish}>
        Let it finish
      </button>
    </div>
  );
}
