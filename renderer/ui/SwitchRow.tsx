import { Switch } from 'radix-ui';
import { type ReactNode, useId } from 'react';

export interface SwitchRowProps {
  readonly label: string;
  readonly help?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  /** Below the help: why it is as it is. */
  readonly note?: ReactNode;
  readonly onChecked: (checked: boolean) => void;
}

export function SwitchRow({ label, help, checked, disabled = false, note, onChecked }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="setting">
      <div>
        <label htmlFor={id}>{label}</label>
        {help !== undefined && <p id={`${id}-help`}>{help}</p>}
        {note}
      </div>
      <Switch.Root
        id={id}
        className="switch"
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChecked}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </div>
  );
}
