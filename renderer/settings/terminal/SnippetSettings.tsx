import { useStore } from '../../store.ts';
import { Button } from '../../ui/Button.tsx';
import { SettingRow } from '../SettingRow.tsx';
import { SettingsSection } from './SettingsSection.tsx';

export function SnippetSettings() {
  const count = useStore((state) => state.settings.snippets.length);
  const openDialog = useStore((state) => state.openDialog);
  return (
    <SettingsSection title="Snippets">
      <SettingRow
        setting="snippets"
        label="Commands by name"
        help="With the job’s project, branch and numbers put in. Ctrl+Shift+L in a terminal, on macOS ⇧⌘L."
      >
        <Button onClick={() => openDialog({ kind: 'snippets' })}>
          {count === 0 ? 'Write one…' : `Edit ${count}…`}
        </Button>
      </SettingRow>
    </SettingsSection>
  );
}
