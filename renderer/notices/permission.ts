import { useSyncExternalStore } from 'react';

/** `unavailable`: this browser has no notifications, or not for pages of this kind. */
export type Permission = NotificationPermission | 'unavailable';

const listeners = new Set<() => void>();

function now(): Permission {
  return 'Notification' in window ? Notification.permission : 'unavailable';
}

/** May this page show notifications? Looked at again whenever the page is come back to: the browser's own settings change it. */
export function usePermission(): Permission {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    window.addEventListener('focus', listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener('focus', listener);
    };
  }, now);
}

/** The browser's own question. It is to follow a click: some browsers ask nothing else. */
export async function askPermission(): Promise<Permission> {
  if (!('Notification' in window)) return 'unavailable';
  await Notification.requestPermission();
  for (const listener of [...listeners]) listener();
  return now();
}

export const permissionHelp: Readonly<Record<Exclude<Permission, 'granted'>, string>> = {
  unavailable: 'This browser has no notifications for this page. Notices stand behind the bell.',
  denied: 'The browser does not let this page notify you. Its site settings, beside the address, can change that.',
  default: 'The browser has not been asked yet whether this page may notify you.',
};
