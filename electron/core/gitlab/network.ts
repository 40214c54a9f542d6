import type { SecureContext } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { CertificateSummary } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { Clock } from '../host.ts';
import { readServerCertificate } from './certificate.ts';
import { createTrust, joinPems } from './trust.ts';
import { proxyTrust, type Ways } from './ways.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** Connections to one instance, with its trust and its proxies. */
export interface Network {
  /** What carries the next request. Rejects with `managed` where the policy allows no way there, `offline`. */
  dispatcher(): Promise<Dispatcher>;
  /** The same trust for a socket of its own; undefined for plain http. */
  readonly secureContext: SecureContext | undefined;
  /** What a thrown network error means; asks for the server's certificate where that is the trouble. */
  explain(error: unknown): Promise<JobdeckError>;
  /** New requests go over new connections; those on their way end as they may. */
  retire(): void;
  dispose(): Promise<void>;
}

export interface NetworkDeps {
  readonly clock: Clock;
  readonly ways: Ways;
}

/** `caPem`: trusted beside the system's roots and the policy's, for this origin only. */
export function createNetwork(origin: string, caPem: string | null, { clock, ways }: NetworkDeps): Network {
  const trusted = joinPems(caPem, ways.caFor(origin));
  const secureContext = origin.startsWith('https:') ? createTrust(trusted) : undefined;
  /** By proxy, since the way may change while connections are up. */
  const dispatchers = new Map<string | null, Dispatcher>();
  return {
    async dispatcher() {
      const proxy = await ways.proxyFor(origin);
      const known = dispatchers.get(proxy) ?? createDispatcher(proxy, secureContext, ways.caFor(origin));
      dispatchers.set(proxy, known);
      return known;
    },
    secureContext,
    explain: (error) => explain(error, origin, ways, () => readServerCertificate(origin, trusted, clock)),
    retire() {
      for (const dispatcher of dispatchers.values()) dispatcher.close().catch(() => {});
      dispatchers.clear();
    },
    async dispose() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function createDispatcher(
  proxy: string | null,
  secureContext: SecureContext | undefined,
  proxyCaPem: string | null,
): Dispatcher {
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...(secureContext === undefined ? {} : { secureContext }) };
  const options = { keepAliveTimeout: 20_000, headersTimeout: 120_000, bodyTimeout: 120_000 };
  if (proxy === null) return new Agent({ ...options, connect });
  return new ProxyAgent({
    ...options,
    uri: proxy,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    requestTls: connect,
    proxyTls: { timeout: CONNECT_TIMEOUT_MS, ...proxyTrust(proxy, proxyCaPem) },
  });
}

/** OpenSSL's verify results that Node passes on as error codes (doc/api/tls.md, "X509 certificate error codes"). */
const CERTIFICATE_CODES =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|CRL_|INVALID_(CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;

const WHY: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is this computer’s clock right?)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from a CA that this computer does not know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from a CA that this computer does not know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from a CA that this computer does not know',
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known (is a VPN off?)',
  EAI_AGAIN: 'its name could not be looked up (is the network on?)',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way there (is a VPN off?)',
  ENETUNREACH: 'the network is off',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it stopped in the middle of an answer',
  EPROTO: 'it does not speak TLS as expected',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on this port',
};

/** The code of an error or of one it wraps (happy-eyeballs gives an AggregateError). */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, cause, errors } = error as NodeJS.ErrnoException & { cause?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string' && code !== '') return code;
  return codeOf(cause) || codeOf(errors?.[0]);
}

async function explain(
  error: unknown,
  origin: string,
  ways: Ways,
  readCertificate: () => Promise<CertificateSummary | null>,
): Promise<JobdeckError> {
  if (error instanceof JobdeckError) return error;
  const host = new URL(origin).host;
  const code = codeOf(error);
  if (CERTIFICATE_CODES.test(code)) {
    const certificate = await readCertificate();
    return new JobdeckError(
      'tls-untrusted',
      `${host} is not trusted: ${WHY[code] ?? 'its certificate is refused'}.`,
      code === 'CERT_HAS_EXPIRED' || code === 'ERR_TLS_CERT_ALTNAME_INVALID'
        ? 'Tell the server’s administrators; check that you really reach the right server.'
        : 'Compare the certificate with your administrators, then give their CA file for this instance.',
      certificate === null ? {} : { certificate: { ...certificate, problem: certificate.problem ?? code } },
    );
  }
  if (code === 'UND_ERR_ABORTED' && error instanceof Error && /proxy response/i.test(error.message)) {
    const status = /\((\d{3})\)/.exec(error.message)?.[1] ?? '?';
    return offline(`The proxy on the way to ${host} refused (${status}).`, ways.proxyAdvice());
  }
  // the code alone is told: an error's text may hold a proxy's credentials
  return offline(
    `${host} cannot be reached: ${UNREACHABLE[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code.slice(0, 40)})`)}.`,
    'Check the network, then try again.',
  );
}

function offline(message: string, next: string): JobdeckError {
  return new JobdeckError('offline', message, next);
}
