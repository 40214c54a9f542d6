import { useId } from 'react';

export interface ChoiceProps {
  /** One of those with this name is chosen. */
  readonly name: string;
  readonly label: string;
  readonly aside?: string;
  readonly help: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChecked: () => void;
}

/** One of a few, each with what it means; the browser's own radio button, on which Enter sends the form. */
export function Choice({ name, label, aside, help, checked, disabled = false, onChecked }: ChoiceProps) {
  const id = useId();
  return (
    <div className="choice" data-checked={checked || undefined} data-disabled={disabled || undefined}>
      <input
        id={id}
        type="radio"
        name={name}
        checked={checked}
        disabled={disabled}
        aria-describedby={`${id}-help`}
        onChange={onChecked}
      />
      <label htmlFor={id}>
        {label}
        {aside !== undefined && <span className="choice-aside">{aside}</span>}
      </label>
      <p id={`${id}-help`}>{help}</p>
    </div>
  );
}
