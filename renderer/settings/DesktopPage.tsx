import { useId } from 'react';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { SettingRow } from './SettingRow.tsx';
import { ShortcutField } from './ShortcutField.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';

const missingTray =
  'This desktop shows no tray icons. On GNOME the extension AppIndicator and KStatusNotifierItem Support brings them; then start Jobdeck again.';

/** How the app lives on the desktop; only where there is one around it. */
export function DesktopPage() {
  const settings = useStore((state) => state.settings);
  const desktop = useStore((state) => state.desktop);
  const platform = useStore((state) => state.app.platform);
  const { updateSettings } = useActions();
  const shortcutId = useId();
  if (desktop === null) return null;
  const mac = platform === 'darwin';
  const place = mac ? 'menu bar' : 'tray';
  const hasTray = desktop.tray !== 'missing';

  return (
    <>
      <SwitchSetting
        setting="tray"
        label={`Icon in the ${place}`}
        help={hasTray ? 'Your running jobs and the countdowns of held ones, one click away.' : missingTray}
        checked={settings.tray && hasTray}
        disabled={!hasTray}
        onChecked={(tray) => updateSettings({ tray })}
      />
      <SettingRow
        setting="closeToTray"
        label="When the last window closes"
        help={
          desktop.tray === 'shown'
            ? `Running on in the ${place}, Jobdeck keeps terminals open and jobs held.`
            : `Jobdeck quits: without an icon in the ${place} there would be no way back to it.`
        }
      >
        {desktop.tray === 'shown' && (
          <Segmented
            label="When the last window closes"
            value={settings.closeToTray}
            options={[
              { value: 'ask', label: 'Ask' },
              { value: 'keep', label: 'Keep running' },
              { value: 'quit', label: 'Quit' },
            ]}
            onValue={(closeToTray) => updateSettings({ closeToTray })}
          />
        )}
      </SettingRow>
      <SwitchSetting
        setting="startAtLogin"
        label="Start at login"
        help={desktop.tray === 'shown' ? `Without a window, in the ${place}.` : 'With its window minimised.'}
        checked={settings.startAtLogin}
        onChecked={(startAtLogin) => updateSettings({ startAtLogin })}
      />
      {desktop.startAtLoginProblem !== null && <Problem text={desktop.startAtLoginProblem} />}
      <SettingRow
        setting="globalShortcut"
        label="Global shortcut"
        help="Shows Jobdeck from any program, and puts it away again. Click into the field and press the keys."
        htmlFor={shortcutId}
      >
        <ShortcutField
          id={shortcutId}
          value={settings.globalShortcut}
          onValue={(globalShortcut) => updateSettings({ globalShortcut })}
        />
      </SettingRow>
      {desktop.shortcutProblem !== null && <Problem text={desktop.shortcutProblem} />}
      {desktop.wayland && (
        <p className="setting-note">
          This is a Wayland session: the desktop decides whether a shortcut reaches Jobdeck, and may ask you. If nothing
          happens, bind a key to the command jobdeck in the desktop’s own settings.
        </p>
      )}
      {!mac && (
        <SwitchSetting
          setting="menuBar"
          label="Menu bar"
          help="In the window, with every command. Alt then opens it and no longer reaches the shell."
          checked={settings.menuBar}
          onChecked={(menuBar) => updateSettings({ menuBar })}
        />
      )}
    </>
  );
}

function Problem({ text }: { readonly text: string }) {
  return (
    <p className="field-error" role="alert">
      {text}
    </p>
  );
}
