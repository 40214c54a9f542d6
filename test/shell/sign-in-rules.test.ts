import { describe, expect, it } from 'vitest';
import { addressOf, isSafeScheme, mayGo, mayLoad } from '../../electron/shell/sign-in/rules.ts';

const GITLAB = 'https://git.example.org/gitlab';
const led = new Set(['https://git.example.org', 'https://login.example.com']);
const place = { baseUrl: GITLAB, led };
const SIGN_IN = `${GITLAB}/users/sign_in`;
const PROVIDER = 'https://login.example.com/authorize?state=1';

describe('where a page may lead', () => {
  it.each([
    ['to another page of the instance', SIGN_IN, `${GITLAB}/users/password/new`, true],
    ['to a provider it has led to before', SIGN_IN, PROVIDER, true],
    ['anywhere else', SIGN_IN, 'https://evil.example.net/', false],
    ['to the same host on another port', SIGN_IN, 'https://git.example.org:8443/', false],
    ['to a name that only begins alike', SIGN_IN, 'https://git.example.org.evil.net/', false],
    [
      'away from below /users/auth/, by a form that posts itself',
      `${GITLAB}/users/auth/saml`,
      'https://sso.example.net/',
      true,
    ],
    [
      'away from what only looks like it, outside the root',
      'https://git.example.org/users/auth/saml',
      'https://sso.example.net/',
      false,
    ],
    ['from a provider to the next', PROVIDER, 'https://second-factor.example.net/', true],
    ['from a provider back', PROVIDER, `${GITLAB}/users/auth/saml/callback`, true],
    ['from a provider to what is not encrypted', PROVIDER, 'http://login.example.com/', false],
    ['from where sign-in never was', 'https://evil.example.net/', GITLAB, false],
    ['to a file', SIGN_IN, 'file:///etc/passwd', false],
    ['to our own page', SIGN_IN, 'app://jobdeck/index.html', false],
    ['to a deep link', SIGN_IN, 'jobdeck://open?url=x', false],
    ['to a script', SIGN_IN, 'javascript:alert(1)', false],
    ['to data', SIGN_IN, 'data:text/html,x', false],
    ['with a name and password in the address', SIGN_IN, 'https://a:b@git.example.org/gitlab', false],
    ['to no URL at all', SIGN_IN, '::', false],
  ])('%s', (_case, from, to, may) => {
    expect(mayGo(to, from, 'page', place)).toBe(may);
  });

  it.each([
    ['follows a server over https', 'https://sso.example.net/', true],
    ['not to what is not encrypted', 'http://sso.example.net/', false],
    ['nor out of the web', 'app://jobdeck/', false],
  ])('a redirect: %s', (_case, to, may) => {
    expect(mayGo(to, SIGN_IN, 'redirect', place)).toBe(may);
  });

  it.each([
    ['the instance, to sign in by a provider', SIGN_IN, `${GITLAB}/users/auth/saml`, true],
    ['the instance, for any other page of it', SIGN_IN, `${GITLAB}/help`, false],
    ['the instance, elsewhere', SIGN_IN, 'https://evil.example.net/', false],
    ['a provider, for its second step', PROVIDER, 'https://login.example.com/confirm', true],
    ['a provider, unencrypted', PROVIDER, 'http://login.example.com/confirm', false],
  ])('a window opened by %s', (_case, from, to, may) => {
    expect(mayGo(to, from, 'pop-up', place)).toBe(may);
  });
});

it.each([
  ['https, always', 'https://x.example', 'http://git.internal', true],
  ['http, never for an instance with TLS', 'http://git.example.org', 'https://git.example.org', false],
  ['http of an instance without TLS', 'http://git.internal:8080/x', 'http://git.internal:8080', true],
  ['http elsewhere for such an instance', 'http://login.internal', 'http://git.internal', false],
  ['http on this machine, for an instance on this machine', 'http://localhost:9/', 'http://127.0.0.1:8080', true],
  ['http on this machine, for one elsewhere', 'http://127.0.0.1:9/', 'http://git.internal', false],
  ['a name that only looks local', 'http://127.0.0.1.evil.net/', 'http://127.0.0.1:8080', false],
])('%s', (_case, url, baseUrl, safe) => {
  expect(isSafeScheme(new URL(url), baseUrl)).toBe(safe);
});

it.each([
  ['https://cdn.example.net/captcha.js', true],
  ['wss://git.example.org/-/cable', true],
  ['data:image/png;base64,x', true],
  ['blob:https://git.example.org/1', true],
  ['http://cdn.example.net/x.js', false],
  ['ws://git.example.org/x', false],
  ['file:///etc/passwd', false],
  ['chrome://settings', false],
])('what a page may load: %s', (url, may) => {
  expect(mayLoad(url, GITLAB)).toBe(may);
});

it('shows an address without what may be secret in it', () => {
  expect(addressOf(new URL('https://login.example.com:8443/a?code=secret#x'))).toEqual({
    scheme: 'https',
    host: 'login.example.com:8443',
    path: '/a',
  });
});
