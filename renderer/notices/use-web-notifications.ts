import { useEffect } from 'react';
import type { Announcement, Notice } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useDeck, useStore } from '../store.ts';

/**
 * On the browser door the page itself tells the desktop, of what core announces to it; on the desktop door the app does.
 * Core says each thing to one page, and only while none is in front.
 */
export function useWebNotifications(): void {
  const { api, store } = useDeck();
  const { showSession } = useActions();
  const isHere = useStore(({ app }) => app.door === 'browser');

  useEffect(() => {
    if (!isHere) return;
    const alive = new Map<Notification, Announcement>();

    function show(announcement: Announcement): void {
      if (!('Notification' in window) || Notification.permission !== 'granted') return;
      const { id, title, body, sound, urgency, actions } = announcement;
      const shown = new Notification(title, { body, tag: id, silent: !sound, requireInteraction: urgency === 'now' });
      alive.set(shown, announcement);
      shown.onclose = () => void alive.delete(shown);
      shown.onclick = () => {
        window.focus();
        const target = actions.find((action) => action.do === 'show-session');
        if (target) showSession(target.sessionId);
        shown.close();
      };
    }

    function takeAway(notices: readonly Notice[]): void {
      const unread = new Set(notices.filter(({ read }) => !read).map(({ id }) => id));
      for (const [shown, { noticeIds }] of [...alive]) {
        if (noticeIds.length > 0 && noticeIds.every((id) => !unread.has(id))) shown.close();
      }
    }

    const undo = [api.on('announcement', show), store.subscribe(({ notices }) => takeAway(notices))];
    return () => {
      for (const off of undo) off();
    };
  }, [api, store, isHere, showSession]);
}
