import { beforeEach, expect, it } from 'vitest';
import type { SessionId, TerminalSession } from '../../electron/contract.ts';
import { createViews, type PageEvent, type Views } from '../../electron/doors/views.ts';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.ts';

let clock: ManualClock;
let views: Views;
/** What reached core. */
let sent: [unknown, unknown][];
let onCall: (name: unknown) => unknown;

beforeEach(() => {
  clock = createManualClock();
  sent = [];
  onCall = () => undefined;
  views = createViews({
    clock,
    returnsWithinMs: 5000,
    doorway: {
      call: async (name) => ({ ok: true, value: await onCall(name) }),
      send(name, args) {
        sent.push([name, args]);
        return true;
      },
    },
  });
});

function sessions(...ids: SessionId[]): PageEvent & { name: 'sessions' } {
  return { name: 'sessions', value: ids.map((id) => ({ id }) as TerminalSession) };
}

function open(key: string) {
  const heard: PageEvent[] = [];
  const page = views.join(key, { deliver: (event) => heard.push(event) });
  const last = (name: PageEvent['name']) => heard.filter((event) => event.name === name).at(-1)?.value;
  return { page, heard, last };
}

const output = (sessionId: SessionId) =>
  ({ name: 'output', value: { sessionId, offset: 0, bytes: new Uint8Array([1]), leftOut: null } }) as const;

it('gives output to the page that has the session, and to no other', async () => {
  const [one, two] = [open('one'), open('two')];
  views.deliver(sessions('s'));
  await two.page.call('attachSession', ['s']);
  views.deliver(output('s'));
  expect(one.last('output')).toBeUndefined();
  expect(two.last('output')).toMatchObject({ sessionId: 's' });
  expect(one.last('elsewhere')).toEqual(['s']);
  expect(two.last('elsewhere')).toEqual([]);
});

it.each([
  ['left and came back', 'one', true],
  ['lost its socket', 'one', false],
  ['left its sessions to another', 'two', true],
])('gives a page nothing of a session before it attaches, when the one before %s', async (_how, key, leaves) => {
  const before = open('one');
  const other = key === 'one' ? null : open(key);
  views.deliver(sessions('s'));
  await before.page.call('attachSession', ['s']);
  views.deliver(output('s'));
  expect(before.last('output')).toMatchObject({ sessionId: 's' });
  if (leaves) before.page.leave();
  clock.advance(key === 'one' ? 0 : 5000);
  const after = other ?? open(key);
  expect(views.ownerOf('s')).toBe(key);
  // Meant for the one before: it begins in the middle.
  views.deliver(output('s'));
  expect(after.last('output')).toBeUndefined();
  await after.page.call('attachSession', ['s']);
  views.deliver(output('s'));
  expect(after.last('output')).toMatchObject({ sessionId: 's' });
});

it('gives a page that is loaded anew nothing of a session before it attaches again', async () => {
  const { page, heard } = open('one');
  views.deliver(sessions('s', 't'));
  for (const id of ['s', 't']) await page.call('attachSession', [id]);
  page.restart();
  heard.length = 0;
  for (const id of ['s', 't']) views.deliver(output(id));
  expect(heard).toEqual([]);
  await page.call('attachSession', ['t']);
  for (const id of ['s', 't']) views.deliver(output(id));
  expect(heard).toEqual([output('t')]);
});

it('gives a new session to the page that asked for it, before the page hears of it', async () => {
  const [one, two] = [open('one'), open('two')];
  onCall = (name) => name === 'openTerminal' && views.deliver(sessions('mine'));
  await two.page.call('openTerminal', ['a:1']);
  expect(views.ownerOf('mine')).toBe('two');
  const names = one.heard.map(({ name }) => name);
  expect(names.lastIndexOf('elsewhere')).toBeLessThan(names.indexOf('sessions'));
});

