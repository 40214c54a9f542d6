import { useId, useState } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { SettingRow } from './SettingRow.tsx';
import { readMinutes } from './warning-minutes.ts';

/** When to warn before a terminal ends. Takes effect when left or on Enter. */
export function WarningMinutes() {
  const minutes = useStore((state) => state.settings.holdWarningMinutes);
  const { updateSettings } = useActions();
  const id = useId();
  const [text, setText] = useState(minutes.join(', '));
  const [problem, setProblem] = useState<string | null>(null);

  const commit = (): void => {
    const wanted = readMinutes(text);
    if (wanted === null) {
      setProblem('Minutes as numbers, like 10, 5, 1.');
      return;
    }
    setProblem(null);
    setText(wanted.join(', '));
    if (wanted.join() !== minutes.join()) updateSettings({ holdWarningMinutes: wanted });
  };

  return (
    <>
      <SettingRow
        setting="holdWarningMinutes"
        label="Warn before a terminal ends"
        help="Minutes before, largest first; each account may have its own. Empty: no warning."
        htmlFor={id}
      >
        <input
          id={id}
          className="input num setting-text"
          value={text}
          placeholder="none"
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => setText(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
      </SettingRow>
      {problem !== null && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
