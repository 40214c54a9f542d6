import { useId, useState } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { SettingRow } from './SettingRow.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';
import { readNumbers } from './warning-minutes.ts';

const mostDays = 365;

/** What is done and said about credentials that will end. */
export function ExpirySettings() {
  const settings = useStore((state) => state.settings);
  const { updateSettings } = useActions();
  const id = useId();
  const [text, setText] = useState(settings.expiryWarningDays.join(', '));
  const [problem, setProblem] = useState<string | null>(null);

  const commit = (): void => {
    const days = readNumbers(text, mostDays);
    if (days === null) {
      setProblem('Days as numbers, like 14, 7, 3, 1.');
      return;
    }
    setProblem(null);
    setText(days.join(', '));
    if (days.join() !== settings.expiryWarningDays.join()) updateSettings({ expiryWarningDays: days });
  };

  return (
    <>
      <SwitchSetting
        setting="keepSignedIn"
        label="Keep web sessions in use"
        help="Asks each instance for one page a day, so that GitLab does not end a sign-in for want of use while Jobdeck runs."
        checked={settings.keepSignedIn}
        onChecked={(keepSignedIn) => updateSettings({ keepSignedIn })}
      />
      <SettingRow
        setting="expiryWarningDays"
        label="Warn before a token or sign-in ends"
        help="Days before, largest first. Empty: no warning."
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
