import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { ChoiceSetting } from './ChoiceSetting.tsx';
import { KeepAwakeSetting } from './KeepAwakeSetting.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';

export function GeneralPage() {
  const settings = useStore((state) => state.settings);
  const app = useStore((state) => state.app);
  const policy = useStore((state) => state.policy);
  const { updateSettings } = useActions();
  return (
    <>
      <ChoiceSetting
        setting="theme"
        label="Theme"
        value={settings.theme}
        options={[
          { value: 'system', label: 'System' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onValue={(theme) => updateSettings({ theme })}
      />
      <ChoiceSetting
        setting="jobScope"
        label="Jobs shown"
        help="GitLab gives a terminal only to the one who started the job."
        value={settings.jobScope}
        options={[
          { value: 'mine', label: 'Mine' },
          { value: 'all', label: 'All of my projects' },
        ]}
        onValue={(jobScope) => updateSettings({ jobScope })}
      />
      <KeepAwakeSetting />
      <SwitchSetting
        setting="rememberJobs"
        label="Remember the job list and the tabs"
        help="The next start shows them at once, also offline. Names of jobs, projects and branches are kept in Jobdeck’s folder, for you alone; never a secret."
        checked={settings.rememberJobs}
        onChecked={(rememberJobs) => updateSettings({ rememberJobs })}
      />
      <dl className="about">
        <dt>Version</dt>
        <dd className="num">
          {app.version}
          {app.demo && ' (demo)'}
        </dd>
        {policy.file !== null && (
          <>
            <dt>Managed</dt>
            <dd>
              by your administrator: <span className="mono">{policy.file}</span>
            </dd>
          </>
        )}
        <dt>Telemetry</dt>
        <dd>none, in any form</dd>
        <dt>Data</dt>
        <dd className="mono">{app.dataDir}</dd>
      </dl>
    </>
  );
}
