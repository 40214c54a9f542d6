import type { SignInRequest } from '../core/host.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type ChromiumProxy =
  | { readonly mode: 'direct' | 'system' }
  | { readonly mode: 'pac_script'; readonly pacScript: string }
  | ({ readonly mode: 'fixed_servers' } & ProxyRules);

interface ProxyRules {
  /** In Chromium's form (net/docs/proxy.md). */
  readonly proxyRules: string;
  readonly proxyBypassRules: string;
}

/** A rule of the app in Chromium's terms, so that a window takes the way that every other request takes. */
export function chromiumProxy(rule: SignInRequest['proxy'], env: Environment): ChromiumProxy {
  switch (rule.mode) {
    case 'none':
      return { mode: 'direct' };
    case 'script':
      return { mode: 'pac_script', pacScript: rule.url };
    case 'fixed': {
      const proxy = parseProxy(rule.url);
      if (proxy === null) return { mode: 'direct' };
      const bypass = rule.bypass.map((pattern) => (pattern.startsWith('.') ? `*${pattern}` : pattern));
      return {
        mode: 'fixed_servers',
        proxyRules: `${proxy.protocol}//${proxy.host}`,
        proxyBypassRules: bypass.join(';'),
      };
    }
    case 'automatic': {
      const rules = proxyRulesOf(env);
      return rules === null ? { mode: 'system' } : { mode: 'fixed_servers', ...rules };
    }
  }
}

/**
 * The environment's proxies; null = none named, and the system's own settings count.
 */
function proxyRulesOf(env: Environment): ProxyRules | null {
  const both = (name: string) => env[name] || env[name.toUpperCase()];
  const named = [
    ['https', both('https_proxy') ?? both('all_proxy')],
    ['http', both('http_proxy') ?? both('all_proxy')],
  ] as const;
  const rules = named.flatMap(([scheme, text]) => {
    const proxy = text === undefined ? null : parseProxy(text);
    return proxy === null ? [] : [`${scheme}=${proxy.protocol}//${proxy.host}`];
  });
  if (rules.length === 0) return null;
  const bypass = (both('no_proxy') ?? '')
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    // `.example.org` means the same in both; `example.org` covers what is below it only in the environment
    .flatMap((part) => (/^[a-z][\w-]*(\.[\w-]+)+$/i.test(part) ? [part, `.${part}`] : [part]));
  return { proxyRules: rules.join(';'), proxyBypassRules: ['<local>', ...bypass].join(';') };
}

/** Name and password that the rule or the environment gives for a proxy that asks for them. */
export function proxyLogin(
  rule: SignInRequest['proxy'],
  env: Environment,
  asked: { readonly host: string; readonly port: number },
): { readonly username: string; readonly password: string } | null {
  const named = ['https_proxy', 'http_proxy', 'all_proxy'].map((name) => env[name] || env[name.toUpperCase()] || '');
  for (const text of rule.mode === 'fixed' ? [rule.url] : named) {
    const proxy = parseProxy(text);
    if (proxy === null || proxy.username === '' || proxy.hostname !== asked.host) continue;
    const usualPort = proxy.protocol === 'https:' ? 443 : 80;
    if (Number(proxy.port || usualPort) !== asked.port) continue;
    return { username: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) };
  }
  return null;
}

function parseProxy(text: string): URL | null {
  if (text === '') return null;
  try {
    const url = new URL(/^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`);
    return url.hostname === '' ? null : url;
  } catch {
    return null;
  }
}
