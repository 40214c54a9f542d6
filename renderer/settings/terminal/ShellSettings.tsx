import { ChoiceSetting } from '../ChoiceSetting.tsx';
import { SwitchSetting } from '../SwitchSetting.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import type { SectionProps } from './TextSettings.tsx';

export function ShellSettings({ settings, onChange }: SectionProps) {
  return (
    <SettingsSection title="Shells of jobs">
      <ChoiceSetting
        setting="shellSize"
        label="Tell shells the window size"
        help="GitLab cannot carry it to a job, so Jobdeck types it at the shell’s prompt and hides that it did."
        value={settings.shellSize}
        options={[
          { value: 'follow', label: 'Always' },
          { value: 'open', label: 'At open' },
          { value: 'never', label: 'When asked' },
        ]}
        onValue={(shellSize) => onChange({ shellSize })}
      />
      <SwitchSetting
        setting="keepShells"
        label="Keep shells running over a drop"
        help="In tmux, screen or dtach, where the job has one: when the connection is cut, what runs goes on, and reconnecting finds the same shell again. Closing its tab ends it. For shells that begin from now on."
        checked={settings.keepShells}
        onChecked={(keepShells) => onChange({ keepShells })}
      />
    </SettingsSection>
  );
}
