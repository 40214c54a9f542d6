import type { Settings } from '../../../electron/contract.ts';
import { ChoiceSetting } from '../ChoiceSetting.tsx';
import { NumberSetting } from '../NumberSetting.tsx';
import { SwitchSetting } from '../SwitchSetting.tsx';
import { FontSetting } from './FontSetting.tsx';
import { SettingsSection } from './SettingsSection.tsx';

export interface SectionProps {
  readonly settings: Settings;
  readonly onChange: (patch: Partial<Settings>) => void;
}

export function TextSettings({ settings, onChange }: SectionProps) {
  return (
    <SettingsSection title="Text and cursor">
      <FontSetting
        family={settings.terminalFontFamily}
        onFamily={(terminalFontFamily) => onChange({ terminalFontFamily })}
      />
      <NumberSetting
        setting="terminalFontSize"
        label="Font size"
        value={settings.terminalFontSize}
        least={6}
        most={40}
        unit="px"
        onValue={(terminalFontSize) => onChange({ terminalFontSize })}
      />
      <NumberSetting
        setting="lineHeight"
        label="Line height"
        value={settings.lineHeight}
        least={1}
        most={2}
        step={0.05}
        unit="× font"
        onValue={(lineHeight) => onChange({ lineHeight })}
      />
      <NumberSetting
        setting="letterSpacing"
        label="Letter spacing"
        value={settings.letterSpacing}
        least={-2}
        most={10}
        unit="px"
        onValue={(letterSpacing) => onChange({ letterSpacing })}
      />
      <SwitchSetting
        setting="ligatures"
        label="Ligatures"
        help="Draws => and !== as one sign, in fonts that have them."
        checked={settings.ligatures}
        onChecked={(ligatures) => onChange({ ligatures })}
      />
      <ChoiceSetting
        setting="cursorStyle"
        label="Cursor"
        help="Until a program in the shell wants another."
        value={settings.cursorStyle}
        options={[
          { value: 'block', label: 'Block' },
          { value: 'bar', label: 'Bar' },
          { value: 'underline', label: 'Underline' },
        ]}
        onValue={(cursorStyle) => onChange({ cursorStyle })}
      />
      <SwitchSetting
        setting="cursorBlink"
        label="Blinking cursor"
        checked={settings.cursorBlink}
        onChecked={(cursorBlink) => onChange({ cursorBlink })}
      />
    </SettingsSection>
  );
}
