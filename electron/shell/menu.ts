import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The application menu. Its accelerators are taken before the page sees the key, so none of them may be one that
 * shells and editors live on: no Ctrl with a letter but on macOS, where the shell's modifier is another one.
 */
export function createMenu(platform: NodeJS.Platform): Menu {
  const isMac = platform === 'darwin';
  const edit: MenuItemConstructorOptions = isMac
    ? { role: 'editMenu' }
    : {
        label: 'Edit',
        submenu: (['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({
          role,
          registerAccelerator: false,
          accelerator: '',
        })),
      };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      { type: 'separator' },
      // No accelerator: Ctrl+R searches the shell's history.
      { role: 'reload', accelerator: '', registerAccelerator: false },
      { role: 'toggleDevTools' },
    ],
  };
  const window: MenuItemConstructorOptions = {
    label: 'Window',
    role: isMac ? 'window' : 'windowMenu',
    submenu: [
      { role: 'minimize', accelerator: '', registerAccelerator: false },
      // Cmd+W and Ctrl+W belong to tabs and to the shell.
      { role: 'close', accelerator: isMac ? 'Shift+Cmd+W' : '', registerAccelerator: isMac },
    ],
  };
  const first: MenuItemConstructorOptions = isMac
    ? { role: 'appMenu' }
    : { label: 'File', submenu: [{ role: 'quit', accelerator: 'Ctrl+Shift+Q' }] };
  return Menu.buildFromTemplate([first, edit, view, window]);
}
