import { type BrowserWindow, dialog } from 'electron';
import { createSystemClock } from '../../doors/clock.ts';
import { createHangQuestion, type HangAnswer } from './hang-question.ts';

const ANSWERS: readonly HangAnswer[] = ['wait', 'reload'];

/**
 * Asks about a page that hangs. `renew` puts a new one in its place: an ordinary reload would wait for the old one. The
 * question does not stop main, which reads the terminals meanwhile. It belongs to its window, so that one knows which
 * page is meant, and since macOS takes back only questions that have a window.
 */
export function askWhenUnresponsive(window: BrowserWindow, renew: () => void): void {
  const question = createHangQuestion({
    clock: createSystemClock(),
    async ask(signal) {
      const { response } = await dialog.showMessageBox(window, {
        type: 'warning',
        message: 'Jobdeck’s window does not answer',
        detail: 'Your terminals go on, and come back with what they showed when the window is loaded anew.',
        buttons: ['Wait', 'Reload'],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        signal,
      });
      return ANSWERS[response] ?? 'wait';
    },
    reload: renew,
  });
  window.on('unresponsive', question.begin);
  window.on('responsive', question.end);
  window.webContents.on('render-process-gone', question.end);
  window.on('closed', question.end);
}
