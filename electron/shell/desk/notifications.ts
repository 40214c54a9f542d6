import { Notification } from 'electron';
import type { Notice, NoticeAction, SessionId } from '../../contract.ts';
import { notificationPlan } from './notification-plan.ts';

interface NotificationsDeps {
  /** The window is in front: it shows the notice itself. */
  readonly isInFront: () => boolean;
  /** Brings the window up, at this session's tab if the notice is about one. */
  readonly show: (sessionId: SessionId | null) => void;
  /** Does what a button of the notification says. */
  readonly act: (action: NoticeAction) => void;
}

/**
 * Notices as desktop notifications, while the window is not in front. Title and body are core's own sentences.
 * Where the system refuses one (macOS does for an unsigned app), nothing is lost: the notice stands in the app.
 */
export function createNotifications({ isInFront, show, act }: NotificationsDeps): (notice: Notice) => void {
  // A notification that is collected loses its click.
  const alive = new Set<Notification>();

  return (notice) => {
    if (isInFront() || !Notification.isSupported()) return;
    const plan = notificationPlan(notice);
    const notification = new Notification({
      title: notice.title,
      body: notice.body,
      urgency: plan.urgency,
      // Where the system has buttons: macOS, and Windows with newer Electrons; elsewhere they are left out.
      actions: plan.buttons.map(({ label }) => ({ type: 'button', text: label })),
    });
    const forget = (): void => void alive.delete(notification);
    alive.add(notification);
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
  };
}
