import { useId, useState } from 'react';
import type { Settings } from '../../electron/contract.ts';
import { SettingRow } from './SettingRow.tsx';

export interface NumberSettingProps {
  readonly label: string;
  readonly setting?: keyof Settings;
  readonly help?: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  readonly unit?: string;
  readonly onValue: (value: number) => void;
}

/** Takes effect when left or on Enter, so that a half typed number does nothing. */
export function NumberSetting({
  label,
  setting,
  help,
  value,
  least,
  most,
  step = 1,
  unit,
  onValue,
}: NumberSettingProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const commit = (): void => {
    // As many decimals as the step has; 3 keeps binary fractions from showing.
    const number = Number((step < 1 ? Math.round(Number(text) / step) * step : Math.round(Number(text))).toFixed(3));
    if (text !== null && text.trim() !== '' && Number.isFinite(number)) {
      const within = Math.min(most, Math.max(least, number));
      if (within !== value) onValue(within);
    }
    setText(null);
  };
  return (
    <SettingRow
      label={label}
      htmlFor={id}
      {...(setting === undefined ? {} : { setting })}
      {...(help === undefined ? {} : { help })}
    >
      <span className="number-box">
        <input
          id={id}
          className="input num"
          type="number"
          min={least}
          max={most}
          step={step}
          value={text ?? value}
          onChange={(event) => setText(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
        {unit}
      </span>
    </SettingRow>
  );
}
