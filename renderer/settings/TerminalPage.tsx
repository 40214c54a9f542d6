import { useId, useState } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { NumberSetting } from './NumberSetting.tsx';
import { SettingRow } from './SettingRow.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';

export function TerminalPage() {
  const settings = useStore((state) => state.settings);
  const { updateSettings } = useActions();
  const fontId = useId();
  const [family, setFamily] = useState(settings.terminalFontFamily);
  const commitFamily = (): void => {
    if (family.trim() !== settings.terminalFontFamily) updateSettings({ terminalFontFamily: family.trim() });
  };
  return (
    <>
      <SettingRow
        setting="terminalFontFamily"
        label="Font"
        htmlFor={fontId}
        help="A font of this machine. Empty: JetBrains Mono."
      >
        <input
          id={fontId}
          className="input setting-text"
          value={family}
          spellCheck={false}
          placeholder="JetBrains Mono"
          onChange={(event) => setFamily(event.target.value)}
          onBlur={commitFamily}
          onKeyDown={(event) => event.key === 'Enter' && commitFamily()}
        />
      </SettingRow>
      <NumberSetting
        setting="terminalFontSize"
        label="Font size"
        value={settings.terminalFontSize}
        least={6}
        most={40}
        unit="px"
        onValue={(terminalFontSize) => updateSettings({ terminalFontSize })}
      />
      <NumberSetting
        setting="scrollbackLines"
        label="Scrollback"
        help="Lines kept above the screen, per tab."
        value={settings.scrollbackLines}
        least={100}
        most={200_000}
        step={1000}
        unit="lines"
        onValue={(scrollbackLines) => updateSettings({ scrollbackLines })}
      />
      <SwitchSetting
        setting="cursorBlink"
        label="Blinking cursor"
        checked={settings.cursorBlink}
        onChecked={(cursorBlink) => updateSettings({ cursorBlink })}
      />
      <SwitchSetting
        setting="copyOnSelect"
        label="Copy on select"
        help="What you select goes to the clipboard at once."
        checked={settings.copyOnSelect}
        onChecked={(copyOnSelect) => updateSettings({ copyOnSelect })}
      />
      <SwitchSetting
        setting="confirmMultilinePaste"
        label="Ask before pasting several lines"
        help="A line end in a paste runs what stands before it."
        checked={settings.confirmMultilinePaste}
        onChecked={(confirmMultilinePaste) => updateSettings({ confirmMultilinePaste })}
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
          onValue={(programCopies) => updateSettings({ programCopies })}
        />
      </SettingRow>
      <SwitchSetting
        setting="screenReader"
        label="Screen reader mode"
        help="Gives the terminal’s text to assistive technology. Slower."
        checked={settings.screenReader}
        onChecked={(screenReader) => updateSettings({ screenReader })}
      />
      <SettingRow setting="renderer" label="Drawing" help="Automatic takes the faster one on this machine.">
        <Segmented
          label="Drawing"
          value={settings.renderer}
          options={[
            { value: 'auto', label: 'Automatic' },
            { value: 'webgl', label: 'WebGL' },
            { value: 'dom', label: 'DOM' },
          ]}
          onValue={(renderer) => updateSettings({ renderer })}
        />
      </SettingRow>
    </>
  );
}
