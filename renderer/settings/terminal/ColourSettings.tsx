import { NumberSetting } from '../NumberSetting.tsx';
import { OwnThemes } from './OwnThemes.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import type { SectionProps } from './TextSettings.tsx';
import { ThemeSetting } from './ThemeSetting.tsx';

export function ColourSettings({ settings, onChange }: SectionProps) {
  return (
    <SettingsSection title="Colours">
      <ThemeSetting
        setting="terminalThemeDark"
        label="In the dark window"
        settings={settings}
        onValue={(terminalThemeDark) => onChange({ terminalThemeDark })}
      />
      <ThemeSetting
        setting="terminalThemeLight"
        label="In the light window"
        settings={settings}
        onValue={(terminalThemeLight) => onChange({ terminalThemeLight })}
      />
      <NumberSetting
        setting="minimumContrast"
        label="Least contrast"
        help="Text that is harder to read is made lighter or darker. 1: as the theme has it; 4.5: as WCAG asks; 7: more."
        value={settings.minimumContrast}
        least={1}
        most={21}
        step={0.5}
        unit=": 1"
        onValue={(minimumContrast) => onChange({ minimumContrast })}
      />
      <OwnThemes settings={settings} onChange={onChange} />
    </SettingsSection>
  );
}
