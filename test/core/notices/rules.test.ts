import { describe, expect, it } from 'vitest';
import type { QuietHours, Settings } from '../../../electron/contract.ts';
import { announcementWords } from '../../../electron/core/notices/announcement-words.ts';
import type { NewNotice } from '../../../electron/core/notices/new-notice.ts';
import { fitsProject } from '../../../electron/core/notices/project-pattern.ts';
import { isQuiet } from '../../../electron/core/notices/quiet-hours.ts';
import { mayAnnounce, reachOf } from '../../../electron/core/notices/rules.ts';
import { defaultSettings } from '../../../electron/default-settings.ts';
import { ended, held, MINUTE, noticesOf, openState, sessionOf } from './notices-world.ts';

const rules = (rest: Partial<Settings> = {}): Settings => ({ ...defaultSettings, ...rest });
const about = (projectPath: string) => [{ accountId: 'a', projectPath, jobKey: 'a:1', jobName: 'build' }];

describe('a project’s pattern', () => {
  it.each([
    ['acme/shop', 'acme/shop', true],
    ['acme/shop', 'acme/shop2', false],
    ['Acme/Shop', 'acme/shop', true],
    ['acme/*', 'acme/shop', true],
    ['acme/*', 'acme/team/shop', false],
    ['acme/*', 'acme', false],
    ['acme/**', 'acme/team/deep/shop', true],
    ['acme/**', 'acme', true],
    ['**/shop', 'acme/team/shop', true],
    ['**/shop', 'shop', true],
    ['*/shop-*', 'acme/shop-web', true],
    ['*/shop-*', 'acme/workshop', false],
    ['**', 'any/thing', true],
    ['acme/**/web', 'acme/a/b/web', true],
    ['acme/**/web', 'acme/web', true],
    ['acme/**/web', 'acme/a/b', false],
    ['/acme/shop/', 'acme/shop', true],
    ['acme.shop/x', 'acmeXshop/x', false],
    ['a*a*b', 'aab', true],
    ['', 'acme/shop', false],
  ])('%s on %s: %s', (pattern, path, fits) => {
    expect(fitsProject(pattern, path)).toBe(fits);
  });

  it('made to search for long is done at once', () => {
    expect(fitsProject('a*'.repeat(140), 'a'.repeat(1000))).toBe(true);
    expect(fitsProject(`${'*a'.repeat(140)}b`, 'a'.repeat(1000))).toBe(false);
    expect(fitsProject(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(500))).toBe(false);
  });
});

describe('quiet hours', () => {
  const night: QuietHours = { on: true, from: 20 * 60, until: 8 * 60, days: [1, 2, 3, 4, 5], letUrgent: true };
  const noon: QuietHours = { ...night, from: 12 * 60, until: 13 * 60 };
  /** 2026-11-23 is a Monday; by the wall clock. */
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, 22 + day, hour, minute);

  it.each<[string, QuietHours, Date, boolean]>([
    ['off', { ...night, on: false }, at(1, 22), false],
    ['in the evening', night, at(1, 20), true],
    ['before the evening', night, at(1, 19, 59), false],
    ['after midnight', night, at(2, 7, 59), true],
    ['at its end', night, at(2, 8), false],
    ['on the morning after Friday', night, at(6, 3), true],
    ['on Saturday evening', night, at(6, 21), false],
    ['on Sunday morning, whose night began on Saturday', night, at(0, 3), false],
    ['on Monday morning, whose night began on Sunday', night, at(1, 3), false],
    ['within a day', noon, at(3, 12, 30), true],
    ['after it', noon, at(3, 13), false],
    ['within, on a free day', noon, at(6, 12, 30), false],
    ['all day', { ...night, from: 0, until: 0 }, at(2, 15), true],
    ['on no day', { ...night, days: [] }, at(2, 22), false],
  ])('%s', (_what, quiet, moment, is) => {
    expect(isQuiet(quiet, moment)).toBe(is);
  });

  it('let through what is urgent, if wanted', () => {
    const quietHours = { ...night, from: 0, until: 0, days: [0, 1, 2, 3, 4, 5, 6] };
    const now = at(1, 12).getTime();
    expect(mayAnnounce('soon', rules({ quietHours }), now)).toBe(false);
    expect(mayAnnounce('now', rules({ quietHours }), now)).toBe(true);
    expect(mayAnnounce('now', rules({ quietHours: { ...quietHours, letUrgent: false } }), now)).toBe(false);
    expect(mayAnnounce('now', rules({ desktopNotifications: false }), now)).toBe(false);
    expect(mayAnnounce('calm', rules(), now)).toBe(true);
  });
});

