import { BlockList, isIP } from 'node:net';
import { getProxyForUrl } from 'proxy-from-env';

/** Which proxy is taken to a server. */
export type ProxyRule =
  /** The environment's (`https_proxy`, `http_proxy`, `no_proxy`, either case) where it names one, else the system's. */
  | { readonly mode: 'automatic' }
  | { readonly mode: 'none' }
  /** `http://` or `https://`, with or without a user; `bypass` as `isBypassed` reads it. */
  | { readonly mode: 'fixed'; readonly url: string; readonly bypass: readonly string[] }
  /** A proxy auto-configuration script, by its address. */
  | { readonly mode: 'script'; readonly url: string };

/** A proxy cannot reach what runs on this machine. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || name.startsWith('127.');
}

/** The environment's proxy for an http(s) URL; null where it names none that can be spoken, or wants none for this host. */
export function environmentProxy(url: string): string | null {
  const proxy = getProxyForUrl(url);
  return /^https?:/.test(proxy) ? proxy : null;
}

/**
 * Is the server to be reached directly? Patterns: `git.example.org`, `*.example.org` or `.example.org` (what is below it),
 * `10.0.0.0/8`, `<local>` (names without a dot), each with `:port` at its end where only that port is meant; `*` is all.
 */
export function isBypassed(url: string, patterns: readonly string[]): boolean {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const hasPort = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  return patterns.some((pattern) => {
    const [, name = '', wantedPort] = /^(.*?)(?::(\d{1,5}))?$/.exec(pattern.trim().toLowerCase()) ?? [];
    if (isIP(pattern) === 6) return host === pattern.toLowerCase();
    if (pattern.includes('/')) return isWithin(host, pattern);
    return (wantedPort === undefined || wantedPort === hasPort) && nameMatches(host, name);
  });
}

function nameMatches(host: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (pattern === '<local>') return isIP(host) === 0 && !host.includes('.');
  if (pattern.startsWith('*.')) return host.endsWith(pattern.slice(1));
  return pattern.startsWith('.') ? host.endsWith(pattern) : host === pattern;
}

function isWithin(host: string, range: string): boolean {
  const family = isIP(host);
  const [network = '', bits = ''] = range.split('/');
  if (family === 0 || isIP(network) !== family || !/^\d{1,3}$/.test(bits)) return false;
  try {
    const list = new BlockList();
    const type = family === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(network, Number(bits), type);
    return list.check(host, type);
  } catch {
    return false;
  }
}

/**
 * What a script answered (`PROXY a:1; HTTPS b:2; DIRECT`) as the first way that can be taken: a proxy's URL, or null for
 * a direct one. Undefined when it names only what cannot be spoken here (SOCKS).
 */
export function readScriptAnswer(answer: string): string | null | undefined {
  for (const part of answer.split(';')) {
    const [kind = '', server = ''] = part.trim().split(/\s+/);
    if (/^direct$/i.test(kind)) return null;
    if (/^proxy$|^http$/i.test(kind) && server !== '') return `http://${server}`;
    if (/^https$/i.test(kind) && server !== '') return `https://${server}`;
  }
  return undefined;
}
