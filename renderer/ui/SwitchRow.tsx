import { Switch } from 'radix-ui';
import { useId } from 'react';

export interface SwitchRowProps {
  readonly label: string;
  readonly help?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChecked: (checked: boolean) => void;
}

export function SwitchRow({ label, help, checked, disabled = false, onChecked }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="setting">
      <div>
        <label htmlFor={id}>{label}</label>
        {help !== undefined && <p id={`${id}-help`}>{help}</p>}
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
