import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Announcement, SessionLimit, Settings } from '../../electron/contract.ts';
import { kindReaches } from '../../electron/core/notices/kinds.ts';
import { EditAccountDialog } from '../../renderer/accounts/EditAccountDialog.tsx';
import { NoticeCentre } from '../../renderer/notices/NoticeCentre.tsx';
import { Notices } from '../../renderer/notices/Notices.tsx';
import { groupNotices } from '../../renderer/notices/notice-groups.ts';
import { chooseToasts } from '../../renderer/notices/toasts.ts';
import { useWebNotifications } from '../../renderer/notices/use-web-notifications.ts';
import { windowTitle } from '../../renderer/notices/window-title.ts';
import { NotificationsPage } from '../../renderer/settings/NotificationsPage.tsx';
import { kindGroups, minutesOf, usualReaches } from '../../renderer/settings/notice-words.ts';
import {
  sampleAccount,
  sampleJob,
  sampleNotice,
  sampleNow,
  samplePolicy,
  sampleSession,
  sampleSettings,
} from '../fakes/samples.ts';
import { renderOn } from './render.tsx';

const patches = (asked: readonly { readonly name: string; readonly args: readonly unknown[] }[]) =>
  asked.filter(({ name }) => name === 'updateSettings').map(({ args }) => args[0] as Partial<Settings>);

/** The browser's notifications, as far as the page uses them. */
function stubNotifications(permission: NotificationPermission, answer: NotificationPermission = permission) {
  const shown: { title: string; options: NotificationOptions; close: () => void; onclick: (() => void) | null }[] = [];
  class FakeNotification {
    static permission = permission;
    static requestPermission = vi.fn(async () => {
      FakeNotification.permission = answer;
      return answer;
    });
    onclick: (() => void) | null = null;
    onclose: (() => void) | null = null;
    readonly close = vi.fn(() => this.onclose?.());
    readonly title: string;
    readonly options: NotificationOptions;
    constructor(title: string, options: NotificationOptions) {
      this.title = title;
      this.options = options;
      shown.push(this);
    }
  }
  vi.stubGlobal('Notification', FakeNotification);
  window.localStorage.clear();
  return { shown, request: FakeNotification.requestPermission };
}
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const typedIn = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value;

describe('the settings of notifications', () => {
  it('name every kind once, with what is usual', () => {
    expect(kindGroups.flatMap(({ kinds }) => kinds.map(({ kind }) => kind)).sort()).toEqual(
      Object.keys(kindReaches).sort(),
    );
    expect(usualReaches).toEqual(kindReaches);
  });

  it('keep what differs from the usual, and nothing else', async () => {
    const { api, user } = await renderOn({}, <NotificationsPage />);
    const row = screen.getByRole('radiogroup', { name: 'A terminal ended' });
    expect(within(row).getByRole('radio', { name: 'Notify' }).getAttribute('aria-checked')).toBe('true');
    await user.click(within(row).getByRole('radio', { name: 'Sound' }));
    await user.click(within(row).getByRole('radio', { name: 'Notify' }));
    expect(patches(api.asked)).toEqual([{ noticeKinds: { 'session-ended': 'sound' } }, { noticeKinds: {} }]);
  });

  it('have quiet hours with days and times', async () => {
    const { api, user } = await renderOn({}, <NotificationsPage />);
    expect(screen.queryByLabelText('Quiet from')).toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Quiet hours' }));
    expect(typedIn('Quiet from')).toBe('20:00');
    await user.click(screen.getByRole('button', { name: 'Sunday' }));
    expect(patches(api.asked).at(-1)?.quietHours?.days).toEqual([1, 2, 3, 4, 5, 6]);
    expect(minutesOf('07:30')).toBe(450);
    expect(minutesOf('')).toBeNull();
  });

  it('take a rule for projects in front of the others, and refuse it twice', async () => {
    const settings = { ...sampleSettings, noticeProjects: [{ pattern: 'acme/*', rule: 'mute' }] as const };
    const { api, user } = await renderOn({ settings }, <NotificationsPage />);
    const field = screen.getByLabelText('Project, or a pattern');
    await user.type(field, '/acme/shop/{Enter}');
    expect(patches(api.asked)[0]?.noticeProjects).toEqual([
      { pattern: 'acme/shop', rule: 'urgent' },
      { pattern: 'acme/*', rule: 'mute' },
    ]);
    await user.type(field, 'acme/shop{Enter}');
    expect(screen.getByRole('alert').textContent).toContain('There is a rule for acme/shop already.');
    await user.click(screen.getByRole('button', { name: 'Remove the rule for acme/*' }));
    expect(patches(api.asked).at(-1)?.noticeProjects).toEqual([{ pattern: 'acme/shop', rule: 'urgent' }]);
  });

  it('cannot be changed where the administrator has set them', async () => {
    const policy = { ...samplePolicy, managed: true, lockedSettings: ['noticeKinds', 'quietHours'] as const };
    await renderOn({ policy }, <NotificationsPage />);
    expect(screen.getAllByText('Set by your administrator')).toHaveLength(2);
    expect(screen.getByRole('switch', { name: 'Quiet hours' }).hasAttribute('disabled')).toBe(true);
    const row = screen.getByRole('radiogroup', { name: 'A terminal ended' });
    expect(row.closest('fieldset')?.disabled).toBe(true);
  });

  it('try a notification, and say what stands in its way', async () => {
    const refused = stubNotifications('default', 'denied');
    const { api, user } = await renderOn({}, <NotificationsPage />);
    await user.click(screen.getByRole('button', { name: 'Send a test notification' }));
    expect(refused.request).toHaveBeenCalledTimes(1);
    expect(screen.getByRole('status').textContent).toContain('does not let this page notify you');
    expect(api.asked.some(({ name }) => name === 'testNotification')).toBe(false);
    stubNotifications('granted');
    await user.click(screen.getByRole('button', { name: 'Send a test notification' }));
    expect(screen.getByRole('status').textContent).toContain('Sent.');
    expect(api.asked.some(({ name }) => name === 'testNotification')).toBe(true);
  });

  it('of an account: its own warnings, or those of all', async () => {
    const account = sampleAccount('a');
    const { api, user } = await renderOn(
      { accounts: [account] },
      <EditAccountDialog account={account} onClose={() => {}} />,
    );
    await user.click(screen.getByRole('switch', { name: 'Its own warnings before a terminal ends' }));
    const field = screen.getByLabelText('Minutes before the end');
    expect(typedIn('Minutes before the end')).toBe('10, 5, 1');
    await user.clear(field);
    await user.type(field, '15 x');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(api.asked.some(({ name }) => name === 'editAccount')).toBe(false);
    await user.clear(field);
    await user.type(field, '2, 15');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(api.asked.find(({ name }) => name === 'editAccount')?.args).toEqual(['a', { warningMinutes: [15, 2] }]);
  });
});

