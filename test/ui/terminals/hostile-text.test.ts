import { describe, expect, it } from 'vitest';
import { cleanTitle, isMisleadingLink, readWebLink } from '../../../renderer/terminals/hostile-text.ts';

describe('titles from a program', () => {
  it.each([
    ['vim  main.ts', 'vim main.ts'],
    ['a\u0007b\u001b[31mc', 'ab[31mc'],
    ['exe\u202egnp.sh', 'exegnp.sh'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['line\u2028two', 'linetwo'],
  ])('%j becomes %j', (title, clean) => {
    expect(cleanTitle(title)).toBe(clean);
  });

  it('are cut at 80 characters, between characters', () => {
    const clean = cleanTitle('😀'.repeat(200));
    expect(Array.from(clean)).toHaveLength(80);
    expect(clean.endsWith('😀…')).toBe(true);
  });
});

describe('links', () => {
  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'ssh://host', 'not a url', 'https://user:pw@example.org/'])(
    'does not follow %s',
    (text) => expect(readWebLink(text)).toBeNull(),
  );

  it.each([
    ['https://example.org/a', 'https://example.org/a', false],
    ['example.org/a', 'https://example.org/a', false],
    ['https://example.org/', 'https://example.org/long/path', false],
    ['https://example.org/a', 'https://evil.example/a', true],
    ['https://example.org', 'https://example.org.evil.example/', true],
    ['https://example.org/a', 'https://example.org/b', true],
    ['click here', 'https://example.org/', true],
    ['', 'https://example.org/', true],
  ])('text %j for %s misleads: %s', (shown, target, misleading) => {
    expect(isMisleadingLink(shown, new URL(target))).toBe(misleading);
  });
});
