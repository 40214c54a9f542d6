import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';

export interface FieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'id'> {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** Beside the label, e.g. `optional`. */
  readonly aside?: ReactNode;
  readonly help?: ReactNode;
  /** Why the value is refused; read out at once. */
  readonly error?: string | null;
  /** A secret: hidden, with a button to look. */
  readonly secret?: boolean;
}

export function Field({ label, value, onValue, aside, help, error = null, secret = false, ...rest }: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const describedBy = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="field" data-error={error ? true : undefined}>
      <div className="field-head">
        <label htmlFor={id}>{label}</label>
        {aside && <span className="field-aside">{aside}</span>}
      </div>
      <div className="field-box">
        <input
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          autoComplete="off"
          {...rest}
          id={id}
          type={secret && !shown ? 'password' : 'text'}
          className={secret ? 'input mono' : 'input'}
          value={value}
          aria-describedby={describedBy || undefined}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onValue(event.target.value)}
        />
        {secret && (
          <button
            type="button"
            className="icon-button field-reveal"
            aria-label={shown ? 'Hide what is typed' : 'Show what is typed'}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </button>
        )}
      </div>
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {help && (
        <div className="field-help" id={`${id}-help`}>
          {help}
        </div>
      )}
    </div>
  );
}
