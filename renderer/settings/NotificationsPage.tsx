import { useId, useState } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { SettingRow } from './SettingRow.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';
import { readMinutes } from './warning-minutes.ts';

export function NotificationsPage() {
  const settings = useStore((state) => state.settings);
  const door = useStore((state) => state.app.door);
  const { updateSettings } = useActions();
  const id = useId();
  const [text, setText] = useState(settings.holdWarningMinutes.join(', '));
  const [problem, setProblem] = useState<string | null>(null);

  async function setNotifications(wanted: boolean): Promise<void> {
    if (wanted && door === 'browser') {
      if (!('Notification' in window)) return setProblem('This browser has no notifications.');
      // Asked for here, where the wish has just been spoken.
      if ((await Notification.requestPermission()) !== 'granted') {
        return setProblem(
          'The browser does not allow notifications from this page. Its site settings can change that.',
        );
      }
    }
    setProblem(null);
    updateSettings({ desktopNotifications: wanted });
  }

  const commit = (): void => {
    const minutes = readMinutes(text);
    if (minutes === null) {
      setProblem('Minutes as numbers, like 10, 5, 1.');
      return;
    }
    setProblem(null);
    setText(minutes.join(', '));
    if (minutes.join() !== settings.holdWarningMinutes.join()) updateSettings({ holdWarningMinutes: minutes });
  };

  return (
    <>
      <SwitchSetting
        setting="desktopNotifications"
        label="Desktop notifications"
        help="For what happens while you look elsewhere: holds, endings, expiring tokens."
        checked={settings.desktopNotifications}
        onChecked={(wanted) => void setNotifications(wanted)}
      />
      <SettingRow
        setting="holdWarningMinutes"
        label="Warn before a hold ends"
        help="Minutes before a held terminal runs out, largest first. Empty: no warning."
        htmlFor={id}
      >
        <input
          id={id}
          className="input num setting-text"
          value={text}
          placeholder="none"
          onChange={(event) => setText(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
      </SettingRow>
      {problem !== null && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
