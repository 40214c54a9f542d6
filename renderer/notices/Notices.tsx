import { useEffect, useRef, useState } from 'react';
import type { Notice } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { after } from '../after.ts';
import { useStore } from '../store.ts';
import { ExportCards } from '../transcripts/ExportCards.tsx';
import { ComplaintCard } from './ComplaintCard.tsx';
import { NoticeCard } from './NoticeCard.tsx';
import { PermissionCard } from './PermissionCard.tsx';
import { calmToastMs, chooseToasts, isAbout } from './toasts.ts';

/** What is new, at the lower right. A polite live region, so that it is read out when there is a pause. */
export function Notices() {
  const notices = useStore((state) => state.notices);
  const complaints = useStore((state) => state.complaints);
  const loadedAt = useRef<ReadonlySet<string> | null>(null);
  const [put, setPut] = useState<ReadonlySet<string>>(new Set());
  const { readNotices } = useActions();
  // Calm news from before this window is no news.
  if (loadedAt.current === null) {
    loadedAt.current = new Set(notices.filter((notice) => notice.urgency === 'calm').map((notice) => notice.id));
  }
  const inFront = useStore((state) => state.activeSessionId);
  const needs = useStore((state) => state.signIns);
  const asked = needs.map(({ accountId }) => accountId);
  const toasts = chooseToasts(notices, new Set([...put, ...loadedAt.current]), asked);
  const putAway = (id: string): void => setPut((before) => new Set([...before, id]));

  return (
    <section className="notices" aria-label="Notices">
      <div className="toasts" aria-live="polite" aria-relevant="additions">
        <ExportCards />
        <PermissionCard />
        {complaints.slice(-2).map((complaint) => (
          <ComplaintCard key={complaint.id} complaint={complaint} />
        ))}
        {toasts.map((notice) => (
          <Toast
            key={notice.id}
            notice={notice}
            brief={notice.urgency === 'calm' || isAbout(notice, inFront)}
            onTimeout={() => putAway(notice.id)}
            onClose={() => {
              putAway(notice.id);
              readNotices([notice.id]);
            }}
          />
        ))}
      </div>
    </section>
  );
}

interface ToastProps {
  readonly notice: Notice;
  /** Goes by itself. */
  readonly brief: boolean;
  readonly onTimeout: () => void;
  readonly onClose: () => void;
}

function Toast({ notice, brief, onTimeout, onClose }: ToastProps) {
  const [touched, setTouched] = useState(false);
  const timeout = useRef(onTimeout);
  timeout.current = onTimeout;
  useEffect(() => {
    // What is pressing stays until it is dealt with; what is being read stays too.
    if (!brief || touched) return;
    return after(calmToastMs, () => timeout.current());
  }, [brief, touched]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notes that it is being looked at
    <div
      className="toast"
      onPointerEnter={() => setTouched(true)}
      onPointerLeave={() => setTouched(false)}
      onFocus={() => setTouched(true)}
      onBlur={() => setTouched(false)}
    >
      <NoticeCard notice={notice} place="toast" onClose={onClose} />
    </div>
  );
}
