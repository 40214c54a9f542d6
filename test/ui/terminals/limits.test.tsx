import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SessionLimit } from '../../../electron/contract.ts';
import { LimitButton } from '../../../renderer/terminals/LimitButton.tsx';
import { LimitPill } from '../../../renderer/terminals/LimitPill.tsx';
import { limitTime, nearLimit } from '../../../renderer/terminals/limits.ts';
import { sampleLimit } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

const NOW = Date.UTC(2026, 10, 23, 12);
const SECOND = 1_000;
const MINUTE = 60_000;
const timeout = (leftMs: number, rest: Partial<SessionLimit> = {}) => sampleLimit({ at: NOW + leftMs, ...rest });
const hold = (leftMs: number) => timeout(leftMs, { kind: 'hold', source: 'log', title: 'Hold' });
const toCome = sampleLimit({
  kind: 'hold-to-come',
  at: null,
  lengthMs: 30 * MINUTE,
  certainty: 'guessed',
  title: 'After the script: a hold',
});
const cancel = sampleLimit({ kind: 'cancel', at: null, lengthMs: null, source: 'status', title: 'Cancel' });

describe('what a tab shows', () => {
  test.each<[string, readonly SessionLimit[], [string, string] | null]>([
    ['nothing known', [], null],
    ['a timeout that is far', [timeout(31 * MINUTE), toCome], null],
    ['only what comes with an event', [toCome], null],
    ['within half an hour, by the minute', [timeout(24 * MINUTE + SECOND)], ['quiet', '25 min']],
    ['what is not certain says so', [timeout(24 * MINUTE, { certainty: 'likely' })], ['quiet', '~24 min']],
    ['within five minutes, by the second', [timeout(4 * MINUTE + 58 * SECOND)], ['soon', '4:58']],
    ['in the last minute', [timeout(59 * SECOND)], ['urgent', '0:59']],
    ['at its end', [timeout(-3 * SECOND)], ['urgent', '0:00']],
    ['a hold always', [hold(26 * MINUTE + 58 * SECOND)], ['soon', '26:58']],
    ['a long hold too', [hold(120 * MINUTE)], ['soon', '2:00:00']],
    ['a hold in its last minute', [hold(40 * SECOND)], ['urgent', '0:40']],
    [
      'what comes before the hold',
      [timeout(20 * SECOND, { kind: 'cancel', certainty: 'likely' }), hold(MINUTE)],
      ['urgent', '~0:20'],
    ],
    ['a cancel without a moment', [timeout(20 * MINUTE), cancel], ['soon', 'cancelled']],
    ['a cancel that the shell outlives', [toCome, { ...cancel, endsTerminal: false }], null],
    ['an end that leaves the shell', [timeout(MINUTE, { kind: 'token', endsTerminal: false })], null],
  ])('%s', (_name, limits, shown) => {
    const near = nearLimit(limits, NOW);
    expect(near === null ? null : [near.level, near.text]).toEqual(shown);
  });

  test.each<[number, string]>([
    [24 * MINUTE + SECOND, 'Job timeout in 25 minutes'],
    [61 * SECOND, 'Job timeout in 2 minutes'],
    [59 * SECOND, 'Job timeout in less than a minute'],
    [0, 'Job timeout now'],
  ])('for ears, %i ms before', (leftMs, words) => {
    expect(nearLimit([timeout(leftMs)], NOW)?.words).toBe(words);
  });

  test.each<[SessionLimit, RegExp]>([
    [timeout(90 * SECOND), /^in 1:30, \d\d:\d\d$/],
    [timeout(90 * SECOND, { certainty: 'likely' }), /^in about 1:30, \d\d:\d\d$/],
    [timeout(-SECOND), /^now, \d\d:\d\d$/],
    [toCome, /^for 30 minutes$/],
    [cancel, /^within seconds$/],
    [sampleLimit({ kind: 'maintenance', at: null }), /^no time given$/],
  ])('the list’s time', (limit, text) => {
    expect(limitTime(limit, NOW)).toMatch(text);
  });
});

