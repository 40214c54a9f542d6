import type { CertificateSummary } from '../../electron/contract.ts';

/** Whose certificate it is, in the words that an administrator can compare. */
export function CertificateCard({ certificate }: { readonly certificate: CertificateSummary }) {
  const lines = certificate.fingerprint256.match(/.{1,24}/g) ?? [];
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
        {lines.map((line) => (
          <span key={line}>
            {line}
            <wbr />
          </span>
        ))}
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
