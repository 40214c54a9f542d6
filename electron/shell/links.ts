import { app } from 'electron';
import { parseJobArgument } from '../doors/urls.ts';
import { parseDesktopArguments } from './arguments.ts';

/**
 * Job URLs from outside: a second start of the app, or a `jobdeck://open?url=…` link. `onUrl` gets null when there was
 * none and the app is only wanted in front.
 */
export function hearLinks(onUrl: (jobUrl: string | null) => void): void {
  app.on('second-instance', (_event, argv) => onUrl(parseDesktopArguments(argv.slice(1), {}).jobUrl));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    onUrl(parseJobArgument(link));
  });
  // Only an installed app may own the scheme; a checkout would register its bare Electron.
  if (app.isPackaged) app.setAsDefaultProtocolClient('jobdeck');
}
