import type { ReactNode } from 'react';

export interface SettingRowProps {
  readonly label: string;
  readonly help?: string;
  /** Ties the label to its control, where that is one element. */
  readonly htmlFor?: string;
  readonly children: ReactNode;
}

export function SettingRow({ label, help, htmlFor, children }: SettingRowProps) {
  return (
    <div className="setting">
      <div>
        {htmlFor === undefined ? (
          <span className="setting-label">{label}</span>
        ) : (
          <label htmlFor={htmlFor}>{label}</label>
        )}
        {help !== undefined && <p>{help}</p>}
      </div>
      {children}
    </div>
  );
}
