import { describe, expect, it } from 'vitest';
import { createBell } from '../../../renderer/terminals/bell.ts';
import { findLigatures } from '../../../renderer/terminals/ligatures.ts';
import { middleClickDoes, rightClickDoes } from '../../../renderer/terminals/pointer-wishes.ts';

describe('the bell', () => {
  it('is heard once a second, however often a program rings, in the way that is set', () => {
    const heard: string[] = [];
    let at = 0;
    let wish: 'off' | 'mark' | 'flash' | 'sound' = 'off';
    const ring = createBell({
      wish: () => wish,
      now: () => at,
      mark: () => heard.push('mark'),
      flash: () => heard.push('flash'),
      sound: () => heard.push('sound'),
    });
    ring();
    expect(heard).toEqual([]);
    wish = 'sound';
    for (at = 0; at < 1000; at += 1) ring();
    expect(heard.splice(0)).toEqual(['mark', 'sound']);
    wish = 'flash';
    ring();
    expect(heard.splice(0)).toEqual(['mark', 'flash']);
    at += 1000;
    wish = 'mark';
    ring();
    expect(heard).toEqual(['mark']);
  });
});

describe('ligatures', () => {
  it.each([
    ['if (a !== b) => c', ['!==', '=>']],
    ['x <== y <!-- z', ['<==', '<!--']],
    ['a === b == c', ['===', '==']],
    ['plain text, 1 + 2 = 3', []],
    ['a->b::c', ['->', '::']],
  ])('in %j: %j', (text, signs) => {
    expect(findLigatures(text).map(([from, to]) => text.slice(from, to))).toEqual(signs);
  });
});

describe('the other buttons of the mouse', () => {
  it.each([
    ['win32', 'paste', 'nothing'],
    ['linux', 'menu', 'paste'],
    ['darwin', 'menu', 'nothing'],
    ['other', 'menu', 'nothing'],
  ] as const)('on %s: right %s, middle %s', (platform, right, middle) => {
    expect([rightClickDoes('auto', platform), middleClickDoes('auto', platform)]).toEqual([right, middle]);
  });

  it('do what the user wants where that is said', () => {
    expect([rightClickDoes('menu', 'win32'), rightClickDoes('paste', 'linux')]).toEqual(['menu', 'paste']);
    expect([middleClickDoes('off', 'linux'), middleClickDoes('paste', 'darwin')]).toEqual(['nothing', 'paste']);
  });
});
