import { Building2 } from 'lucide-react';
import { useId } from 'react';
import { useStore } from '../store.ts';
import { ExternalLink } from '../ui/ExternalLink.tsx';

/** The instances that the administrator's policy names: one click fills in the address. Nothing where it names none. */
export function OfferedInstances({ onAddress }: { readonly onAddress: (address: string) => void }) {
  const { instances, onlyTheseInstances } = useStore((state) => state.policy);
  const heading = useId();
  if (instances.length === 0) return null;
  return (
    <section className="offered" aria-labelledby={heading}>
      <h3 id={heading}>{onlyTheseInstances ? 'Your administrator allows these' : 'From your administrator'}</h3>
      <ul>
        {instances.map(({ address, label, helpUrl, hasCa }) => (
          <li key={address}>
            <button type="button" className="offered-instance" onClick={() => onAddress(address)}>
              <Building2 aria-hidden />
              <span>
                <b>{label}</b>
                <span>
                  {address.replace(/^https?:\/\//, '')}
                  {hasCa && ' · with its CA'}
                </span>
              </span>
            </button>
            {helpUrl !== null && <ExternalLink url={helpUrl}>Get access</ExternalLink>}
          </li>
        ))}
      </ul>
    </section>
  );
}
