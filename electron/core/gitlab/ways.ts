import type { Agent } from 'node:http';
import type { SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { JobdeckError } from '../errors.ts';
import { environmentProxy, isBypassed, isLoopback, type ProxyRule, readScriptAnswer } from './proxy.ts';
import { createTrust } from './trust.ts';

/**
 * Asks the system (or a script by its address) for the way to a URL, in the words of a proxy script. Only a desktop can;
 * rejects when the script cannot be read.
 */
export type AskSystemProxy = (url: string, scriptUrl: string | null) => Promise<string>;

export interface WayRules {
  readonly proxy: ProxyRule;
  /** What differs for single servers, by origin. */
  readonly instances: readonly {
    readonly origin: string;
    readonly proxy: ProxyRule | null;
    readonly caPem: string | null;
  }[];
  /** Only the instances above may be reached. */
  readonly onlyTheseInstances: boolean;
  /** Trusted beside the system's roots, for every server. */
  readonly caPem: string | null;
  /** Are the proxies set by an administrator? Decides what is advised when one refuses. */
  readonly managed: boolean;
}

export const ordinaryRules: WayRules = {
  proxy: { mode: 'automatic' },
  instances: [],
  onlyTheseInstances: false,
  caPem: null,
  managed: false,
};

/** How servers are reached: through which proxy, on whose word they are trusted, and whether they may be at all. */
export interface Ways {
  /** URL of the proxy, null for a direct way. Rejects with `managed` for a server that the policy does not allow, `offline`. */
  proxyFor(url: string): Promise<string | null>;
  /** The same for a socket, as a tunnel that carries WebSockets; undefined for a direct way. */
  agentFor(url: string): Promise<Agent | undefined>;
  /** The rule behind `proxyFor`, for what decides about proxies by itself. */
  ruleFor(url: string): ProxyRule;
  /** As `agentFor`, for the update feed: no instance, so `onlyTheseInstances` says nothing of it. */
  updateAgentFor(url: string): Promise<Agent | undefined>;
  /** The trust for a connection of its own to this server. */
  trustFor(origin: string): SecureContext;
  /** PEM of the CAs that count for this server by policy; null = none. */
  caFor(origin: string): string | null;
  /** What to do when the proxy on the way refused, as a sentence. */
  proxyAdvice(): string;
}

export interface WaysDeps {
  /** Asked each time: the user may change the proxy while connections are up. */
  readonly rules: () => WayRules;
  /** Null where no desktop can be asked. */
  readonly askSystem: AskSystemProxy | null;
}

/** Sockets are named `ws:` and `wss:`, and take the way of pages. */
function pageUrl(text: string): URL {
  const url = new URL(text.replace(/^ws/, 'http'));
  url.username = '';
  url.password = '';
  return url;
}

export function createWays({ rules, askSystem }: WaysDeps): Ways {
  const instanceOf = (origin: string) => rules().instances.find((one) => one.origin === origin);

  async function follow(rule: ProxyRule, url: URL): Promise<string | null> {
    switch (rule.mode) {
      case 'none':
        return null;
      case 'fixed':
        return isBypassed(url.href, rule.bypass) ? null : rule.url;
      case 'automatic':
        if (hasEnvironmentProxy()) return environmentProxy(url.href);
        return askSystem === null ? null : fromScript(await askSystem(url.href, null), url);
      case 'script':
        if (askSystem === null) return environmentProxy(url.href);
        return fromScript(await readScript(askSystem, url, rule.url), url);
    }
  }

  async function anyProxyFor(text: string): Promise<string | null> {
    const url = pageUrl(text);
    if (isLoopback(url.hostname)) return null;
    return follow(instanceOf(url.origin)?.proxy ?? rules().proxy, url);
  }

  async function proxyFor(text: string): Promise<string | null> {
    const { origin, host } = pageUrl(text);
    if (rules().onlyTheseInstances && instanceOf(origin) === undefined) throw notAllowed(host);
    return anyProxyFor(text);
  }

  function tunnel(proxy: string | null): Agent | undefined {
    return proxy === null ? undefined : new HttpsProxyAgent(proxy, proxyTrust(proxy, rules().caPem));
  }

  function caFor(origin: string): string | null {
    const pems = [rules().caPem, instanceOf(origin)?.caPem ?? null].filter((pem) => pem !== null);
    return pems.length === 0 ? null : pems.join('\n');
  }

  return {
    proxyFor,
    ruleFor: (text) => instanceOf(pageUrl(text).origin)?.proxy ?? rules().proxy,
    caFor,
    trustFor: (origin) => createTrust(caFor(origin)),
    agentFor: async (url) => tunnel(await proxyFor(url)),
    updateAgentFor: async (url) => tunnel(await anyProxyFor(url)),
    proxyAdvice: () =>
      rules().managed ? 'Your administrators set this proxy; ask them.' : 'Check the proxy: HTTPS_PROXY and NO_PROXY.',
  };
}

/** A company's CA signs its proxy's certificate too. */
export function proxyTrust(proxy: string, caPem: string | null): { readonly secureContext?: SecureContext } {
  return proxy.startsWith('https:') ? { secureContext: createTrust(caPem) } : {};
}

function hasEnvironmentProxy(): boolean {
  return ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].some((name) =>
    Boolean(process.env[name]),
  );
}

async function readScript(askSystem: AskSystemProxy, url: URL, scriptUrl: string): Promise<string> {
  try {
    return await askSystem(url.href, scriptUrl);
  } catch {
    throw new JobdeckError(
      'offline',
      `The proxy script that says how ${url.host} is reached cannot be read.`,
      'Your administrators set this script; ask them.',
    );
  }
}

function fromScript(answer: string, url: URL): string | null {
  const way = readScriptAnswer(answer);
  if (way !== undefined) return way;
  throw new JobdeckError(
    'offline',
    `The proxy for ${url.host} speaks only SOCKS, which Jobdeck does not.`,
    'Name an HTTP proxy in the settings, or in HTTPS_PROXY.',
  );
}

function notAllowed(host: string): JobdeckError {
  return new JobdeckError(
    'managed',
    `Your administrator allows only certain instances, and ${host} is none of them.`,
    'Choose one of the offered instances, or ask your administrator.',
  );
}
