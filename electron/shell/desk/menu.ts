import { Menu } from 'electron';
import type { MenuAction } from './menu-entry.ts';
import { type MenuFacts, menuTemplate } from './menu-template.ts';
import { nativeMenu } from './native-menu.ts';

export interface AppMenu {
  /** Makes the application menu what the state makes of it. */
  show(facts: Omit<MenuFacts, 'platform'>): void;
}

export function createAppMenu(act: (action: MenuAction) => void): AppMenu {
  let shown = '';
  return {
    show(facts) {
      const entries = menuTemplate({ ...facts, platform: process.platform });
      const wanted = JSON.stringify(entries);
      // An open menu would close under the pointer, so only a changed one is set.
      if (wanted !== shown) Menu.setApplicationMenu(nativeMenu(entries, act));
      shown = wanted;
    },
  };
}
