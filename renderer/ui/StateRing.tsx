import { RING_AROUND, RING_RADIUS } from './ring.ts';

export type RingShape = 'running' | 'held' | 'waiting' | 'failed' | 'done' | 'stopped';

export interface StateRingProps {
  readonly shape: RingShape;
  /** How full a running ring is, 0 to 1. */
  readonly filled?: number;
}

/** A job's state by its shape. Decoration: the words beside it say the same. */
export function StateRing({ shape, filled = 0 }: StateRingProps) {
  return (
    <svg className="state-ring" data-shape={shape} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {drawing(shape, filled)}
    </svg>
  );
}

function drawing(shape: RingShape, filled: number) {
  switch (shape) {
    case 'running':
      return (
        <>
          <circle className="ring-track" cx="8" cy="8" r={RING_RADIUS} />
          <circle
            className="ring-filled"
            cx="8"
            cy="8"
            r={RING_RADIUS}
            strokeDasharray={`${Math.max(0.06, Math.min(1, filled)) * RING_AROUND} ${RING_AROUND}`}
            transform="rotate(-90 8 8)"
          />
        </>
      );
    case 'held':
      return (
        <>
          <circle cx="8" cy="8" r="6" />
          <path d="M6.5 5.9v4.2M9.5 5.9v4.2" />
        </>
      );
    case 'waiting':
      return <circle cx="8" cy="8" r={RING_RADIUS} strokeDasharray="0.1 3.36" strokeLinecap="round" />;
    case 'failed':
      return <path d="m4.5 4.500 7 7m0-7-7 7" />;
    case 'done':
      return <path d="m3.500 8.500 3 3 6-6.500" />;
    case 'stopped':
      return (
        <>
          <circle cx="8" cy="8" r={RING_RADIUS} />
          <path d="m4.500 11.500 7-7" />
        </>
      );
  }
}