describe('in a browser', () => {
  const job = sampleJob('a', 1);
  const open = sampleSession('s1', job, { status: 'open', since: sampleNow });

  it('permission is asked for once there is a terminal, and not before', async () => {
    const { request } = stubNotifications('default', 'granted');
    const { api, user } = await renderOn({}, <Notices />);
    expect(screen.queryByText('Be told before this terminal ends?')).toBeNull();
    act(() => api.tell('sessions', [open]));
    await user.click(screen.getByRole('button', { name: 'Allow notifications…' }));
    expect(request).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('Be told before this terminal ends?')).toBeNull();
  });

  it.each(['granted', 'denied'] as const)('that has %s it, nothing is asked', async (permission) => {
    stubNotifications(permission);
    await renderOn({ sessions: [open] }, <Notices />);
    expect(screen.queryByText('Be told before this terminal ends?')).toBeNull();
  });

  it('that was told “not now” is not asked again', async () => {
    const { request } = stubNotifications('default');
    const { user } = await renderOn({ sessions: [open] }, <Notices />);
    await user.click(screen.getByRole('button', { name: 'Not now' }));
    expect(request).not.toHaveBeenCalled();
    cleanup();
    await renderOn({ sessions: [open] }, <Notices />);
    expect(screen.queryByText('Be told before this terminal ends?')).toBeNull();
  });

  it('what core announces is shown, leads to its tab, and goes when it is past', async () => {
    const { shown } = stubNotifications('granted');
    function Page() {
      useWebNotifications();
      return null;
    }
    const notice = sampleNotice('n1');
    const { api, store } = await renderOn({ sessions: [open], notices: [notice] }, <Page />);
    const announcement: Announcement = {
      ...{ id: 'x', noticeIds: ['n1'], urgency: 'now', title: 'build ends in 1 minute', body: 'Save.', sound: false },
      ...{ actions: [{ do: 'show-session', sessionId: 's1' }], always: false },
    };
    act(() => api.tell('announcement', announcement));
    act(() => api.tell('announcement', { ...announcement, id: 'y' }));
    expect(shown.map(({ title }) => title)).toEqual(['build ends in 1 minute', 'build ends in 1 minute']);
    expect(shown[0]?.options).toMatchObject({ body: 'Save.', tag: 'x', silent: true, requireInteraction: true });
    act(() => shown[0]?.onclick?.());
    expect(store.getState().activeSessionId).toBe('s1');
    expect(shown[1]?.close).not.toHaveBeenCalled();
    act(() => api.tell('notices', [{ ...notice, read: true }]));
    expect(shown[1]?.close).toHaveBeenCalled();
  });
});

