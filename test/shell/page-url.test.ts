import { expect, it } from 'vitest';
import { isPageUrl } from '../../electron/shell/page-url.ts';

it.each([
  ['app://jobdeck/', true],
  ['app://jobdeck/index.html#x', true],
  ['app://JOBDECK/', false],
  ['app://jobdeck.evil.example/', false],
  ['app://evil.example/app://jobdeck/', false],
  ['app://jobdeck@evil.example/', false],
  ['app://jobdeck:80/', false],
  ['app:jobdeck', false],
  ['appx://jobdeck/', false],
  ['https://jobdeck/', false],
  ['file:///app://jobdeck/', false],
  ['data:text/html,app://jobdeck/', false],
  ['about:blank', false],
  ['', false],
])('%s is our page: %s', (url, is) => {
  expect(isPageUrl(url)).toBe(is);
});
