import type { QuietHours } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { SwitchRow } from '../ui/SwitchRow.tsx';
import { Lockable, useLocked } from './ManagedMark.tsx';
import { clockTime, minutesOf, weekdays } from './notice-words.ts';
import { SwitchSetting } from './SwitchSetting.tsx';

/** Hours in which the desktop is left alone. */
export function QuietHoursSetting() {
  const quiet = useStore((state) => state.settings.quietHours);
  const locked = useLocked('quietHours');
  const { updateSettings } = useActions();
  const change = (part: Partial<QuietHours>): void => updateSettings({ quietHours: { ...quiet, ...part } });
  const times = { from: 'Quiet from', until: 'Quiet until' } as const;
  return (
    <section aria-label="Quiet hours">
      <SwitchSetting
        setting="quietHours"
        label="Quiet hours"
        help="The desktop is left alone; what happens waits behind the bell."
        checked={quiet.on}
        onChecked={(on) => change({ on })}
      />
      {quiet.on && (
        <Lockable locked={locked}>
          <div className="quiet-hours">
            <div className="quiet-times">
              {(['from', 'until'] as const).map((end) => (
                <label key={end}>
                  {end === 'from' ? 'From' : 'until'}
                  <input
                    type="time"
                    className="input num"
                    aria-label={times[end]}
                    value={clockTime(quiet[end])}
                    onChange={(event) => {
                      const minutes = minutesOf(event.target.value);
                      if (minutes !== null) change({ [end]: minutes });
                    }}
                  />
                </label>
              ))}
              <span>{quiet.until <= quiet.from && 'on the next day'}</span>
            </div>
            <fieldset className="quiet-days">
              <legend className="visually-hidden">Days on which they begin</legend>
              {weekdays.map(({ day, short, name }) => {
                const on = quiet.days.includes(day);
                return (
                  <button
                    key={day}
                    type="button"
                    className="quiet-day"
                    aria-label={name}
                    aria-pressed={on}
                    onClick={() =>
                      change({ days: on ? quiet.days.filter((one) => one !== day) : [...quiet.days, day].sort() })
                    }
                  >
                    {short}
                  </button>
                );
              })}
            </fieldset>
          </div>
          {quiet.days.length === 0 && <p className="field-error">Choose the days on which they begin.</p>}
          <SwitchRow
            label="Let what is urgent through"
            help="A terminal in its last minute, a token that is refused."
            checked={quiet.letUrgent}
            disabled={locked}
            onChecked={(letUrgent) => change({ letUrgent })}
          />
        </Lockable>
      )}
    </section>
  );
}
