import type { AppInfo } from '../contract.ts';

/** The platforms whose habits the page knows. */
export function platformOf(name: NodeJS.Platform): AppInfo['platform'] {
  return name === 'linux' || name === 'darwin' || name === 'win32' ? name : 'other';
}