describe('the notice centre', () => {
  const notices = [
    sampleNotice('n1', { title: 'build ends in 5 minutes', actions: [{ do: 'show-session', sessionId: 'gone' }] }),
    sampleNotice('n2', { kind: 'token-refused', title: 'Token refused', at: sampleNow - 60_000, actions: [] }),
  ];

  it('shows one topic if wanted, and dismisses what it shows', async () => {
    const { api, user } = await renderOn({ notices }, <NoticeCentre />);
    await user.click(screen.getByRole('button', { name: 'Notifications, 2 new' }));
    expect(screen.getAllByRole('article')).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Accounts' }));
    expect(screen.getAllByRole('article')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Dismiss these' }));
    expect(api.asked.at(-1)).toEqual({ name: 'dismissNotices', args: [['n2']] });
  });

  it('leads nowhere that is gone', async () => {
    const { user } = await renderOn({ notices }, <NoticeCentre />);
    await user.click(screen.getByRole('button', { name: 'Notifications, 2 new' }));
    expect(screen.queryByRole('button', { name: 'Go to terminal' })).toBeNull();
  });

  it('is walked through by keys', async () => {
    const { api, user } = await renderOn({ notices }, <NoticeCentre />);
    await user.click(screen.getByRole('button', { name: 'Notifications, 2 new' }));
    screen.getByRole('button', { name: 'Dismiss: build ends in 5 minutes' }).focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('Token refused');
    await user.keyboard('{ArrowUp}{Delete}');
    expect(api.asked.at(-1)).toEqual({ name: 'dismissNotices', args: [['n1']] });
    expect(document.activeElement?.textContent).toContain('Token refused');
  });

  it('groups by what is new and by day', () => {
    const day = 86_400_000;
    const list = [
      sampleNotice('a', { at: sampleNow - 3 * day, read: true }),
      sampleNotice('b', { at: sampleNow - day, read: true }),
      sampleNotice('c', { at: sampleNow - 5 * day }),
      sampleNotice('d', { at: sampleNow - 60_000, read: true }),
    ];
    expect(groupNotices(list, sampleNow).map(({ heading, notices: of }) => [heading, of.map(({ id }) => id)])).toEqual([
      ['New', ['c']],
      ['Earlier today', ['d']],
      ['Yesterday', ['b']],
      ['Friday 20 November', ['a']],
    ]);
  });

  it('alone has what the rules keep in the list', () => {
    const quiet = sampleNotice('q', { reach: 'list' });
    const file = sampleNotice('f', { reach: 'list', kind: 'file-set-aside' });
    expect(chooseToasts([quiet, file, sampleNotice('n')], new Set(), []).map(({ id }) => id)).toEqual(['f', 'n']);
  });
});

describe('the title of the window', () => {
  const held = (id: string, leftMs: number) =>
    sampleSession(id, sampleJob('a', 1), {
      status: 'held',
      since: sampleNow,
      hold: { limitMs: 1_800_000, startedAt: sampleNow, endsAt: sampleNow + leftMs, source: 'log-mark' },
    });
  const open = sampleSession('o', sampleJob('a', 2), { status: 'open', since: sampleNow });
  const limit = (rest: Partial<SessionLimit>): SessionLimit => ({
    ...{ kind: 'job-timeout', at: sampleNow + 60_000, lengthMs: null, certainty: 'likely', source: 'job' },
    ...{ endsTerminal: true, title: 'Job timeout', why: '', afterwards: '', quote: null },
    ...rest,
  });

  it.each([
    ['nothing near', [held('a', 600_000), open], 'Jobdeck'],
    ['one', [held('a', 200_000), open], '1 terminal ends soon · Jobdeck'],
    ['two', [held('a', 200_000), { ...open, limits: [limit({})] }], '2 terminals end soon · Jobdeck'],
    ['a guess', [{ ...open, limits: [limit({ certainty: 'guessed' })] }], 'Jobdeck'],
    ['what leaves the shell', [{ ...open, limits: [limit({ endsTerminal: false })] }], 'Jobdeck'],
    ['past', [held('a', -1)], 'Jobdeck'],
  ])('says %s', (_what, sessions, title) => {
    expect(windowTitle(sessions, sampleNow)).toBe(title);
  });
});