describe('the list behind the button', () => {
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  const quote = '<b>Restart</b> at noon <script>alert(1)</script>';
  const later = Date.now() + 40 * MINUTE;
  const limits = [
    sampleLimit({ at: later }),
    sampleLimit({
      kind: 'maintenance',
      at: null,
      source: 'announcement',
      certainty: 'guessed',
      title: 'Announced',
      quote,
    }),
    sampleLimit({ kind: 'token', at: later, source: 'account', title: 'API token', endsTerminal: false }),
  ];
  const show = (held = false, of: readonly SessionLimit[] = limits) =>
    renderOn({ now: Date.now() }, <LimitButton limits={of} held={held} onClosed={(event) => event.preventDefault()} />);
  const button = () => screen.getByRole('button', { name: /What can end this terminal/ });
  const list = () => screen.queryByRole('dialog', { name: 'What can end this terminal' });

  test('opens by the keyboard, says whence and how sure, and closes by Escape', async () => {
    const { user } = await show();
    await user.tab();
    expect(document.activeElement).toBe(button());
    await user.keyboard('{Enter}');
    const items = within(list() as HTMLElement).getAllByRole('listitem');
    expect(items).toHaveLength(3);
    expect(items[0]?.textContent).toContain('Certain, by what GitLab says of this job');
    expect(items[0]?.textContent).toContain('GitLab gives this job 1 hour.');
    expect(items[1]?.textContent).toContain('Guessed, by an announcement');
    expect(items[2]?.textContent).toContain('The terminal goes on.');
    await user.keyboard('{Escape}');
    expect(list()).toBeNull();
  });

  test('what administrators wrote is text, and nothing else', async () => {
    const { user } = await show();
    await user.click(button());
    const quoted = (list() as HTMLElement).querySelector('blockquote');
    expect(quoted?.textContent).toBe(quote);
    expect(quoted?.children).toHaveLength(0);
  });

  test('resting on it opens it without taking the keyboard, and leaving closes it; a click makes it stay', async () => {
    await show();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));
    fireEvent.pointerEnter(button(), { pointerType: 'mouse' });
    await pass(300);
    expect(list()).toBeNull();
    await pass(100);
    expect(list()).not.toBeNull();
    expect(document.activeElement).toBe(document.body);
    fireEvent.pointerLeave(button(), { pointerType: 'mouse' });
    await pass(300);
    expect(list()).toBeNull();

    fireEvent.pointerEnter(button(), { pointerType: 'mouse' });
    await pass(400);
    fireEvent.click(button());
    fireEvent.pointerLeave(button(), { pointerType: 'mouse' });
    await pass(1_000);
    expect(list()).not.toBeNull();
    fireEvent.click(button());
    expect(list()).toBeNull();
  });

  test('a far limit is an icon, a near one a time, and the hold is the banner’s', async () => {
    await show();
    expect(button().textContent).toBe('');
    expect(button().dataset.level).toBe('far');
    cleanup();
    await show(false, [sampleLimit({ at: Date.now() + 10 * MINUTE })]);
    await waitFor(() => expect(button().textContent).toMatch(/^(10|11) min$/));
    cleanup();
    await show(true, [sampleLimit({ kind: 'hold', title: 'Hold', at: Date.now() + 10 * MINUTE })]);
    expect(button().textContent).toBe('');
    expect(button().getAttribute('aria-label')).toMatch(/^What can end this terminal: Hold in 1[01] minutes$/);
  });

  test('where nothing can be said there is none, and a pill is not read twice', async () => {
    await show(false, []);
    expect(screen.queryByRole('button')).toBeNull();
    cleanup();
    await renderOn({ now: Date.now() }, <LimitPill limits={[sampleLimit({ at: Date.now() + 3 * MINUTE })]} />);
    const pill = document.querySelector('.t-limit-pill');
    expect(pill?.getAttribute('data-level')).toBe('soon');
    expect(pill?.getAttribute('aria-hidden')).toBe('true');
  });
});
