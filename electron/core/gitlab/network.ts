import type { SecureContext } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { CertificateSummary } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { Clock } from '../host.ts';
import { readServerCertificate } from './certificate.ts';
import { isLoopback } from './proxy.ts';
import { createTrust } from './trust.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** Connections to one instance, with its trust and the environment's proxies. */
export interface Network {
  readonly dispatcher: Dispatcher;
  /** The same trust for a socket of its own; undefined for plain http. */
  readonly secureContext: SecureContext | undefined;
  /** What a thrown network error means; asks for the server's certificate where that is the trouble. */
  explain(error: unknown): Promise<JobdeckError>;
  dispose(): Promise<void>;
}

/** `caPem`: trusted beside the system's roots, for this origin only. */
export function createNetwork(origin: string, caPem: string | null, clock: Clock): Network {
  const secureContext = origin.startsWith('https:') ? createTrust(caPem) : undefined;
  const dispatcher = createDispatcher(new URL(origin), secureContext);
  return {
    dispatcher,
    secureContext,
    explain: (error) => explain(error, origin, () => readServerCertificate(origin, caPem, clock)),
    async dispose() {
      await dispatcher.destroy();
    },
  };
}

function createDispatcher(origin: URL, secureContext: SecureContext | undefined): Dispatcher {
  const tls = secureContext === undefined ? {} : { secureContext };
  const options = {
    connect: { timeout: CONNECT_TIMEOUT_MS, ...tls },
    keepAliveTimeout: 20_000,
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
  };
  if (isLoopback(origin.hostname) || !hasProxy()) return new Agent(options);
  return new EnvHttpProxyAgent({ ...options, requestTls: { timeout: CONNECT_TIMEOUT_MS, ...tls } });
}

function hasProxy(): boolean {
  return ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some((name) => Boolean(process.env[name]));
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
    return offline(`The proxy on the way to ${host} refused (${status}).`, 'Check HTTPS_PROXY and NO_PROXY.');
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
