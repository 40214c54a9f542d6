import { describe, expect, it } from 'vitest';
import { parseSessionCookies, restoreSessionCookies } from '../../../electron/core/gitlab/session-cookies.ts';

const base = 'https://git.example.org/gitlab';
const api = `${base}/api/v4/user`;

describe('a pasted session cookie', () => {
  it.each([
    ['the value alone', 'cell-1-0123abcd==', '_gitlab_session=cell-1-0123abcd=='],
    ['name and value', ' _gitlab_session=abc ', '_gitlab_session=abc'],
    [
      'a Cookie header',
      'Cookie: theme=dark; _gitlab_session=abc; remember_user_token=r%3D',
      'theme=dark; _gitlab_session=abc; remember_user_token=r%3D',
    ],
    ['a Set-Cookie line', '_gitlab_session=abc; path=/; HttpOnly; SameSite=None', '_gitlab_session=abc'],
    [
      'a copied command',
      "curl 'https://git.example.org/' -H 'accept: */*' -b '_gitlab_session=abc; a=1'",
      '_gitlab_session=abc; a=1',
    ],
    ['a Geo secondary', '_gitlab_session_geo_00ff=abc', '_gitlab_session_geo_00ff=abc'],
  ])('is read from %s', (_name, pasted, header) => {
    expect(parseSessionCookies(base, pasted).header(api)).toBe(header);
  });

  it.each(['', 'theme=dark', 'theme=dark; other=1', 'abc\r\nX-Evil: 1'])(
    'is refused without repeating it: %j',
    (pasted) => {
      expect(() => parseSessionCookies(base, pasted)).toThrowError(
        expect.objectContaining({ failure: expect.objectContaining({ kind: 'bad-input' }) }),
      );
    },
  );
});

describe('session cookies', () => {
  it('go to the instance only, also over ws', () => {
    const cookies = parseSessionCookies(base, 'abc');
    expect(cookies.header('wss://git.example.org/gitlab/a/b/-/jobs/1/terminal.ws')).toBe('_gitlab_session=abc');
    for (const url of [
      'https://git.example.org/other',
      'https://evil.org/gitlab/',
      'http://git.example.org/gitlab/',
      'https://git.example.org:444/gitlab/',
    ]) {
      expect(cookies.header(url)).toBeNull();
    }
  });

  it('replaces the pasted cookie by the one the server sets at another path', () => {
    const cookies = parseSessionCookies(base, 'old');
    expect(cookies.keep(api, ['_gitlab_session=new; path=/; secure; HttpOnly'])).toBe(true);
    expect(cookies.header(api)).toBe('_gitlab_session=new');
  });

  it('tells a change worth storing from a mere renewal', () => {
    const cookies = parseSessionCookies(base, 'a');
    const renewed = (minute: string) => [
      `_gitlab_session=b; path=/gitlab; expires=Sat, 01 Jan 2050 10:${minute}:00 GMT`,
    ];
    expect(cookies.keep(api, renewed('10'))).toBe(true);
    expect(cookies.keep(api, renewed('20'))).toBe(false);
  });

  it('ignores cookies from another place and for another domain', () => {
    const cookies = parseSessionCookies(base, 'a');
    expect(cookies.keep('https://evil.org/', ['_gitlab_session=evil; path=/gitlab'])).toBe(false);
    expect(cookies.keep(api, ['_gitlab_session=evil; domain=evil.org; path=/gitlab'])).toBe(false);
    expect(cookies.header(api)).toBe('_gitlab_session=a');
  });

  it('comes back from what it wrote', () => {
    const text = parseSessionCookies(base, '_gitlab_session=a; remember_user_token=r').serialise();
    expect(restoreSessionCookies(base, text).header(api)).toBe('_gitlab_session=a; remember_user_token=r');
  });

  it('is no longer usable when the server takes its cookies away', () => {
    const cookies = parseSessionCookies(base, 'a');
    expect(cookies.usable).toBe(true);
    cookies.keep(api, ['_gitlab_session=; path=/gitlab; max-age=0']);
    expect(cookies.usable).toBe(false);
  });
});
