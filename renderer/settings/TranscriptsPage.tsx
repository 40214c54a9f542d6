import { useState } from 'react';
import { useActions } from '../actions.ts';
import { useApi, useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';
import { keepingWords } from '../transcripts/keeping-words.ts';
import { Button } from '../ui/Button.tsx';
import { SwitchRow } from '../ui/SwitchRow.tsx';
import { KeptSoFarNote } from './KeptSoFarNote.tsx';
import { NumberSetting } from './NumberSetting.tsx';
import { SettingRow } from './SettingRow.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';

export function TranscriptsPage() {
  const api = useApi();
  const settings = useStore((state) => state.settings);
  const accounts = useStore((state) => state.accounts);
  const transcripts = useStore((state) => state.transcripts);
  const openDialog = useStore((state) => state.openDialog);
  const complain = useStore((state) => state.complain);
  const { updateSettings } = useActions();
  const [asking, setAsking] = useState(false);

  async function keepFor(accountId: string, keepTranscripts: boolean): Promise<void> {
    const answer = await api.editAccount(accountId, { keepTranscripts });
    if (!answer.ok) complain('The account could not be changed', answer.failure);
  }
  async function deleteAll(): Promise<void> {
    setAsking(false);
    const answer = await api.deleteAllTranscripts();
    if (!answer.ok) complain('The transcripts could not be deleted', answer.failure);
  }

  const count = transcripts.count === 1 ? 'One transcript' : `${transcripts.count} transcripts`;
  return (
    <>
      <p className="field-help">
        What terminals print is kept from the first byte on, also after their tab is closed. What you type is not,
        unless the shell prints it. {keepingWords[transcripts.keeping]}
      </p>
      <SettingRow label={`${count}, ${byteSize(transcripts.diskBytes)}`}>
        <span className="row-actions">
          <Button size="small" onClick={() => openDialog({ kind: 'transcripts', sessionId: null })}>
            Show…
          </Button>
          {asking ? (
            <Button
              size="small"
              look="danger"
              autoFocus
              onClick={() => void deleteAll()}
              onBlur={() => setAsking(false)}
            >
              Delete all for good
            </Button>
          ) : (
            <Button size="small" disabled={transcripts.count === 0} onClick={() => setAsking(true)}>
              Delete all…
            </Button>
          )}
        </span>
      </SettingRow>
      <NumberSetting
        setting="transcriptMegabytes"
        label="Room on this disk"
        help="The oldest make room first. A terminal that prints more than there is room for is read slowly until you have seen it."
        value={settings.transcriptMegabytes}
        least={64}
        most={1024 * 1024}
        step={256}
        unit="MiB"
        onValue={(transcriptMegabytes) => updateSettings({ transcriptMegabytes })}
      />
      <NumberSetting
        setting="transcriptDays"
        label="Keep for"
        value={settings.transcriptDays}
        least={1}
        most={3650}
        unit="days"
        onValue={(transcriptDays) => updateSettings({ transcriptDays })}
      />
      {accounts.map((account) => (
        <SwitchRow
          key={account.id}
          label={`Keep those of ${account.label}`}
          help={`${account.user.username} on ${account.instance.name}`}
          checked={account.keepTranscripts}
          note={account.keepTranscripts ? undefined : <KeptSoFarNote accountId={account.id} />}
          onChecked={(keep) => void keepFor(account.id, keep)}
        />
      ))}
      <SwitchSetting
        setting="transcriptLocalShells"
        label="Keep those of local shells"
        checked={settings.transcriptLocalShells}
        note={settings.transcriptLocalShells ? undefined : <KeptSoFarNote accountId={null} />}
        onChecked={(transcriptLocalShells) => updateSettings({ transcriptLocalShells })}
      />
    </>
  );
}
