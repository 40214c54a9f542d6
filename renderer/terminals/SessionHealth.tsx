import { Activity, ChevronsDown, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { useStore as useView } from 'zustand';
import type { SessionFacts } from '../../electron/contract.ts';
import { useNow } from '../clock.ts';
import { useStore } from '../store.ts';
import { byteSize } from './durations.ts';
import type { TerminalController } from './terminal-contract.ts';

/** Below this much the view is simply about to show it. */
const notableBacklogBytes = 1_000_000;
/** Ordinary typing and small pastes are not worth a word. */
const notableInputBytes = 16_000;

const none = { inputPendingBytes: 0, backlogBytes: 0, roundTripMs: null };

/** How the connection does: quiet while all is well, in words when it is not. */
export function SessionHealth({
  session,
  terminal,
  onTryNow,
}: {
  readonly session: SessionFacts;
  readonly terminal: TerminalController;
  readonly onTryNow: () => void;
}) {
  const waitingBytes = useView(terminal.view, (view) => view.pasteWaitingBytes);
  const connected = session.state.status === 'open' || session.state.status === 'held';
  const counters = useStore((state) => state.counters.get(session.id)) ?? none;
  const outgoingBytes = counters.inputPendingBytes + waitingBytes;
  const peakBytes = usePeak(outgoingBytes);
  if (!connected) return null;
  return (
    <>
      {outgoingBytes > notableInputBytes && (
        <span className="t-chip t-chip-number">
          <progress aria-label="Sending" max={peakBytes} value={peakBytes - outgoingBytes} />
          <span role="status">{byteSize(outgoingBytes)} to send</span>
          {waitingBytes > 0 && (
            <button type="button" className="t-chip-action" onClick={terminal.cancelPaste}>
              Cancel
            </button>
          )}
        </span>
      )}
      {session.slowed ? (
        <span
          className="t-chip t-chip-warn"
          role="status"
          title="The space for waiting output is used up, so the shell is read slowly."
        >
          slowed<span className="t-chip-words">, {byteSize(counters.backlogBytes)} behind</span>
        </span>
      ) : (
        counters.backlogBytes > notableBacklogBytes && (
          <span
            className="t-chip t-chip-number t-chip-behind"
            role="status"
            title="The shell prints faster than it can be shown; nothing is lost."
          >
            <ChevronsDown aria-hidden />
            <span className="t-chip-words">catching up</span> {byteSize(counters.backlogBytes)}
          </span>
        )
      )}
      {session.answering ? (
        counters.roundTripMs !== null && (
          <span className="t-chip t-chip-number t-chip-quiet" title="Round trip to GitLab, by our own pings">
            <Activity aria-hidden />
            {Math.max(1, Math.round(counters.roundTripMs))} ms
          </span>
        )
      ) : (
        <NotAnswering givesUpAt={session.givesUpAt} onTryNow={onTryNow} />
      )}
    </>
  );
}

function NotAnswering({ givesUpAt, onTryNow }: { readonly givesUpAt: number | null; readonly onTryNow: () => void }) {
  return (
    <span
      className="t-chip t-chip-warn"
      title={
        givesUpAt === null
          ? 'Nothing has been heard from GitLab for 20 seconds. It is waited for: the job would end with this connection.'
          : 'Nothing has been heard from GitLab for 20 seconds. An answer that still comes is in time; else this connection is closed and another opened.'
      }
    >
      <TriangleAlert aria-hidden />
      <span role="status">not answering</span>
      {givesUpAt !== null && (
        <>
          <Countdown to={givesUpAt} />
          <button
            type="button"
            className="t-chip-action"
            title="Close this connection and open another"
            onClick={onTryNow}
          >
            Try now
          </button>
        </>
      )}
    </span>
  );
}

/** Not read aloud by the second. */
function Countdown({ to }: { readonly to: number }) {
  const seconds = Math.max(0, Math.ceil((to - useNow()) / 1000));
  return (
    <span className="t-chip-countdown" role="timer" aria-live="off">
      <span className="t-chip-words">reconnecting in</span> {seconds} s
    </span>
  );
}

/** The most that has waited since nothing did: what a paste began with. */
function usePeak(bytes: number): number {
  const peak = useRef(0);
  peak.current = bytes === 0 ? 0 : Math.max(peak.current, bytes);
  return peak.current;
}
