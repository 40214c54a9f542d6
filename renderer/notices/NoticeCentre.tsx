import { Bell } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { NoticeList } from './NoticeList.tsx';

/** The bell, and all notices behind it. */
export function NoticeCentre() {
  const notices = useStore((state) => state.notices);
  const { readNotices } = useActions();
  const [open, setOpen] = useState(false);
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
          <NoticeList onClose={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
