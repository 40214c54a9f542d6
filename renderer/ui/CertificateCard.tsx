import type { CertificateSummary } from '../../electron/contract.ts';

/** Whose certificate it is, in the words that an administrator can compare. */
export function CertificateCard({ certificate }: { readonly certificate: CertificateSummary }) {
  const pairs = certificate.fingerprint256.split(':');
  const half = Math.ceil(pairs.length / 2);
  return (
    <dl className="certificate">
      <dt>Subject</dt>
      <dd>{certificate.subject}</dd>
      <dt>Issuer</dt>
      <dd>{certificate.issuer}</dd>
      <dt>Valid</dt>
      <dd>
        {certificate.validFrom} to {certificate.validTo}
      </dd>
      <dt>SHA-256</dt>
      <dd className="mono certificate-print">
        {pairs.slice(0, half).join(':')}:<wbr />
        {pairs.slice(half).join(':')}
      </dd>
      {certificate.problem !== null && (
        <>
          <dt>Problem</dt>
          <dd className="mono">{certificate.problem}</dd>
        </>
      )}
    </dl>
  );
}
