import { Settings } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useActions } from '../actions.ts';
import { useNow } from '../clock.ts';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { NoticeCard } from './NoticeCard.tsx';
import { groupNotices, type NoticeTopic, topicNames, topicOf, topicsIn } from './notice-groups.ts';

/** All notices, those of one topic if wanted. Arrows go from one to the next, Delete dismisses. */
export function NoticeList({ onClose }: { readonly onClose: () => void }) {
  const notices = useStore((state) => state.notices);
  const openDialog = useStore((state) => state.openDialog);
  const { dismissNotices } = useActions();
  const now = useNow();
  const [wanted, setWanted] = useState<NoticeTopic | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const topics = topicsIn(notices);
  const topic = wanted !== null && topics.includes(wanted) ? wanted : null;
  const shown = topic === null ? notices : notices.filter((notice) => topicOf(notice) === topic);

  function onKeyDown(event: KeyboardEvent): void {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[data-notice]') ?? [])];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = event.key === 'ArrowDown' ? at + 1 : Math.max(0, at - 1);
      items[Math.min(next, items.length - 1)]?.focus();
    }
    if (event.key === 'Delete' && at >= 0) {
      event.preventDefault();
      // the next one has the focus when this one is gone
      (items[at + 1] ?? items[at - 1])?.focus();
      dismissNotices([items[at]?.dataset.notice ?? '']);
    }
  }

  return (
    <>
      <div className="notice-centre-head">
        <h2>Notices</h2>
        <span>
          {shown.length > 0 && (
            <Button size="small" look="quiet" onClick={() => dismissNotices(shown.map((notice) => notice.id))}>
              {topic === null ? 'Dismiss all' : 'Dismiss these'}
            </Button>
          )}
          <IconButton
            icon={Settings}
            label="Notification settings"
            onClick={() => {
              onClose();
              openDialog({ kind: 'settings', page: 'notifications' });
            }}
          />
        </span>
      </div>
      {topics.length > 1 && (
        <fieldset className="notice-topics">
          <legend className="visually-hidden">Show</legend>
          {[null, ...topics].map((one) => (
            <button
              key={one ?? 'all'}
              type="button"
              className="notice-topic"
              aria-pressed={topic === one}
              onClick={() => setWanted(one)}
            >
              {one === null ? 'All' : topicNames[one]}
            </button>
          ))}
        </fieldset>
      )}
      {shown.length === 0 ? (
        <p className="notice-none">Nothing to tell. Holds, endings and expiring tokens are told here.</p>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: keys of the cards in it, which have the focus
        <div className="scroll" ref={list} onKeyDown={onKeyDown}>
          {groupNotices(shown, now).map((group) => (
            <section key={group.heading} aria-label={group.heading}>
              <h3 className="notice-day">{group.heading}</h3>
              <ul>
                {group.notices.map((notice) => (
                  <li key={notice.id} data-notice={notice.id} tabIndex={-1}>
                    <NoticeCard
                      notice={notice}
                      place="centre"
                      onClose={() => dismissNotices([notice.id])}
                      onActed={onClose}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </>
  );
}
