import { BellRing, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { askPermission, usePermission } from './permission.ts';

const ASKED = 'jobdeck-asked-for-notifications';

function wasAsked(): boolean {
  try {
    return window.localStorage.getItem(ASKED) !== null;
  } catch {
    // a browser that keeps nothing is asked once per page
    return false;
  }
}

/**
 * In a browser, once there is a terminal whose end could be missed: why the browser is about to ask. Said once; its own
 * question follows the click, and the settings have the same.
 */
export function PermissionCard() {
  const wanted = useStore(
    ({ app, settings, sessions }) =>
      app.door === 'browser' &&
      settings.desktopNotifications &&
      sessions.some(({ kind, state }) => kind === 'job' && (state.status === 'open' || state.status === 'held')),
  );
  const permission = usePermission();
  const [isDone, setDone] = useState(wasAsked);
  if (!wanted || permission !== 'default' || isDone) return null;

  function done(): void {
    setDone(true);
    try {
      window.localStorage.setItem(ASKED, 'yes');
    } catch {
      // then the next page asks again
    }
  }
  const allow = (): void => {
    done();
    void askPermission();
  };

  return (
    <div className="toast">
      <article className="notice" data-urgency="calm" data-place="toast">
        <BellRing aria-hidden />
        <div className="notice-text">
          <h3>Be told before this terminal ends?</h3>
          <p>
            Jobdeck can notify you while you look elsewhere: when a hold runs out, when a terminal ends, when you are
            signed out. Your browser asks next.
          </p>
          <div className="notice-actions">
            <Button size="small" look="primary" onClick={allow}>
              Allow notifications…
            </Button>
            <Button size="small" onClick={done}>
              Not now
            </Button>
          </div>
        </div>
        <button type="button" className="icon-button notice-close" aria-label="Dismiss: notifications" onClick={done}>
          <X aria-hidden />
        </button>
      </article>
    </div>
  );
}
