import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { CertificateSummary } from '../../contract.ts';
import { JobdeckError } from '../errors.ts';
import type { Clock } from '../host.ts';
import { createTrust, splitPems } from './trust.ts';

const READ_TIMEOUT_MS = 10_000;

/** `CN=a, O=b` on one line, as people know it, from Node's one attribute per line. */
function nameLine(name: string | undefined): string {
  return (name ?? '').split('\n').filter(Boolean).join(', ').slice(0, 300);
}

export function summarise(certificate: X509Certificate, problem: string | null): CertificateSummary {
  return {
    subject: nameLine(certificate.subject) || nameLine(certificate.subjectAltName),
    issuer: nameLine(certificate.issuer),
    fingerprint256: certificate.fingerprint256,
    validFrom: certificate.validFrom,
    validTo: certificate.validTo,
    problem,
  };
}

/**
 * The certificate a server shows, and why it is refused. Opens a TLS connection of its own, sends nothing
 * over it and closes it: the one place that completes a handshake with a server it does not trust.
 * Null when none can be read.
 */
export function readServerCertificate(
  origin: string,
  caPem: string | null,
  clock: Clock,
): Promise<CertificateSummary | null> {
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: url.port === '' ? 443 : Number(url.port),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      secureContext: createTrust(caPem),
      rejectUnauthorized: false,
    });
    const cancelTimer = clock.after(READ_TIMEOUT_MS, () => finish(null));
    function finish(summary: CertificateSummary | null): void {
      cancelTimer();
      socket.destroy();
      resolve(summary);
    }
    socket.on('error', () => finish(null));
    socket.once('secureConnect', () => {
      const raw = socket.getPeerCertificate().raw as Buffer | undefined;
      if (raw === undefined) return finish(null);
      const certificate = new X509Certificate(raw);
      finish(summarise(certificate, problemOf(socket.authorizationError)));
    });
  });
}

/** Node types it as an Error; older versions give the code itself. */
function problemOf(error: unknown): string | null {
  if (typeof error === 'string') return error;
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message.slice(0, 80);
  return null;
}

function badCertificate(message: string): JobdeckError {
  return new JobdeckError(
    'bad-certificate',
    message,
    'Give the PEM file of the CA that signed this server; your administrators have it.',
  );
}

export interface UserCa {
  /** The certificates alone: whatever else the file held is dropped, a private key above all. */
  readonly pem: string;
  readonly summary: CertificateSummary;
}

/** Reads a CA file given by the user. Throws `bad-certificate` with what is wrong. */
export function parseCa(text: string, now: number): UserCa {
  const pems = splitPems(text);
  if (pems.length === 0) {
    if (/PRIVATE KEY-----/.test(text))
      throw badCertificate('This is a private key, and no certificate. It was not kept.');
    if (/CERTIFICATE REQUEST-----/.test(text))
      throw badCertificate('This is a request for a certificate, and no certificate.');
    throw badCertificate('There is no PEM certificate in this text.');
  }
  const certificates = pems.map((pem) => {
    try {
      return new X509Certificate(pem);
    } catch {
      throw badCertificate('The certificate cannot be read: the text is damaged or cut off.');
    }
  });
  const first = certificates.find((certificate) => certificate.ca) ?? certificates[0];
  if (first === undefined) throw badCertificate('There is no PEM certificate in this text.');
  if (Date.parse(first.validTo) < now) throw badCertificate(`The certificate expired on ${first.validTo}.`);
  return { pem: `${pems.join('\n')}\n`, summary: summarise(first, null) };
}