it('gives a session that nobody asked for to the page in front', async () => {
  const [one, two] = [open('one'), open('two')];
  onCall = () => ({ sessions: [] });
  for (const { page } of [one, two]) await page.call('snapshot', []);
  two.page.send('setInFront', [true]);
  views.deliver(sessions('link'));
  views.deliver({ name: 'showSession', value: 'link' });
  expect(two.last('showSession')).toBe('link');
  expect(one.last('showSession')).toBeUndefined();
  views.deliver({ name: 'failed', value: { kind: 'offline', message: 'no', next: null } });
  expect(two.last('failed')).toMatchObject({ message: 'no' });
  expect(one.last('failed')).toBeUndefined();
});

it('keeps what is told to a page that is still loading until it has asked for the whole', async () => {
  const page = open('one');
  views.deliver({ name: 'failed', value: { kind: 'no-account', message: 'early', next: null } });
  expect(page.last('failed')).toBeUndefined();
  onCall = () => ({ sessions: [] });
  await page.page.call('snapshot', []);
  expect(page.last('failed')).toMatchObject({ message: 'early' });
  await page.page.call('snapshot', []);
  expect(page.heard.filter(({ name }) => name === 'failed')).toHaveLength(1);
  views.deliver({ name: 'menuCommand', value: 'find' });
  expect(page.last('menuCommand')).toBe('find');
});

it('lets only the owner acknowledge and resize, and anybody type', async () => {
  const [one, two] = [open('one'), open('two')];
  views.deliver(sessions('s'));
  await one.page.call('attachSession', ['s']);
  two.page.send('acknowledge', ['s', 5]);
  two.page.send('resize', ['s', 80, 24]);
  two.page.send('input', ['s', new Uint8Array()]);
  one.page.send('acknowledge', ['s', 7]);
  expect(sent.map(([name, args]) => [name, (args as unknown[])[1]])).toEqual([
    ['input', new Uint8Array()],
    ['acknowledge', 7],
  ]);
});

it('keeps the sessions of a page that reloads, and hands them on when it stays away', async () => {
  const [one, two] = [open('one'), open('two')];
  views.deliver(sessions('s'));
  await two.page.call('attachSession', ['s']);
  two.page.leave();
  clock.advance(4999);
  expect(one.last('elsewhere')).toEqual(['s']);
  const again = open('two');
  clock.advance(10_000);
  expect(views.ownerOf('s')).toBe('two');
  again.page.leave();
  clock.advance(5000);
  expect(views.ownerOf('s')).toBe('one');
  expect(one.last('elsewhere')).toEqual([]);
});

it('is in front for core as long as one page is', () => {
  const [one, two] = [open('one'), open('two')];
  one.page.send('setInFront', [true]);
  two.page.send('setInFront', [true]);
  one.page.send('setInFront', [false]);
  expect(sent).toEqual([['setInFront', [true]]]);
  two.page.leave();
  expect(sent.at(-1)).toEqual(['setInFront', [false]]);
});

it('moves a session to a window that is still being opened', () => {
  const one = open('one');
  views.deliver(sessions('s', 't'));
  views.give('two', 's');
  // Until the window is there the session stays with the one that is.
  expect(one.heard.some(({ name }) => name === 'elsewhere')).toBe(false);
  const two = open('two');
  expect(one.last('elsewhere')).toEqual(['s']);
  expect(two.last('elsewhere')).toEqual(['t']);
});

it('tells a page that asks for everything what is elsewhere, also when nothing changed', async () => {
  const [one, two] = [open('one'), open('two')];
  onCall = (name) => (name === 'snapshot' ? { sessions: [{ id: 's' }] } : undefined);
  await one.page.call('attachSession', ['s']);
  await two.page.call('snapshot', []);
  await two.page.call('snapshot', []);
  expect(two.heard.filter(({ name }) => name === 'elsewhere').slice(-2)).toEqual([
    { name: 'elsewhere', value: ['s'] },
    { name: 'elsewhere', value: ['s'] },
  ]);
});
