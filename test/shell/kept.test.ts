import { describe, expect, it } from 'vitest';
import { themeIn } from '../../electron/shell/windows/kept-theme.ts';
import { readPlaces } from '../../electron/shell/windows/window-places.ts';

describe('the theme of the first paint', () => {
  it.each([
    ['{"preferences":{"theme":"light"}}', 'light'],
    ['{"preferences":{"theme":"dark"}}', 'dark'],
    ['{"preferences":{"theme":"mauve"}}', 'system'],
    ['{"preferences":null}', 'system'],
    ['{"accounts":[]}', 'system'],
    ['null', 'system'],
    ['{"preferences":{"theme":"li', 'system'],
  ])('%s', (text, theme) => {
    expect(themeIn(text)).toBe(theme);
  });
});

describe('the window file', () => {
  const place = { bounds: { x: -5, y: 0, width: 800, height: 600 }, maximized: true };

  it('gives the places it holds', () => {
    expect(readPlaces(JSON.stringify({ windows: [place, { ...place, maximized: false }] }))).toEqual([
      place,
      { ...place, maximized: false },
    ]);
  });

  it.each([
    ['cut short', '{"windows":[{"bo'],
    ['of an older form', JSON.stringify(place)],
    ['with a part of a pixel', JSON.stringify({ windows: [{ ...place, bounds: { ...place.bounds, x: 0.5 } }] })],
    ['with no width', JSON.stringify({ windows: [{ bounds: { x: 0, y: 0, height: 1 }, maximized: false }] })],
    ['with a word for a flag', JSON.stringify({ windows: [{ ...place, maximized: 'yes' }] })],
    ['with more windows than anyone has', JSON.stringify({ windows: Array(21).fill(place) })],
  ])('counts as none when it is %s', (_what, text) => {
    expect(readPlaces(text)).toEqual([]);
  });
});
