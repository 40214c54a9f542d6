import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuAction, MenuEntries, MenuEntry } from './menu-entry.ts';

function nativeItem(entry: MenuEntry, act: (action: MenuAction) => void): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'line':
      return { type: 'separator' };
    case 'note':
      return { label: entry.label, enabled: false };
    case 'role':
      // A role's own keys are taken back: Ctrl+R, Ctrl+W and their like belong to the shell.
      return entry.keys === undefined
        ? { role: entry.role, accelerator: '', registerAccelerator: false }
        : { role: entry.role, accelerator: entry.keys };
    case 'menu': {
      const role = entry.place === undefined ? {} : { role: entry.place };
      return { label: entry.label, ...role, submenu: nativeItems(entry.entries, act) };
    }
    case 'action':
      return {
        label: entry.label,
        enabled: entry.enabled ?? true,
        ...(entry.checked === undefined ? {} : { type: 'checkbox' as const, checked: entry.checked }),
        ...(entry.keys === undefined ? {} : { accelerator: entry.keys, registerAccelerator: entry.pageKeys !== true }),
        click: () => act(entry.action),
      };
  }
}

function nativeItems(entries: MenuEntries, act: (action: MenuAction) => void): MenuItemConstructorOptions[] {
  return entries.map((entry) => nativeItem(entry, act));
}

export function nativeMenu(entries: MenuEntries, act: (action: MenuAction) => void): Menu {
  return Menu.buildFromTemplate(nativeItems(entries, act));
}
