import { describe, expect, it } from 'vitest';
import { rank } from '../../renderer/palette/rank.ts';

const job = ['a-very-long-job-name: [ubuntu-24.04, extra-cool-value]', 'group/local-tools', 'main'];

describe('rank', () => {
  it('takes words as they were typed, not letters strewn over a name', () => {
    expect(rank('', 'uln', job)).toBe(0);
    expect(rank('', 'ubuntu main', job)).toBeGreaterThan(0);
    expect(rank('', '', job)).toBe(1);
  });

  it('puts the start of a name before the start of a word, its middle and the rest', () => {
    const found = ['local', 'open local', 'nonlocal', 'job'].map((name) => rank('', 'local', [name, 'local']));
    expect(found).toEqual([...found].sort((a, b) => b - a));
    expect(new Set(found).size).toBe(4);
  });
});
