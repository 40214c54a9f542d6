import { Hourglass } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { SessionLimit } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { limitTime, type NearLimit, nearestLimit, nearLimit, sureness } from './limits.ts';

export interface LimitButtonProps {
  readonly limits: readonly SessionLimit[];
  /** The banner beside it counts this one down already. */
  readonly held: boolean;
  /** Where the keyboard goes when the list is closed. */
  readonly onClosed: (event: Event) => void;
}

const OPEN_AFTER_MS = 350;
/** Time to move from the button into what it opened. */
const CLOSE_AFTER_MS = 250;

/** How long this terminal lasts, and behind it all that can end it: by a click, by the keyboard, or by resting on it. */
export function LimitButton({ limits, held, onClosed }: LimitButtonProps) {
  const now = useNow();
  const near = nearLimit(limits, now);
  const shown = near === null || (held && near.limit.kind === 'hold') ? null : near;
  const list = useRestingOpen();
  if (limits.length === 0) return null;
  return (
    <Popover.Root open={list.open !== 'no'} onOpenChange={(open) => list.set(open ? 'asked' : 'no')}>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="t-chip t-chip-number t-chip-button t-limit-button"
          data-level={shown?.level ?? 'far'}
          aria-label={nameOf(near, shown)}
          onPointerEnter={list.rest}
          onPointerLeave={list.leave}
          onClick={(event) => {
            if (list.open !== 'rested') return;
            // what resting on it has opened stays
            event.preventDefault();
            list.set('asked');
          }}
        >
          <Hourglass aria-hidden />
          {shown?.text}
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="t-limits"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="What can end this terminal"
          onPointerEnter={list.rest}
          onPointerLeave={list.leave}
          onOpenAutoFocus={(event) => {
            if (list.open === 'rested') event.preventDefault();
          }}
          onCloseAutoFocus={onClosed}
        >
          <LimitList limits={limits} now={now} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** What is written on it is part of its name, for people who tell their computer what to press. */
function nameOf(near: NearLimit | null, shown: NearLimit | null): string {
  const name = 'What can end this terminal';
  if (near === null) return name;
  return shown === null ? `${name}: ${near.words}` : `${name}: ${near.words}, ${shown.text}`;
}

function LimitList({ limits, now }: { readonly limits: readonly SessionLimit[]; readonly now: number }) {
  const nearest = nearestLimit(limits);
  const level = nearLimit(limits, now)?.level ?? 'quiet';
  return (
    <>
      <h2>What can end this terminal</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls by the keyboard */}
      <ul className="scroll" tabIndex={0} aria-label="Limits, the nearest first">
        {limits.map((limit) => (
          <li key={`${limit.kind} ${limit.quote ?? ''}`} data-level={limit === nearest ? level : undefined}>
            <div className="t-limit-head">
              <b>{limit.title}</b>
              <span className="t-limit-time">{limitTime(limit, now)}</span>
            </div>
            <p className="t-limit-sure">
              {sureness(limit)}
              {limit.endsTerminal ? '' : '. The terminal goes on.'}
            </p>
            {limit.quote !== null && <blockquote>{limit.quote}</blockquote>}
            <p>{limit.why}</p>
            <p>{limit.afterwards}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

interface RestingOpen {
  readonly open: 'no' | 'rested' | 'asked';
  set(open: RestingOpen['open']): void;
  rest(event: { readonly pointerType: string }): void;
  leave(): void;
}

/** Open while the pointer rests on it, or until it is closed where it was asked for. */
function useRestingOpen(): RestingOpen {
  const [open, setOpen] = useState<RestingOpen['open']>('no');
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  function later(ms: number, change: (now: RestingOpen['open']) => RestingOpen['open']): void {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setOpen(change), ms);
  }

  return {
    open,
    set(next) {
      window.clearTimeout(timer.current);
      setOpen(next);
    },
    rest({ pointerType }) {
      if (pointerType === 'mouse') later(OPEN_AFTER_MS, (now) => (now === 'no' ? 'rested' : now));
    },
    leave: () => later(CLOSE_AFTER_MS, (now) => (now === 'rested' ? 'no' : now)),
  };
}
