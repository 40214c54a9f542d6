import { type ComponentProps, useId, useState } from 'react';
import { SettingRow, type SettingRowProps } from './SettingRow.tsx';

export interface TextSettingProps
  extends Required<Pick<SettingRowProps, 'setting' | 'label' | 'help'>>,
    Pick<ComponentProps<'input'>, 'maxLength' | 'placeholder'> {
  readonly value: string;
  readonly mono?: boolean;
  readonly invalid?: boolean;
  /** To choose from; chosen, it counts at once. */
  readonly offered?: readonly string[];
  /** At each key. */
  readonly onType?: (text: string) => void;
  readonly onValue: (value: string) => void;
}

/** Takes effect when left or on Enter, so that a half typed text does nothing. */
export function TextSetting(props: TextSettingProps) {
  const { setting, label, help, value, mono = false, invalid = false, offered = [], onType, onValue, ...input } = props;
  const id = useId();
  const [text, setText] = useState(value);
  const commit = (): void => {
    if (text !== value) onValue(text);
  };
  return (
    <SettingRow setting={setting} label={label} help={help} htmlFor={id}>
      <input
        {...input}
        id={id}
        className={mono ? 'input mono setting-text' : 'input setting-text'}
        list={offered.length > 0 ? `${id}-offered` : undefined}
        value={text}
        spellCheck={false}
        aria-invalid={invalid || undefined}
        onChange={({ target }) => {
          setText(target.value);
          onType?.(target.value);
          // Nothing more will be typed.
          if (offered.includes(target.value)) onValue(target.value);
        }}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
      {offered.length > 0 && (
        <datalist id={`${id}-offered`}>
          {offered.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </SettingRow>
  );
}
