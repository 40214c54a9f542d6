import type { Settings } from '../../electron/contract.ts';
import type { Platform } from './terminal-keys.ts';

/** What the right button does: on Windows a terminal copies or pastes, elsewhere it shows its menu. */
export function rightClickDoes(wish: Settings['rightClick'], platform: Platform): 'menu' | 'paste' {
  if (wish !== 'auto') return wish;
  return platform === 'win32' ? 'paste' : 'menu';
}

/** What the middle button does: where X11's habits live it pastes what was selected last, elsewhere nothing. */
export function middleClickDoes(wish: Settings['middleClick'], platform: Platform): 'paste' | 'nothing' {
  if (wish === 'auto') return platform === 'linux' ? 'paste' : 'nothing';
  return wish === 'paste' ? 'paste' : 'nothing';
}
