import { expect, test } from 'vitest';
import type { TerminalSession } from '../../electron/contract.ts';
import { takeSessions } from '../../renderer/told-sessions.ts';

const session = (id: string, more: Partial<TerminalSession> = {}): TerminalSession =>
  ({ id, title: id, limits: [{ kind: 'idle' }], bytesIn: 0, bytesOut: 0, backlogBytes: 0, ...more }) as never;

const first = takeSessions([session('a'), session('b')], { sessions: [], counters: new Map() });

test('the list stays the same while only counters change, and they change for whom they do', () => {
  const next = takeSessions([session('a', { bytesIn: 7 }), session('b')], first);
  expect(next.sessions).toBe(first.sessions);
  expect(next.sessions[0]).not.toHaveProperty('bytesIn');
  expect(next.counters.get('a')?.bytesIn).toBe(7);
  expect(next.counters.get('b')).toBe(first.counters.get('b'));
  // a paste goes on by this, also where no number changed
  expect(next.counters).not.toBe(first.counters);
});

test('a session that changes, moves, comes or goes is another list, and the others stay the same in it', () => {
  const changed = takeSessions([session('a', { limits: [] }), session('b')], first);
  expect(changed.sessions).not.toBe(first.sessions);
  expect(changed.sessions[1]).toBe(first.sessions[1]);
  const ids = (told: readonly TerminalSession[]) => takeSessions(told, first).sessions.map(({ id }) => id);
  expect(ids([session('b'), session('a')])).toEqual(['b', 'a']);
  expect(ids([session('a')])).toEqual(['a']);
  expect(ids([session('a'), session('b'), session('c')])).toEqual(['a', 'b', 'c']);
  expect([...takeSessions([session('a')], first).counters.keys()]).toEqual(['a']);
});
