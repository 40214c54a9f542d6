import { Check, LoaderCircle } from 'lucide-react';
import type { ProbeState } from './use-probe.ts';

/** Beside the address: who answers there. */
export function ProbeMark({ state }: { readonly state: ProbeState }) {
  switch (state.status) {
    case 'idle':
    case 'failed':
      return null;
    case 'asking':
      return (
        <span className="probe" role="status">
          <LoaderCircle className="turning" aria-hidden /> Looking…
        </span>
      );
    case 'found':
      return (
        <span className="probe" data-found role="status">
          <Check aria-hidden /> GitLab at {state.probe.name}
        </span>
      );
  }
}

export function CaGiven({ onTakeBack }: { readonly onTakeBack: () => void }) {
  return (
    <p className="form-note">
      <Check aria-hidden /> A CA of your own is trusted for this instance.{' '}
      <button type="button" className="link" onClick={onTakeBack}>
        Take it back
      </button>
    </p>
  );
}
