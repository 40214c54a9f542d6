import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Settings } from '../../electron/contract.ts';
import { useStore } from '../store.ts';

/** Has the administrator's policy decided this one? */
export function useLocked(setting: keyof Settings | undefined): boolean {
  return useStore((state) => setting !== undefined && state.policy.lockedSettings.includes(setting));
}

export function ManagedMark() {
  return (
    <p className="managed-mark">
      <Lock aria-hidden />
      Set by your administrator
    </p>
  );
}

/** Its controls can be read and not used while the setting is locked. */
export function Lockable({ locked, children }: { readonly locked: boolean; readonly children: ReactNode }) {
  return locked ? (
    <fieldset className="locked-control" disabled>
      {children}
    </fieldset>
  ) : (
    children
  );
}
