import { useId, useState } from 'react';
import { Segmented } from '../../ui/Segmented.tsx';
import { SettingRow } from '../SettingRow.tsx';
import { SwitchSetting } from '../SwitchSetting.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import type { SectionProps } from './TextSettings.tsx';

export function MouseSettings({ settings, onChange }: SectionProps) {
  const separatorsId = useId();
  const [separators, setSeparators] = useState(settings.wordSeparators);
  const commit = (): void => {
    if (separators !== settings.wordSeparators) onChange({ wordSeparators: separators });
  };
  return (
    <SettingsSection title="Mouse and clipboard">
      <SwitchSetting
        setting="copyOnSelect"
        label="Copy on select"
        help="What you select goes to the clipboard at once."
        checked={settings.copyOnSelect}
        onChecked={(copyOnSelect) => onChange({ copyOnSelect })}
      />
      <SettingRow
        setting="wordSeparators"
        label="Word separators"
        help="A double click selects up to one of these."
        htmlFor={separatorsId}
      >
        <input
          id={separatorsId}
          className="input mono setting-text"
          value={separators}
          spellCheck={false}
          maxLength={100}
          onChange={(event) => setSeparators(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
      </SettingRow>
      <SwitchSetting
        setting="confirmMultilinePaste"
        label="Ask before pasting several lines"
        help="A line end in a paste runs what stands before it."
        checked={settings.confirmMultilinePaste}
        onChecked={(confirmMultilinePaste) => onChange({ confirmMultilinePaste })}
      />
      <SettingRow
        setting="programCopies"
        label="Programs may copy"
        help="An editor in the job can ask to put its copy into your clipboard (OSC 52). None can read it."
      >
        <Segmented
          label="Programs may copy"
          value={settings.programCopies}
          options={[
            { value: 'ask', label: 'When I allow it' },
            { value: 'never', label: 'Never' },
          ]}
          onValue={(programCopies) => onChange({ programCopies })}
        />
      </SettingRow>
    </SettingsSection>
  );
}
