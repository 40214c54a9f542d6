import { describe, expect, it } from 'vitest';
import { parseGoDuration } from '../../electron/core/go-duration.ts';

describe('parseGoDuration', () => {
  it.each([
    ['30m0s', 1_800_000],
    ['1h0m0s', 3_600_000],
    ['1m5s', 65_000],
    ['8s', 8000],
    ['0s', 0],
    ['1.5s', 1500],
    ['250ms', 250],
    ['1h1m1.25s', 3_661_250],
    ['-3s', -3000],
  ])('reads %s', (text, ms) => {
    expect(parseGoDuration(text)).toBe(ms);
  });

  it.each(['', 's', '30', '30 m', '30m0', 'm30s', '1d', '30m0s!', '9'.repeat(400)])('refuses %j', (text) => {
    expect(parseGoDuration(text)).toBeNull();
  });
});
