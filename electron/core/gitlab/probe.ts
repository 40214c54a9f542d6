import type { InstanceProbe } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import type { Clock } from '../host.ts';
import { type Address, nameOfInstance, parseAddress } from './address.ts';
import { type HttpAnswer, send } from './http.ts';
import { createNetwork, type Network } from './network.ts';
import { tokenPageUrl } from './pages-of-gitlab.ts';
import { isJson, wrongPath } from './status.ts';
import type { Ways } from './ways.ts';

const PROBE_TIMEOUT_MS = 15_000;
/** Roots that packages and guides propose (docs.gitlab.com/omnibus, "relative URL"). */
const USUAL_ROOTS = ['/gitlab', '/git'];

export interface ProbeOptions {
  /** Parsed PEM to trust for this server, null = the system's trust. */
  readonly caPem: string | null;
  readonly clock: Clock;
  readonly ways: Ways;
  readonly signal?: AbortSignal;
}

/**
 * Reaches the server behind a pasted address and finds its relative root. Sends no credential.
 * Rejects with `bad-address`, `offline`, `tls-untrusted`, `not-a-gitlab`, `wrong-path`, `cancelled`.
 */
export async function probeInstance(text: string, options: ProbeOptions): Promise<InstanceProbe> {
  const address = parseAddress(text);
  try {
    return await probeScheme(address.candidates, options);
  } catch (error) {
    const { kind } = toFailure(error);
    // an address on this machine or a private network may well have no TLS; any other is never tried without
    if (!address.plainHttpAllowed || (kind !== 'offline' && kind !== 'not-a-gitlab'))
      throw withSchemeHint(error, address);
    try {
      return await probeScheme(address.candidates.map(withoutTls), options);
    } catch {
      throw error;
    }
  }
}

function withoutTls(url: string): string {
  return url.replace(/^https:/, 'http:');
}

/** A public host that answers no https is told apart from one that is down only by the user. */
function withSchemeHint(error: unknown, address: Address): unknown {
  const failure = toFailure(error);
  if (failure.kind !== 'offline') return error;
  if (address.schemeGiven) {
    const other = (address.candidates[0] ?? '').startsWith('https:') ? 'http' : 'https';
    // a server that took the connection and then cut it, or spoke no TLS, may speak the other of the two
    if (!/connection was cut|does not speak TLS/.test(failure.message)) return error;
    return new JobdeckError('offline', failure.message, `Does it want ${other}:// instead? Else check the network.`);
  }
  return new JobdeckError(
    'offline',
    `${failure.message} Only https was tried.`,
    'If this GitLab has no TLS, write its address with http:// in front.',
  );
}

async function probeScheme(candidates: readonly string[], options: ProbeOptions): Promise<InstanceProbe> {
  const origin = new URL(candidates[0] ?? '').origin;
  const network = createNetwork(origin, options.caPem, options);
  const get = (path: string) => ask(network, `${origin}${path}`, options);
  try {
    for (const url of candidates) {
      const found = await whereIsGitlab(url, get);
      if (found === url) return describe(url);
      if (found === url.replace(/^http:/, 'https:')) return await probeScheme([found], options);
      if (found !== null) throw wrongPath(nameOfInstance(url), found);
    }
    const elsewhere = await findElsewhere(origin, candidates, get);
    if (elsewhere !== null) throw wrongPath(nameOfInstance(candidates[0] ?? origin), elsewhere);
  } finally {
    await network.dispose();
  }
  throw new JobdeckError(
    'not-a-gitlab',
    `${nameOfInstance(origin)} answers, but there is no GitLab.`,
    'Paste the address of your GitLab as the browser shows it, with its path.',
  );
}

type Get = (path: string) => Promise<HttpAnswer>;

function ask(network: Network, url: string, { clock, signal }: ProbeOptions): Promise<HttpAnswer> {
  return send(network, clock, {
    url: new URL(url),
    method: 'GET',
    headers: { accept: 'application/json, text/html;q=0.5' },
    timeoutMs: PROBE_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The base itself when a GitLab is there, another base when the server sends us to one, else null. */
async function whereIsGitlab(baseUrl: string, get: Get): Promise<string | null> {
  const root = new URL(baseUrl).pathname.replace(/\/$/, '');
  const metadata = await get(`${root}/api/v4/metadata`);
  if (isGitlabApi(metadata)) return baseUrl;
  const sent = /^(https?:\/\/[^?#]+?)\/api\/v4\/metadata$/.exec(metadata.headers.location ?? '')?.[1];
  if (sent !== undefined && metadata.status >= 300 && metadata.status < 400) return sent;
  // /metadata is of 15.2; before that only /version
  if (metadata.status !== 404) return null;
  for (const older of ['version', 'user']) {
    if (isGitlabApi(await get(`${root}/api/v4/${older}`))) return baseUrl;
  }
  return null;
}

/**
 * Without a token GitLab's API says `{"message":"401 Unauthorized"}`, and its newer answers carry X-Gitlab-Meta.
 * Administrators put proxies with words of their own in front, so any refusal in the API's form will do.
 */
function isGitlabApi({ status, headers, body }: HttpAnswer): boolean {
  const json = isJson({ headers }) ? body : '';
  if (status === 401) return headers['x-gitlab-meta'] !== undefined || /"(message|error)"\s*:\s*"/.test(json);
  if (status === 200) return /"version"\s*:\s*"\d+\.\d+/.test(json);
  return (status === 403 || status === 429) && headers['x-gitlab-meta'] !== undefined;
}

/** Where the front page leads, and the usual roots. */
async function findElsewhere(origin: string, tried: readonly string[], get: Get): Promise<string | null> {
  const front = await get('/');
  const location = front.status >= 300 && front.status < 400 ? (front.headers.location ?? '') : '';
  const roots = [...USUAL_ROOTS];
  try {
    const led = new URL(location, origin);
    const root = led.pathname.replace(/\/(users\/sign_in|dashboard|explore)?(\/.*)?$/, (all, route) =>
      route === undefined ? all.replace(/\/$/, '') : '',
    );
    if (location !== '' && led.origin === origin && root.split('/').length <= 4) roots.unshift(root);
  } catch {
    // a Location that is no URL leads nowhere
  }
  for (const root of roots) {
    const url = `${origin}${root}`;
    if (!tried.includes(url) && (await whereIsGitlab(url, get)) === url) return url;
  }
  return null;
}

function describe(url: string): InstanceProbe {
  return {
    url,
    name: nameOfInstance(url),
    tokenPageUrl: tokenPageUrl(url),
    signInUrl: `${url}/users/sign_in`,
  };
}
