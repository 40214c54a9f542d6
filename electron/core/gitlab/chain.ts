import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { ServerTrust } from '../host.ts';
import { summarise } from './certificate.ts';

/** `1.3.6.1.5.5.7.3.1`, without which a certificate that names its uses is no server's (RFC 5280, 4.2.1.12). */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const NAME_CONSTRAINTS_OID = Buffer.from('0603551d1e', 'hex');
const BASIC_CONSTRAINTS_OID = Buffer.from('0603551d13', 'hex');
const LONGEST_CHAIN = 8;

export interface ShownChain {
  /** The server's own first, then what it sent along, in any order. */
  readonly pems: readonly string[];
  readonly hostname: string;
  /** Certificates to end at: authorities, or the server's own. */
  readonly anchors: readonly string[];
  readonly now: number;
}

/**
 * What a browser that knows neither the user's CA nor the system's own would have to decide: whether a server's
 * certificates lead to one of them, for this name and this day. Null when the first cannot be read.
 */
export function judgeChain({ pems, hostname, anchors, now }: ShownChain): ServerTrust | null {
  const shown = pems.flatMap((pem) => read(pem) ?? []);
  const leaf = shown[0];
  if (leaf === undefined || read(pems[0] ?? '') === null) return null;
  const trusted = anchors.flatMap((pem) => read(pem) ?? []);
  const problem = leafProblem(leaf, hostname) ?? pathProblem(leaf, shown.slice(1), trusted, now);
  return { certificate: summarise(leaf, problem), trusted: problem === null };
}

function read(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function leafProblem(leaf: X509Certificate, hostname: string): string | null {
  const host = hostname.replace(/^\[|\]$/g, '');
  // the subject's common name has not counted as a name for years (RFC 9525)
  const named = isIP(host) === 0 ? leaf.checkHost(host, { subject: 'never' }) : leaf.checkIP(host);
  if (named === undefined) return 'ERR_TLS_CERT_ALTNAME_INVALID';
  const uses = leaf.keyUsage as readonly string[] | undefined;
  return uses === undefined || uses.includes(SERVER_AUTH) ? null : 'INVALID_PURPOSE';
}

function pathProblem(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  now: number,
): string | null {
  let current = leaf;
  /** Authorities between the server's certificate and the current one. */
  for (let between = 0; between < LONGEST_CHAIN; between += 1) {
    const untimely = dateProblem(current, now);
    if (untimely !== null) return untimely;
    if (hasNameConstraints(current)) return 'UNSUPPORTED_CONSTRAINT_TYPE';
    if (anchors.some((anchor) => anchor.raw.equals(current.raw))) return null;
    const child = current;
    const isParent = (candidate: X509Certificate) =>
      candidate.ca && !candidate.raw.equals(child.raw) && isIssuedBy(child, candidate);
    const parent = anchors.find(isParent) ?? others.find(isParent);
    if (parent === undefined) return 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
    if (between > pathLength(parent)) return 'PATH_LENGTH_EXCEEDED';
    current = parent;
  }
  return 'CERT_CHAIN_TOO_LONG';
}

function isIssuedBy(child: X509Certificate, parent: X509Certificate): boolean {
  try {
    return child.issuer === parent.subject && child.checkIssued(parent) && child.verify(parent.publicKey);
  } catch {
    return false;
  }
}

function dateProblem(certificate: X509Certificate, now: number): string | null {
  if (!(now >= Date.parse(certificate.validFrom))) return 'CERT_NOT_YET_VALID';
  return now <= Date.parse(certificate.validTo) ? null : 'CERT_HAS_EXPIRED';
}

/** Node reads no name constraints: an authority that has some is not followed rather than followed too far. */
function hasNameConstraints(certificate: X509Certificate): boolean {
  return certificate.raw.includes(NAME_CONSTRAINTS_OID);
}

/** `pathLenConstraint`, which Node does not tell: OID, perhaps `critical`, and in an octet string CA flag and number. */
function pathLength(certificate: X509Certificate): number {
  const { raw } = certificate;
  const at = raw.indexOf(BASIC_CONSTRAINTS_OID);
  if (at < 0) return Number.POSITIVE_INFINITY;
  let from = at + BASIC_CONSTRAINTS_OID.length;
  if (raw[from] === 0x01) from += 3;
  const value = raw.subarray(from + 4, from + 2 + (raw[from + 1] ?? 0));
  // value: 01 01 ff, then 02 01 n
  return value[0] === 0x01 && value[3] === 0x02 ? (value[5] ?? 0) : Number.POSITIVE_INFINITY;
}
