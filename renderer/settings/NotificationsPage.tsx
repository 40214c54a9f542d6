import './notification-settings.css';
import { useActions } from '../actions.ts';
import { askPermission, permissionHelp, usePermission } from '../notices/permission.ts';
import { useStore } from '../store.ts';
import { KindReaches } from './KindReaches.tsx';
import { NotificationTest } from './NotificationTest.tsx';
import { ProjectRules } from './ProjectRules.tsx';
import { QuietHoursSetting } from './QuietHoursSetting.tsx';
import { SwitchSetting } from './SwitchSetting.tsx';
import { WarningMinutes } from './WarningMinutes.tsx';

export function NotificationsPage() {
  const settings = useStore((state) => state.settings);
  const door = useStore((state) => state.app.door);
  const permission = usePermission();
  const { updateSettings } = useActions();

  function setNotifications(desktopNotifications: boolean): void {
    updateSettings({ desktopNotifications });
    // Asked for here, where the wish has just been spoken.
    if (desktopNotifications && door === 'browser') void askPermission();
  }

  return (
    <>
      <SwitchSetting
        setting="desktopNotifications"
        label="Desktop notifications"
        help="For what happens while you look elsewhere. Your system’s do-not-disturb holds for them."
        checked={settings.desktopNotifications}
        onChecked={setNotifications}
      />
      {door === 'browser' && settings.desktopNotifications && permission !== 'granted' && (
        <p className={permission === 'denied' ? 'field-error' : 'setting-note'}>{permissionHelp[permission]}</p>
      )}
      <SwitchSetting
        setting="notificationNames"
        label="Names in notifications"
        help="Of jobs and accounts, which a locked screen may show. Off: only what has happened."
        checked={settings.notificationNames}
        onChecked={(notificationNames) => updateSettings({ notificationNames })}
      />
      <WarningMinutes />
      <NotificationTest />
      <QuietHoursSetting />
      <KindReaches />
      <ProjectRules />
    </>
  );
}
