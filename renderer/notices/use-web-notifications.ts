import { useEffect, useRef } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';

/** On the browser door the page itself tells the desktop; on the desktop door the app does. */
export function useWebNotifications(): void {
  const { showSession } = useActions();
  const notices = useStore((state) => state.notices);
  const loaded = useStore((state) => state.loaded);
  const wanted = useStore((state) => state.settings.desktopNotifications && state.app.door === 'browser');
  const known = useRef<Set<string> | null>(null);

  useEffect(() => {
    if (!loaded) return;
    const before = known.current;
    known.current = new Set(notices.map((notice) => notice.id));
    if (!before || !wanted || !('Notification' in window) || Notification.permission !== 'granted') return;
    if (document.hasFocus()) return;
    for (const notice of notices) {
      if (notice.read || before.has(notice.id)) continue;
      const shown = new Notification(notice.title, { body: notice.body, tag: notice.id });
      shown.onclick = () => {
        window.focus();
        const show = notice.actions.find((action) => action.do === 'show-session');
        if (show) showSession(show.sessionId);
        shown.close();
      };
    }
  }, [notices, wanted, loaded, showSession]);
}
