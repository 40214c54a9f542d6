import { basename, extname, join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';

/** The system's own dialog, on the window in front. It asks before an older file of that name is replaced. */
export async function chooseFile(fileName: string): Promise<string | null> {
  const ending = extname(fileName).slice(1);
  const options = {
    defaultPath: join(app.getPath('downloads'), basename(fileName)),
    filters: ending === '' ? [] : [{ name: ending, extensions: [ending] }],
  };
  const window = BrowserWindow.getFocusedWindow();
  const { canceled, filePath } = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return canceled || !filePath ? null : filePath;
}
