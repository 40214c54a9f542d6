import { FileUp } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';

export interface CaInputProps {
  readonly onPem: (pem: string) => void;
  readonly onCancel: () => void;
}

/** A CA file holds a handful of certificates; more than this is another file. */
const maxBytes = 512 * 1024;

/** Takes a CA certificate as a file or as text, for one instance only. */
export function CaInput({ onPem, onCancel }: CaInputProps) {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [pem, setPem] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  // What asked for it is gone, and took the keyboard along.
  useEffect(() => area.current?.focus(), []);

  async function readFile(chosen: File | undefined): Promise<void> {
    if (!chosen) return;
    if (chosen.size > maxBytes) return setProblem('That file is too large for a CA certificate.');
    const text = await chosen.text();
    if (!text.includes('-----BEGIN CERTIFICATE-----')) {
      return setProblem('That file holds no PEM certificate. It must contain -----BEGIN CERTIFICATE-----.');
    }
    onPem(text);
  }

  return (
    <div className="ca-input">
      <label htmlFor={id}>CA certificate (PEM)</label>
      <textarea
        ref={area}
        id={id}
        className="input mono"
        rows={4}
        spellCheck={false}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={pem}
        aria-invalid={problem !== null || undefined}
        onChange={(event) => {
          setPem(event.target.value);
          setProblem(null);
        }}
      />
      {problem !== null && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <p className="field-help">
        Compare its fingerprint with what your administrator tells you. It is trusted for this instance only.
      </p>
      <div className="row-actions">
        <Button
          size="small"
          look="primary"
          onClick={() =>
            pem.includes('-----BEGIN CERTIFICATE-----')
              ? onPem(pem)
              : setProblem('Paste the whole certificate, from -----BEGIN CERTIFICATE----- on.')
          }
        >
          Trust this CA
        </Button>
        <Button size="small" onClick={() => file.current?.click()}>
          <FileUp aria-hidden />
          Choose a file…
        </Button>
        <Button size="small" look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          aria-label="CA file"
          accept=".pem,.crt,.cer,.ca-bundle,application/x-pem-file,application/x-x509-ca-cert"
          onChange={(event) => void readFile(event.target.files?.[0])}
        />
      </div>
    </div>
  );
}
