import { Notification } from 'electron';
import type { Announcement, Notice, NoticeAction, SessionId } from '../../contract.ts';
import { JobdeckError } from '../../core/errors.ts';
import { isPast, notificationPlan } from './notification-plan.ts';

interface NotificationsDeps {
  /** The window is in front: it shows the notice itself. */
  readonly isInFront: () => boolean;
  /** Brings the window up, at this session's tab if the notice is about one. */
  readonly show: (sessionId: SessionId | null) => void;
  /** Does what a button of the notification says. */
  readonly act: (action: NoticeAction) => void;
}

export interface Notifications {
  /** Throws where this desktop is known to show none. */
  announce(announcement: Announcement): void;
  /** Takes away what is past. */
  follow(notices: readonly Notice[]): void;
}

/**
 * Announcements as desktop notifications, while the window is not in front. Where the system refuses one (macOS does for
 * an unsigned app) nothing is lost: the notice stands in the app. Whether it is silent, waits for the end of
 * do-not-disturb or is shown at all, the desktop decides.
 */
export function createNotifications({ isInFront, show, act }: NotificationsDeps): Notifications {
  // A notification that is collected loses its click.
  const alive = new Map<Notification, Announcement>();

  return {
    announce(announcement) {
      if (isInFront() && !announcement.always) return;
      if (!Notification.isSupported()) {
        throw new JobdeckError(
          'forbidden',
          'This desktop shows no notifications.',
          'On Linux a notification service has to run, such as the one of GNOME or KDE, or dunst.',
        );
      }
      const plan = notificationPlan(announcement);
      const notification = new Notification({
        title: announcement.title,
        body: announcement.body,
        silent: !announcement.sound,
        urgency: plan.urgency,
        timeoutType: plan.stays ? 'never' : 'default',
        // older Electrons leave them out on Linux and Windows
        actions: plan.buttons.map(({ label }) => ({ type: 'button', text: label })),
      });
      const forget = (): void => void alive.delete(notification);
      alive.set(notification, announcement);
      notification.on('click', () => {
        forget();
        show(plan.sessionId);
      });
      notification.on('action', ({ actionIndex }) => {
        const button = plan.buttons[actionIndex];
        if (button !== undefined) act(button.action);
      });
      notification.on('close', forget);
      notification.on('failed', forget);
      notification.show();
    },
    follow(notices) {
      for (const [notification, announcement] of [...alive]) {
        if (!isPast(announcement, notices)) continue;
        alive.delete(notification);
        notification.close();
      }
    },
  };
}
