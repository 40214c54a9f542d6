import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext, type SecureContextOptions } from 'node:tls';

/**
 * Where Linux distributions keep the roots their administrator trusts. Node and Electron look at neither
 * by themselves, so a company's CA that every browser on the machine accepts would be refused here.
 */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Arch
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL
  '/etc/ssl/ca-bundle.pem', // openSUSE
];

function readPems(file: string | undefined): readonly string[] {
  if (file === undefined || file === '') return [];
  try {
    return splitPems(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

export function splitPems(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}

/**
 * Certificates a connection to one instance may rest on: Node's roots, the system's, `NODE_EXTRA_CA_CERTS`
 * (which Node forgets as soon as a `ca` is given), and the user's for this instance.
 */
export function trustedCertificates(caPem: string | null): readonly string[] {
  const system = [process.env.SSL_CERT_FILE, ...SYSTEM_BUNDLES].map(readPems).find((pems) => pems.length > 0) ?? [];
  const extra = readPems(process.env.NODE_EXTRA_CA_CERTS);
  const own = caPem === null ? [] : splitPems(caPem);
  const byText = new Map<string, string>();
  for (const pem of [...rootCertificates, ...system, ...extra, ...own]) byText.set(pem.replace(/\s+/g, ''), pem);
  return [...byText.values()];
}

export function joinPems(...pems: readonly (string | null)[]): string | null {
  const given = pems.filter((pem) => pem !== null);
  return given.length === 0 ? null : given.join('\n');
}

/** What this system, its user or `NODE_EXTRA_CA_CERTS` trusts beyond the roots that every browser knows. */
export function ownAuthorities(caPem: string | null): readonly string[] {
  const common = new Set(rootCertificates.map((pem) => pem.replace(/\s+/g, '')));
  return trustedCertificates(caPem).filter((pem) => !common.has(pem.replace(/\s+/g, '')));
}

/**
 * Made once per instance: parsing a hundred and fifty roots for each connection would cost more than the connection.
 * Verification itself is never switched off.
 */
export function createTrust(caPem: string | null): SecureContext {
  const options: SecureContextOptions & { allowPartialTrustChain?: boolean } = { ca: [...trustedCertificates(caPem)] };
  // lets a server's own certificate or an intermediate, given by the user, be the anchor (Node 20.18 and newer)
  if (caPem !== null) options.allowPartialTrustChain = true;
  return createSecureContext(options);
}