describe('how far a notice goes', () => {
  it.each<[string, Partial<Settings>, Parameters<typeof reachOf>[0], string]>([
    ['by its kind', {}, { kind: 'session-ending', urgency: 'soon' }, 'sound'],
    [
      'by the user’s choice',
      { noticeKinds: { 'session-ending': 'list' } },
      { kind: 'session-ending', urgency: 'now' },
      'list',
    ],
    ['not at all', { noticeKinds: { 'job-finished': 'off' } }, { kind: 'job-finished', urgency: 'calm' }, 'off'],
    ['a shell that was left', {}, { kind: 'session-ended', urgency: 'calm' }, 'list'],
    [
      'a muted project',
      { noticeProjects: [{ pattern: 'acme/*', rule: 'mute' }] },
      { kind: 'session-ended', urgency: 'now', about: about('acme/shop') },
      'list',
    ],
    [
      'a project for what is urgent',
      { noticeProjects: [{ pattern: '**', rule: 'urgent' }] },
      { kind: 'session-ending', urgency: 'now', about: about('acme/shop') },
      'sound',
    ],
    [
      'what is not urgent of it',
      { noticeProjects: [{ pattern: '**', rule: 'urgent' }] },
      { kind: 'session-ended', urgency: 'soon', about: about('acme/shop') },
      'list',
    ],
    [
      'the first rule that fits',
      {
        noticeProjects: [
          { pattern: 'acme/shop', rule: 'urgent' },
          { pattern: 'acme/*', rule: 'mute' },
        ],
      },
      { kind: 'session-ending', urgency: 'now', about: about('acme/shop') },
      'sound',
    ],
    [
      'another project',
      { noticeProjects: [{ pattern: 'acme/*', rule: 'mute' }] },
      { kind: 'job-finished', urgency: 'calm', about: about('other/shop') },
      'notify',
    ],
  ])('%s', (_what, settings, notice, reach) => {
    expect(reachOf(notice, rules(settings))).toBe(reach);
  });

  it('of ten that end together counts for each: what is muted is in the list, and not in the notification', () => {
    const { clock, desktop, notices } = noticesOf({ noticeProjects: [{ pattern: 'quiet/*', rule: 'mute' }] });
    const session = (id: string, projectPath: string, state = openState) =>
      sessionOf(id, state, { name: `job-${id}`, jobId: Number(id), projectPath });
    const all = (state = openState) => [
      session('1', 'acme/shop', state),
      session('2', 'quiet/one', state),
      session('3', 'acme/shop', state),
    ];
    notices.sessionsChanged(all());
    notices.sessionsChanged(all(ended(clock.now())));
    clock.advance(5000);
    expect(notices.list()[0]?.title).toBe('3 terminals ended together');
    expect(desktop[0]?.title).toBe('2 terminals ended together');
    expect(desktop[0]?.body).not.toContain('job-2');
  });

  it('in quiet hours is the list, and nothing comes after them', () => {
    const quietHours = { on: true, from: 0, until: 0, days: [0, 1, 2, 3, 4, 5, 6], letUrgent: true };
    const { clock, desktop, notices, kinds } = noticesOf({ quietHours });
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    clock.advance(30 * MINUTE);
    expect(kinds()).toHaveLength(3);
    expect(desktop.map(({ urgency }) => urgency)).toEqual(['now']);
  });
});

describe('what comes together', () => {
  it('is one notification, also where it differs in kind', () => {
    const { clock, desktop, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('a', openState), sessionOf('b', openState, { jobId: 11, name: 'test' })]);
    notices.sessionsChanged([
      sessionOf('a', held(clock.now(), 30 * MINUTE)),
      sessionOf('b', ended(clock.now()), { jobId: 11, name: 'test' }),
    ]);
    clock.advance(5000);
    expect(notices.list()).toHaveLength(2);
    expect(desktop).toHaveLength(1);
    expect(desktop[0]).toMatchObject({
      title: '2 notices from Jobdeck',
      body: 'build is held by your terminal. Terminal of test ended.',
      noticeIds: expect.arrayContaining(notices.list().map(({ id }) => id)),
    });
  });

  it('is not put off for ever by what keeps coming', () => {
    const { clock, desktop, notices } = noticesOf();
    for (let id = 1; id <= 20; id += 1) {
      notices.sessionsChanged([sessionOf(`s${id}`, held(clock.now(), 30 * MINUTE), { jobId: id })]);
      clock.advance(1000);
    }
    clock.advance(5000);
    expect(desktop.length).toBeGreaterThan(1);
    expect(desktop.length).toBeLessThan(5);
  });

  it('and has been read before it is shown is not shown', () => {
    const { clock, desktop, notices } = noticesOf();
    notices.sessionsChanged([sessionOf('s', held(clock.now(), 30 * MINUTE))]);
    notices.read(notices.list().map(({ id }) => id));
    clock.advance(5000);
    expect(desktop).toEqual([]);
  });
});

describe('the words of a notification', () => {
  const part = (rest: Partial<NewNotice> = {}): NewNotice => ({
    ...{ key: 'k', kind: 'session-ended', urgency: 'soon', title: 'Terminal of deploy:prod ended' },
    ...{ body: 'It was cancelled.', about: about('secret/plans') },
    ...rest,
  });

  it('have no names where that is wanted', () => {
    const one = announcementWords([part()], false);
    expect(one).toMatchObject({ title: 'A terminal ended', body: 'Jobdeck shows which.' });
    const many = announcementWords([part(), part({ key: 'l' })], false);
    expect(many.title).toBe('Terminals ended');
    const mixed = announcementWords([part(), part({ key: 'l', kind: 'token-refused', title: 'Token of work' })], false);
    expect(mixed).toMatchObject({
      title: '2 notices from Jobdeck',
      body: 'A terminal ended. An access token is refused.',
    });
    for (const { title, body } of [one, many, mixed])
      expect(title + body).not.toMatch(/deploy|build|secret|plans|work/);
  });

  it.each([
    ['glpat-abcdefghij1234567890', 'glpat'],
    ['_gitlab_session=0123456789abcdef0123456789abcdef', '0123'],
    ['see https://git.example.org/x?private_token=hello', 'hello'],
    ['https://user:pass@git.example.org/', 'pass'],
    ['<img src="http://evil.example/x">', '<'],
    ['turn \u202e round', '\u202e'],
    ['two\nlines', '\n'],
  ])('%j shows nothing of %j', (text, hidden) => {
    const { title, body } = announcementWords([part({ title: text, body: text })], true);
    expect(title).not.toContain(hidden);
    expect(body).not.toContain(hidden);
  });

  it('are short', () => {
    const { title, body } = announcementWords([part({ title: 't '.repeat(400), body: 'b '.repeat(400) })], true);
    expect(title.length).toBeLessThanOrEqual(100);
    expect(body.length).toBeLessThanOrEqual(300);
  });
});
