import { Bell } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { NoticeCard } from './NoticeCard.tsx';

/** The bell, and all notices behind it. */
export function NoticeCentre() {
  const notices = useStore((state) => state.notices);
  const { readNotices, dismissNotices } = useActions();
  const [open, setOpen] = useState(false);
  const newestFirst = [...notices].sort((a, b) => b.at - a.at);
  const unread = notices.filter((notice) => !notice.read).map((notice) => notice.id);

  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        // Seen when looked away from, so that what is new stays marked while it is read.
        if (!next && unread.length > 0) readNotices(unread);
      }}
    >
      <Popover.Trigger asChild>
        <button
          type="button"
          className="icon-button"
          aria-label={unread.length === 0 ? 'Notifications' : `Notifications, ${unread.length} new`}
          data-mark={unread.length > 0 || undefined}
        >
          <Bell aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="notice-centre"
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="All notices"
        >
          <div className="notice-centre-head">
            <h2>Notices</h2>
            {notices.length > 0 && (
              <Button size="small" look="quiet" onClick={() => dismissNotices(notices.map((notice) => notice.id))}>
                Dismiss all
              </Button>
            )}
          </div>
          {newestFirst.length === 0 ? (
            <p className="notice-none">Nothing to tell. Holds, endings and expiring tokens are told here.</p>
          ) : (
            <ul className="scroll">
              {newestFirst.map((notice) => (
                <li key={notice.id}>
                  <NoticeCard
                    notice={notice}
                    place="centre"
                    onClose={() => dismissNotices([notice.id])}
                    onActed={() => setOpen(false)}
                  />
                </li>
              ))}
            </ul>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
