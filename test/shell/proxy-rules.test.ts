import { expect, it } from 'vitest';
import { chromiumProxy, proxyLogin } from '../../electron/shell/proxy-rules.ts';

const automatic = { mode: 'automatic' } as const;

it.each([
  ['the system’s where the environment names none', automatic, {}, { mode: 'system' }],
  ['none', { mode: 'none' } as const, { https_proxy: 'http://p:1' }, { mode: 'direct' }],
  [
    'the environment’s, without its password, and what it spares',
    automatic,
    { HTTPS_PROXY: 'http://me:secret@proxy.lan:3128', no_proxy: 'internal.lan, .corp.lan,10.0.0.0/8' },
    {
      mode: 'fixed_servers',
      proxyRules: 'https=http://proxy.lan:3128',
      proxyBypassRules: '<local>;internal.lan;.internal.lan;.corp.lan;10.0.0.0/8',
    },
  ],
  [
    'one for all',
    automatic,
    { all_proxy: 'proxy.lan:8080' },
    {
      mode: 'fixed_servers',
      proxyRules: 'https=http://proxy.lan:8080;http=http://proxy.lan:8080',
      proxyBypassRules: '<local>',
    },
  ],
  [
    'a fixed one',
    { mode: 'fixed', url: 'https://me:secret@proxy.lan', bypass: ['.corp.lan', '<local>'] } as const,
    { https_proxy: 'http://other:1' },
    { mode: 'fixed_servers', proxyRules: 'https://proxy.lan', proxyBypassRules: '*.corp.lan;<local>' },
  ],
  [
    'a script',
    { mode: 'script', url: 'http://wpad.lan/x.pac' } as const,
    {},
    { mode: 'pac_script', pacScript: 'http://wpad.lan/x.pac' },
  ],
])('takes %s', (_case, rule, env, rules) => {
  expect(chromiumProxy(rule, env)).toEqual(rules);
});

it('gives a proxy its own name and password, and no other', () => {
  const env = { https_proxy: 'http://me:p%40ss@proxy.lan:3128' };
  expect(proxyLogin(automatic, env, { host: 'proxy.lan', port: 3128 })).toEqual({ username: 'me', password: 'p@ss' });
  expect(proxyLogin(automatic, env, { host: 'proxy.lan', port: 3129 })).toBeNull();
  expect(proxyLogin(automatic, env, { host: 'evil.lan', port: 3128 })).toBeNull();
  expect(proxyLogin(automatic, {}, { host: 'proxy.lan', port: 3128 })).toBeNull();
  const fixed = { mode: 'fixed', url: 'http://you:two@proxy.lan', bypass: [] } as const;
  expect(proxyLogin(fixed, env, { host: 'proxy.lan', port: 80 })).toEqual({ username: 'you', password: 'two' });
});
