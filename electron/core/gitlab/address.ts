import { JobdeckError } from '../errors.ts';

/** What a pasted text says about a server, before anything is asked. */
export interface Address {
  /** Base URLs that may be the instance's, most likely first, without trailing slash. At least one. */
  readonly candidates: readonly string[];
  /** The user wrote `http://` or `https://`. */
  readonly schemeGiven: boolean;
  /** Without a scheme and on this machine or a private network: plain http may be tried after https. */
  readonly plainHttpAllowed: boolean;
}

/** Which base goes with which project path; the root cannot be told from groups by the text alone. */
type Readings = readonly { readonly baseUrl: string; readonly projectPath: string }[];

/** A GitLab job page, taken apart. The project's path is relative to the base it stands beside. */
export interface JobAddress {
  readonly jobId: number;
  readonly readings: Readings;
}

export interface PipelineAddress {
  readonly pipelineId: number;
  readonly readings: Readings;
}

/** GitLab's own routes directly below its root: what stands before one of these is the root. */
const ROUTES_BELOW_ROOT = new Set([
  '-',
  'admin',
  'api',
  'dashboard',
  'explore',
  'groups',
  'help',
  'jwt',
  'oauth',
  'profile',
  'projects',
  'search',
  'users',
]); // prettier-ignore
/** A relative root of more parts than this is not believed. */
const MAX_ROOT_PARTS = 4;

interface Parsed {
  readonly url: URL;
  readonly schemeGiven: boolean;
  readonly parts: readonly string[];
}

function badAddress(message: string): JobdeckError {
  return new JobdeckError('bad-address', message, 'Paste the address of your GitLab as the browser shows it.');
}

function parse(text: string): Parsed {
  const trimmed = text.trim().replace(/^[<"'(]+|[>"')]+$/g, '');
  if (trimmed === '') throw badAddress('No address was given.');
  if (/\s/.test(trimmed)) throw badAddress('An address has no spaces in it.');

  // `git@host:group/project.git`, as the clone button gives it
  const clone = /^(?:ssh:\/\/)?[\w.-]+@([\w.-]+)(?::\d+)?[:/]([^:]*?)(?:\.git)?\/?$/.exec(trimmed);
  const written = clone !== null ? `https://${clone[1]}/${clone[2]}` : trimmed;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(written)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    throw badAddress('Only http and https addresses lead to a GitLab.');
  }

  let url: URL;
  try {
    url = new URL(scheme === undefined ? `https://${written.replace(/^\/+/, '')}` : written);
  } catch {
    throw badAddress('This text is no address of a server.');
  }
  if (url.hostname === '' || /[^\w.:[\]-]/.test(url.hostname)) throw badAddress('This text is no address of a server.');
  const parts = url.pathname.split('/').filter((part) => part !== '');
  return { url, schemeGiven: scheme !== undefined && clone === null, parts };
}

const join = (url: URL, parts: readonly string[]): string => [url.origin, ...parts].join('/');

/** Prefixes of a path, longest first, the bare host last. */
function prefixes(parts: readonly string[], longest: number): readonly (readonly string[])[] {
  const length = Math.min(parts.length, longest, MAX_ROOT_PARTS);
  return Array.from({ length: length + 1 }, (_, index) => parts.slice(0, length - index));
}

/** Loopback, link-local, RFC 1918 and unique local addresses, and names that only a local resolver knows. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || /\.(localhost|local|lan|internal|home\.arpa)$/.test(host)) return true;
  if (host.includes(':')) return host === '::1' || /^f[cd]/.test(host) || /^fe[89ab]/.test(host);
  if (!/^\d+(\.\d+){3}$/.test(host)) return !host.includes('.');
  return /^(127|10|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(host);
}

/** Reads what was pasted: a host, an instance, a project, a job, a clone address. Throws `bad-address`. */
export function parseAddress(text: string): Address {
  const { url, schemeGiven, parts } = parse(text);
  const dash = parts.indexOf('-');
  const route = parts.findIndex((part) => ROUTES_BELOW_ROOT.has(part));
  // before `/-/` stand a group and a project at least, unless it is the root itself
  const longest = dash >= 2 ? dash - 2 : route >= 0 ? route : parts.length;
  return {
    candidates: prefixes(parts, longest).map((prefix) => join(url, prefix)),
    schemeGiven,
    plainHttpAllowed: !schemeGiven && isPrivateHost(url.hostname),
  };
}

/** Reads a job's page, its terminal, its raw log; null when the text is no such URL. */
export function parseJobAddress(text: string): JobAddress | null {
  const page = parseProjectPage(text, 'jobs');
  return page === null ? null : { jobId: page.id, readings: page.readings };
}

/** Reads a pipeline's page and what is below it; null when the text is no such URL. */
export function parsePipelineAddress(text: string): PipelineAddress | null {
  const page = parseProjectPage(text, 'pipelines');
  return page === null ? null : { pipelineId: page.id, readings: page.readings };
}

function parseProjectPage(text: string, route: 'jobs' | 'pipelines') {
  let parsed: Parsed;
  try {
    parsed = parse(text);
  } catch {
    return null;
  }
  const { url, parts } = parsed;
  const dash = parts.indexOf('-');
  const id = parts[dash + 2];
  if (dash < 2 || parts[dash + 1] !== route || id === undefined || !/^\d{1,15}$/.test(id)) return null;
  const readings = prefixes(parts.slice(0, dash), dash - 2)
    .map((prefix) => ({ baseUrl: join(url, prefix), projectPath: parts.slice(prefix.length, dash).join('/') }))
    .reverse(); // mostly there is no root
  return { id: Number(id), readings };
}

/** Host, port and root, for people. */
export function nameOfInstance(baseUrl: string): string {
  return baseUrl.replace(/^https?:\/\//, '');
}

/** True when `url` lies on the instance: same origin, at or below its root. */
export function isOnInstance(baseUrl: string, url: string): boolean {
  try {
    const base = new URL(baseUrl);
    const other = new URL(url);
    const root = base.pathname.replace(/\/$/, '');
    return base.origin === other.origin && (other.pathname === root || other.pathname.startsWith(`${root}/`));
  } catch {
    return false;
  }
}
