import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { ChoiceSetting } from './ChoiceSetting.tsx';

/** When this computer may not go to sleep by itself; and where it cannot be kept from that, why. */
export function KeepAwakeSetting() {
  const keepAwake = useStore((state) => state.settings.keepAwake);
  const awake = useStore((state) => state.awake);
  const { updateSettings } = useActions();
  return (
    <>
      <ChoiceSetting
        setting="keepAwake"
        label="Keep this computer awake"
        help="Sleep cuts the connection, and a held job ends with it. The screen may still go dark. Closing a laptop’s lid or an empty battery puts it to sleep all the same."
        value={keepAwake}
        options={[
          { value: 'held', label: 'For held jobs' },
          { value: 'open', label: 'For open terminals' },
          { value: 'never', label: 'Never' },
        ]}
        onValue={(value) => updateSettings({ keepAwake: value })}
      />
      {awake.status === 'unable' && (
        <p className="field-error" role="alert">
          {awake.why}
        </p>
      )}
    </>
  );
}
