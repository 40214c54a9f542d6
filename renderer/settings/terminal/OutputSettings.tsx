import { ChoiceSetting } from '../ChoiceSetting.tsx';
import { NumberSetting } from '../NumberSetting.tsx';
import { SwitchSetting } from '../SwitchSetting.tsx';
import { ImagesSetting } from './ImagesSetting.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import type { SectionProps } from './TextSettings.tsx';

export function OutputSettings({ settings, onChange }: SectionProps) {
  return (
    <SettingsSection title="Output">
      <NumberSetting
        setting="scrollbackLines"
        label="Scrollback"
        help="Lines kept above the screen, per tab."
        value={settings.scrollbackLines}
        least={100}
        most={200_000}
        step={1000}
        unit="lines"
        onValue={(scrollbackLines) => onChange({ scrollbackLines })}
      />
      <ChoiceSetting
        setting="bell"
        label="Bell"
        help="What happens when a program rings. At most once a second."
        value={settings.bell}
        options={[
          { value: 'off', label: 'Nothing' },
          { value: 'mark', label: 'Mark the tab' },
          { value: 'flash', label: 'Flash' },
          { value: 'sound', label: 'Sound' },
        ]}
        onValue={(bell) => onChange({ bell })}
      />
      <ImagesSetting settings={settings} onChange={onChange} onReload={() => window.location.reload()} />
      <SwitchSetting
        setting="screenReader"
        label="Screen reader mode"
        help="Gives the terminal’s text to assistive technology. Slower."
        checked={settings.screenReader}
        onChecked={(screenReader) => onChange({ screenReader })}
      />
      <ChoiceSetting
        setting="renderer"
        label="Drawing"
        help="Automatic takes the faster one on this machine."
        value={settings.renderer}
        options={[
          { value: 'auto', label: 'Automatic' },
          { value: 'webgl', label: 'WebGL' },
          { value: 'dom', label: 'DOM' },
        ]}
        onValue={(renderer) => onChange({ renderer })}
      />
    </SettingsSection>
  );
}
