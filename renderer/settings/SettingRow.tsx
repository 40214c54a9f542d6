import type { ReactNode } from 'react';
import type { Settings } from '../../electron/contract.ts';
import { Lockable, ManagedMark, useLocked } from './ManagedMark.tsx';

export interface SettingRowProps {
  readonly label: string;
  readonly help?: string;
  /** Ties the label to its control, where that is one element. */
  readonly htmlFor?: string;
  /** What it changes: a policy may have locked it. */
  readonly setting?: keyof Settings;
  readonly children: ReactNode;
}

export function SettingRow({ label, help, htmlFor, setting, children }: SettingRowProps) {
  const locked = useLocked(setting);
  return (
    <div className="setting">
      <div>
        {htmlFor === undefined ? (
          <span className="setting-label">{label}</span>
        ) : (
          <label htmlFor={htmlFor}>{label}</label>
        )}
        {help !== undefined && <p>{help}</p>}
        {locked && <ManagedMark />}
      </div>
      <Lockable locked={locked}>{children}</Lockable>
    </div>
  );
}
