import type { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * The way to a server through the environment's proxy (`https_proxy`, `http_proxy`, `no_proxy`, either case), as a tunnel
 * that carries WebSockets; undefined where there is none to take. Names and addresses of this machine are reached directly.
 */
export function socketAgent(url: string): Agent | undefined {
  const { protocol, hostname, host } = new URL(url);
  if (isLoopback(hostname)) return undefined;
  const proxy = getProxyForUrl(`${protocol === 'wss:' || protocol === 'https:' ? 'https' : 'http'}://${host}`);
  return proxy === '' ? undefined : new HttpsProxyAgent(proxy);
}

/** A proxy cannot reach what runs on this machine. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || name.startsWith('127.');
}
