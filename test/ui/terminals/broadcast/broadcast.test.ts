import { describe, expect, it } from 'vitest';
import type { TerminalSession } from '../../../../electron/contract.ts';
import {
  type Broadcast,
  memberIds,
  othersOf,
  settleBroadcast,
  startBroadcast,
  toggleMember,
} from '../../../../renderer/terminals/broadcast/broadcast.ts';
import { toggleScrolling } from '../../../../renderer/terminals/broadcast/scroll-together.ts';
import { asCursorKey, createTypedInput } from '../../../../renderer/terminals/broadcast/typed-input.ts';
import { session, states } from '../harness/scene.ts';

const open = (id: string, part: Partial<TerminalSession> = {}) =>
  session(id, null, states.open, { title: id.toUpperCase(), ...part });
const three = [open('a'), open('b'), session('c', null, states.held, { title: 'C' })];
const on = startBroadcast(three);
const why = (broadcast: Broadcast | null): string =>
  broadcast?.status === 'over' ? broadcast.why : (broadcast?.leftOut.join(' ') ?? '');

describe('typing to several terminals', () => {
  it('begins among those that have a shell', () => {
    const dead = session('d', null, states.ended);
    const waiting = session('e', null, states.connecting);
    expect(memberIds(startBroadcast([...three, dead, waiting]))).toEqual(['a', 'b', 'c']);
    expect(startBroadcast([open('a'), dead])).toMatchObject({ status: 'over' });
  });

  it.each<[string, readonly TerminalSession[], readonly string[], RegExp]>([
    [
      'its shell ends',
      [open('a'), open('b'), session('c', null, states.ended, { title: 'C' })],
      ['a', 'b'],
      /C has no/,
    ],
    [
      'it connects again',
      [open('a'), open('b'), session('c', null, states.connecting, { title: 'C' })],
      ['a', 'b'],
      /C is/,
    ],
    ['it has a new shell', [open('a'), open('b'), open('c', { shellNumber: 2 })], ['a', 'b'], /C has a new shell/],
    ['it is closed', [open('a'), open('b')], ['a', 'b'], /closed or is in another window/],
    ['all but one go', [open('a')], [], /^What you type goes to one terminal again/],
  ])('leaves out a terminal when %s, and says so', (_what, sessions, left, word) => {
    const settled = settleBroadcast(on, sessions);
    expect(memberIds(settled)).toEqual(left);
    expect(why(settled)).toMatch(word);
  });

  it('never takes a terminal in again by itself', () => {
    const without = settleBroadcast(on, [open('a'), open('b'), session('c', null, states.ended)]);
    const back = settleBroadcast(without, [open('a'), open('b'), open('c', { shellNumber: 2 })]);
    expect(memberIds(back)).toEqual(['a', 'b']);
    expect(memberIds(toggleMember(back, open('c', { shellNumber: 2 })))).toEqual(['a', 'b', 'c']);
  });

  it('is asked at the very key, so that no key goes where the shell has just gone', () => {
    expect(othersOf(on, three, 'a')).toEqual(['b', 'c']);
    expect(othersOf(on, [open('a'), open('b'), open('c', { shellNumber: 2 })], 'a')).toEqual(['b']);
    expect(othersOf(on, [open('a'), session('b', null, states.ended), session('c', null, states.ended)], 'a')).toEqual(
      [],
    );
    expect(othersOf(on, [...three, open('d')], 'd')).toEqual([]);
    expect(othersOf(null, three, 'a')).toEqual([]);
  });

  it('excludes and takes in by choice, and ends with the second last', () => {
    const two = toggleMember(on, open('b'));
    expect(memberIds(two)).toEqual(['a', 'c']);
    expect(toggleMember(two, open('a'))).toBeNull();
    expect(memberIds(toggleMember(two, session('d', null, states.ended)))).toEqual(['a', 'c']);
  });
});

describe('what a terminal sends', () => {
  it.each([
    ['a letter', 'a', 'a', true],
    ['Enter', '\r', '\r', true],
    ['an arrow', '\u001b[A', '\u001b[A', true],
    ['composed text, which no key announces', null, '漢字', true],
    ['a focus report', null, '\u001b[I', false],
    ['a mouse report', null, '\u001b[<0;3;4M', false],
    ['a cursor report', null, '\u001b[3;4R', false],
    ['a report that comes before the key that was announced', 'a', '\u001b[0n', false],
  ])('is told apart: %s', (_what, key, data, typed) => {
    const input = createTypedInput();
    if (key !== null) input.keyed(key);
    expect(input.isTyped(data)).toBe(typed);
  });

  it('is no key twice', () => {
    const input = createTypedInput();
    input.keyed('\u001b[A');
    expect([input.isTyped('\u001b[A'), input.isTyped('\u001b[A')]).toEqual([true, false]);
  });

  it.each([
    ['\u001b[A', true, '\u001bOA'],
    ['\u001bOD', false, '\u001b[D'],
    ['\u001b[1;5C', true, '\u001b[1;5C'],
    ['A', true, 'A'],
  ])('has cursor keys in the form that the other program wants: %j', (data, mode, expected) => {
    expect(asCursorKey(data, mode)).toBe(expected);
  });
});

describe('scrolling together', () => {
  const tab = ['a', 'b', 'c'];
  it('is for all of the tab at first, then for those that stay', () => {
    const all = toggleScrolling(new Set(['x', 'y']), 'a', tab);
    expect([...all]).toEqual(['x', 'y', 'a', 'b', 'c']);
    const two = toggleScrolling(all, 'b', tab);
    expect([...two]).toEqual(['x', 'y', 'a', 'c']);
    expect([...toggleScrolling(two, 'c', tab)]).toEqual(['x', 'y']);
    expect([...toggleScrolling(two, 'b', tab)]).toEqual(['x', 'y', 'a', 'c', 'b']);
  });
});
