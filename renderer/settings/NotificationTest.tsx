import { useState } from 'react';
import { askPermission, permissionHelp } from '../notices/permission.ts';
import { useApi, useStore } from '../store.ts';
import { Button } from '../ui/Button.tsx';
import { SettingRow } from './SettingRow.tsx';

interface Outcome {
  readonly good: boolean;
  readonly text: string;
}

const SENT: Outcome = {
  good: true,
  text: 'Sent. If nothing has shown, look at the notification settings of your system, and whether do-not-disturb is on.',
};

/** Tries whether notifications reach the user here. */
export function NotificationTest() {
  const api = useApi();
  const door = useStore((state) => state.app.door);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  async function test(): Promise<void> {
    setBusy(true);
    setOutcome(await send());
    setBusy(false);
  }

  async function send(): Promise<Outcome> {
    if (door === 'browser') {
      const permission = await askPermission();
      if (permission !== 'granted') return { good: false, text: permissionHelp[permission] };
    }
    const result = await api.testNotification();
    if (result.ok) return SENT;
    return { good: false, text: [result.failure.message, result.failure.next].filter(Boolean).join(' ') };
  }

  return (
    <>
      <SettingRow label="Try it" help="Shows one notification, whatever the rules below say.">
        <Button size="small" busy={busy} onClick={() => void test()}>
          Send a test notification
        </Button>
      </SettingRow>
      <p className={outcome?.good === false ? 'field-error' : 'setting-note'} role="status">
        {outcome?.text}
      </p>
    </>
  );
}
