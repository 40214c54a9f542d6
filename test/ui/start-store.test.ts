import { describe, expect, it } from 'vitest';
import { startStore } from '../../renderer/start-store.ts';
import { takeOut } from '../../renderer/terminals/panes/layout.ts';
import { sessionsOf } from '../../renderer/terminals/panes/pane-tree.ts';
import { createFakeApi, fail, ok } from '../fakes/fake-api.ts';
import { sampleAccount, sampleJob, sampleNow, sampleSession, sampleSnapshot } from '../fakes/samples.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const open = { status: 'open', since: sampleNow } as const;

describe('startStore', () => {
  it('takes the snapshot, and core’s clock with it', async () => {
    const api = createFakeApi(sampleSnapshot({ accounts: [sampleAccount('one')] }));
    const { store } = startStore(api, () => sampleNow - 5000);
    expect(store.getState().loaded).toBe(false);
    await settled();
    expect(store.getState()).toMatchObject({ loaded: true, clockSkewMs: 5000 });
    expect(store.getState().accounts.map(({ id }) => id)).toEqual(['one']);
  });

  it('does not take a slow answer for another clock', async () => {
    const api = createFakeApi(sampleSnapshot());
    let now = sampleNow - 100;
    const { store } = startStore(api, () => now);
    now = sampleNow + 2300;
    await settled();
    expect(store.getState()).toMatchObject({ loaded: true, clockSkewMs: 0 });
  });

  it('keeps what an event told while the snapshot was on its way', async () => {
    const old = sampleSnapshot();
    const api = createFakeApi(old);
    let reply: (() => void) | null = null;
    api.answer('snapshot', () => new Promise((resolve) => (reply = () => resolve(ok(old)))));
    const { store } = startStore(api);
    api.tell('accounts', [sampleAccount('newer')]);
    (reply as (() => void) | null)?.();
    await settled();
    expect(store.getState().accounts.map(({ id }) => id)).toEqual(['newer']);
    expect(store.getState().loaded).toBe(true);
  });

  it('asks for the whole again once the way to core is back', async () => {
    const api = createFakeApi(sampleSnapshot());
    const { store } = startStore(api);
    await settled();
    api.setConnected(false);
    expect(store.getState().connected).toBe(false);
    api.answer('snapshot', () => ok(sampleSnapshot({ accounts: [sampleAccount('meanwhile')] })));
    api.setConnected(true);
    await settled();
    expect(store.getState().accounts.map(({ id }) => id)).toEqual(['meanwhile']);
  });

  it('puts the tab in front that was there before the page was loaded again', async () => {
    const kept = new Map<string, string>();
    const memory = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, id: string) => void kept.set(key, id),
    };
    const snapshot = sampleSnapshot({
      sessions: [sampleSession('first', null, open), sampleSession('second', null, open)],
    });
    const before = startStore(createFakeApi(snapshot), Date.now, memory);
    await settled();
    expect(before.store.getState().activeSessionId).toBe('first');
    before.store.getState().selectSession('second');
    const after = startStore(createFakeApi(snapshot), Date.now, memory);
    await settled();
    expect(after.store.getState().activeSessionId).toBe('second');
    const gone = startStore(
      createFakeApi(sampleSnapshot({ sessions: [sampleSession('first', null, open)] })),
      Date.now,
      memory,
    );
    await settled();
    expect(gone.store.getState().activeSessionId).toBe('first');
  });

  it('takes panes back from core, keeps what changes there, and takes those in that come from another window', async () => {
    const sessions = [1, 2, 3, 4].map((id) => sampleSession(`s${id}`, sampleJob('one', id), open));
    const kept = (...ids: number[][]) =>
      JSON.stringify(
        ids.map((pair) => ({
          tree: {
            kind: 'split',
            direction: 'row',
            parts: pair.map((id) => ({ tree: { kind: 'pane', sessionId: `job one:${id}` }, share: 50 })),
          },
          zoomed: false,
        })),
      );
    const api = createFakeApi(sampleSnapshot({ sessions, layout: kept([1, 2], [3, 4]) }));
    const told = () => api.asked.filter(({ name }) => name === 'keepLayout').map(({ args }) => args[0]);
    const { store } = startStore(api);
    await settled();
    const shown = () => store.getState().layout.map(({ tree }) => sessionsOf(tree));
    expect(shown()).toEqual([
      ['s1', 's2'],
      ['s3', 's4'],
    ]);
    api.tell('elsewhere', ['s3', 's4']);
    expect(shown()).toEqual([['s1', 's2']]);
    expect(told()).toEqual([]);
    store.getState().arrange((layout) => takeOut(layout, 's2'));
    expect(told()).toEqual([kept([3, 4])]);
    api.tell('elsewhere', []);
    expect(shown()).toEqual([['s3', 's4']]);
  });

  it('tells why it could not start, and starts on a second try', async () => {
    const api = createFakeApi(sampleSnapshot());
    api.answer('snapshot', () => fail('internal'));
    const { store, reload } = startStore(api);
    await settled();
    expect(store.getState()).toMatchObject({ loaded: false, startFailure: { kind: 'internal' } });
    api.answer('snapshot', () => ok(sampleSnapshot()));
    await reload();
    expect(store.getState()).toMatchObject({ loaded: true, startFailure: null });
  });

  it('has a session in front as long as there is one, and forgets marks of closed ones', async () => {
    const [first, second] = [sampleSession('a', null, open), sampleSession('b', null, open)];
    const api = createFakeApi(sampleSnapshot({ sessions: [first, second] }));
    const { store } = startStore(api);
    await settled();
    expect(store.getState().activeSessionId).toBe('a');
    store.getState().markUnread('a');
    store.getState().markUnread('b');
    expect([...store.getState().unread]).toEqual(['b']);
    api.tell('sessions', [second]);
    expect(store.getState().activeSessionId).toBe('b');
    api.tell('sessions', []);
    expect(store.getState().activeSessionId).toBeNull();
    expect(store.getState().unread.size).toBe(0);
  });

  it('hears nothing more after dispose', async () => {
    const api = createFakeApi(sampleSnapshot());
    const { store, dispose } = startStore(api);
    await settled();
    dispose();
    dispose();
    api.tell('accounts', [sampleAccount('late')]);
    expect(store.getState().accounts).toEqual([]);
  });

  it('goes back to the settings from a dialog that they opened', () => {
    const { store } = startStore(createFakeApi(sampleSnapshot()));
    const { openDialog } = store.getState();
    openDialog({ kind: 'settings', page: 'accounts' });
    openDialog({ kind: 'edit-account', accountId: 'one' });
    openDialog(null);
    expect(store.getState().dialog).toEqual({ kind: 'settings', page: 'accounts' });
    openDialog(null);
    expect(store.getState().dialog).toBeNull();
  });
});
