import { describe, expect, it } from 'vitest';
import { isPast, notificationPlan } from '../../electron/shell/desk/notification-plan.ts';
import { sampleNotice } from '../fakes/samples.ts';

describe('a notification', () => {
  it('leads to its tab, has buttons for what a click does not do, and stays when it is urgent', () => {
    const plan = notificationPlan({
      urgency: 'now',
      actions: [
        { do: 'show-session', sessionId: 's7' },
        { do: 'copy', label: 'Copy the runner setting', text: 'session_timeout = 7200' },
      ],
    });
    expect(plan).toMatchObject({ sessionId: 's7', stays: true });
    expect(plan.buttons.map(({ label }) => label)).toEqual(['Copy the runner setting']);
    const token = notificationPlan({ urgency: 'calm', actions: [{ do: 'edit-account', accountId: 'a' }] });
    expect(token).toEqual({ urgency: 'low', stays: false, sessionId: null, buttons: [] });
  });

  it.each(['calm', 'soon', 'now'] as const)('that is %s never breaks into do-not-disturb', (urgency) => {
    expect(notificationPlan({ urgency, actions: [] }).urgency).not.toBe('critical');
  });

  it('is taken away when all that it tells of has been read or is gone', () => {
    const announcement = { noticeIds: ['a', 'b'] };
    expect(isPast(announcement, [sampleNotice('a'), sampleNotice('b', { read: true })])).toBe(false);
    expect(isPast(announcement, [sampleNotice('a', { read: true })])).toBe(true);
    expect(isPast({ noticeIds: [] }, [])).toBe(false);
  });
});
