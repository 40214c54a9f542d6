import { useStore } from '../store.ts';
import { Field } from '../ui/Field.tsx';
import { SwitchRow } from '../ui/SwitchRow.tsx';

export interface WarningsFieldProps {
  /** Null = as the settings say. */
  readonly text: string | null;
  readonly bad: boolean;
  readonly onText: (text: string | null) => void;
}

/** When to warn before terminals of this account end. */
export function WarningsField({ text, bad, onText }: WarningsFieldProps) {
  const usual = useStore((state) => state.settings.holdWarningMinutes).join(', ');
  return (
    <>
      <SwitchRow
        label="Its own warnings before a terminal ends"
        help={
          usual === ''
            ? 'Otherwise none, as for all accounts.'
            : `Otherwise ${usual} minutes before, as for all accounts.`
        }
        checked={text !== null}
        onChecked={(own) => onText(own ? usual : null)}
      />
      {text !== null && (
        <Field
          label="Minutes before the end"
          placeholder="none"
          value={text}
          onValue={onText}
          error={bad ? 'Minutes as numbers, like 10, 5, 1.' : null}
        />
      )}
    </>
  );
}
