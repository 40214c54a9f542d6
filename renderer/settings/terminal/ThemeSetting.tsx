import { useId } from 'react';
import type { Settings } from '../../../electron/contract.ts';
import { houseThemes } from '../../terminals/themes/palettes.ts';
import { SettingRow } from '../SettingRow.tsx';

export interface ThemeSettingProps {
  readonly setting: 'terminalThemeDark' | 'terminalThemeLight';
  readonly label: string;
  readonly settings: Settings;
  readonly onValue: (id: string) => void;
}

export function ThemeSetting({ setting, label, settings, onValue }: ThemeSettingProps) {
  const id = useId();
  const grounds = ['dark', 'light'] as const;
  return (
    <SettingRow setting={setting} label={label} htmlFor={id}>
      <select
        id={id}
        className="input setting-text"
        value={settings[setting]}
        onChange={(event) => onValue(event.target.value)}
      >
        <option value="jobdeck">Jobdeck, as the window</option>
        {settings.terminalThemes.length > 0 && (
          <optgroup label="Yours">
            {settings.terminalThemes.map((own) => (
              <option key={own.id} value={`own:${own.id}`}>
                {own.name}
              </option>
            ))}
          </optgroup>
        )}
        {grounds.map((ground) => (
          <optgroup key={ground} label={ground === 'dark' ? 'Dark ground' : 'Light ground'}>
            <option value={`jobdeck-${ground}`}>{`Jobdeck, ${ground}`}</option>
            {houseThemes
              .filter((theme) => theme.ground === ground)
              .map((theme) => (
                <option key={theme.id} value={theme.id}>
                  {theme.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </SettingRow>
  );
}
