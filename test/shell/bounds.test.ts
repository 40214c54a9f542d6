import { expect, it } from 'vitest';
import { type Bounds, cascade, placeWindow } from '../../electron/shell/windows/bounds.ts';

const laptop: Bounds = { x: 0, y: 25, width: 1440, height: 875 };
const external: Bounds = { x: 1440, y: 0, width: 2560, height: 1415 };
const onExternal: Bounds = { x: 1800, y: 100, width: 1600, height: 1000 };

it('opens in the middle the first time, within a small screen', () => {
  expect(placeWindow(null, [external])).toEqual({ x: 1440 + 640, y: 298, width: 1280, height: 820 });
  expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 600 }])).toEqual({
    x: 0,
    y: 0,
    width: 1024,
    height: 600,
  });
});

it('opens where it was, also half off a screen, as people place windows', () => {
  expect(placeWindow(onExternal, [laptop, external])).toEqual(onExternal);
  const halfOut = { ...onExternal, x: 3700 };
  expect(placeWindow(halfOut, [laptop, external])).toEqual(halfOut);
});

it.each<[string, Bounds]>([
  ['its screen is gone', onExternal],
  ['only a sliver is left of it', { x: 1400, y: 100, width: 800, height: 600 }],
  ['its title bar is above the screen', { x: 100, y: -300, width: 800, height: 600 }],
  ['its title bar is below the screen', { x: 100, y: 880, width: 800, height: 600 }],
  ['it is wider than all screens', { x: 0, y: 25, width: 100_000, height: 600 }],
  ['it is higher than all screens', { x: 0, y: 25, width: 800, height: 100_000 }],
])('comes back with its size when %s', (_name, remembered) => {
  const placed = placeWindow(remembered, [laptop]);
  expect(placed.x).toBeGreaterThanOrEqual(laptop.x);
  expect(placed.y).toBeGreaterThanOrEqual(laptop.y);
  expect(placed.x + placed.width).toBeLessThanOrEqual(laptop.x + laptop.width);
  expect(placed.y + placed.height).toBeLessThanOrEqual(laptop.y + laptop.height);
  expect(placed.width).toBe(Math.min(remembered.width, laptop.width));
});

it('may lie over several displays', () => {
  const over: Bounds = { x: 100, y: 100, width: 3800, height: 800 };
  expect(placeWindow(over, [laptop, external])).toEqual(over);
});

it('opens one more beside the first, so that both title bars can be taken', () => {
  const first = placeWindow(null, [laptop]);
  const second = placeWindow(cascade(first), [laptop]);
  expect(second.x).toBeGreaterThan(first.x);
  expect(second.y).toBeGreaterThan(first.y);
  expect([second.width, second.height]).toEqual([first.width, first.height]);
});
