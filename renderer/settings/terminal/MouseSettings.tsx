import { ChoiceSetting } from '../ChoiceSetting.tsx';
import { SwitchSetting } from '../SwitchSetting.tsx';
import { TextSetting } from '../TextSetting.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import type { SectionProps } from './TextSettings.tsx';

export function MouseSettings({ settings, onChange }: SectionProps) {
  return (
    <SettingsSection title="Mouse and clipboard">
      <SwitchSetting
        setting="copyOnSelect"
        label="Copy on select"
        help="What you select goes to the clipboard at once."
        checked={settings.copyOnSelect}
        onChecked={(copyOnSelect) => onChange({ copyOnSelect })}
      />
      <ChoiceSetting
        setting="rightClick"
        label="Right click"
        help="By system: on Windows it copies the selection, or pastes where there is none; elsewhere it opens the menu. With Shift it is always the menu."
        value={settings.rightClick}
        options={[
          { value: 'auto', label: 'By system' },
          { value: 'menu', label: 'Menu' },
          { value: 'paste', label: 'Copy or paste' },
        ]}
        onValue={(rightClick) => onChange({ rightClick })}
      />
      <ChoiceSetting
        setting="middleClick"
        label="Middle click"
        help="By system: on Linux it pastes what was selected last; elsewhere it does nothing."
        value={settings.middleClick}
        options={[
          { value: 'auto', label: 'By system' },
          { value: 'paste', label: 'Paste' },
          { value: 'off', label: 'Nothing' },
        ]}
        onValue={(middleClick) => onChange({ middleClick })}
      />
      <TextSetting
        setting="wordSeparators"
        label="Word separators"
        help="A double click selects up to one of these."
        mono
        maxLength={100}
        value={settings.wordSeparators}
        onValue={(wordSeparators) => onChange({ wordSeparators })}
      />
      <SwitchSetting
        setting="confirmMultilinePaste"
        label="Ask before a paste that may surprise"
        help="Several lines, which the shell may run one by one, or characters that cannot be seen. You see the text first."
        checked={settings.confirmMultilinePaste}
        onChecked={(confirmMultilinePaste) => onChange({ confirmMultilinePaste })}
      />
      <ChoiceSetting
        setting="programCopies"
        label="Programs may copy"
        help="An editor in the job can ask to put its copy into your clipboard (OSC 52). None can read it."
        value={settings.programCopies}
        options={[
          { value: 'ask', label: 'When I allow it' },
          { value: 'never', label: 'Never' },
        ]}
        onValue={(programCopies) => onChange({ programCopies })}
      />
    </SettingsSection>
  );
}
