import { app } from 'electron';
import { parseDesktopArguments, readJobLink } from './arguments.ts';

/** What came from outside: a link or URL, or only the wish to see the window. */
export interface Knock {
  readonly jobUrl: string | null;
  /** Nobody wants the window: a start at login while the app runs already. */
  readonly hidden: boolean;
}

export interface Links {
  /** Hands over what has come since the start, and what comes from now on. */
  listen(onKnock: (knock: Knock) => void): void;
}

/**
 * A second start of the app, or a link that the system hands over. Must be called before the app is ready: macOS tells
 * of the link that started it at once, and does not repeat it.
 */
export function hearLinks(): Links {
  const waiting: Knock[] = [];
  let onKnock = (knock: Knock): void => void waiting.push(knock);
  app.on('second-instance', (_event, argv) => {
    const { jobUrl, hidden } = parseDesktopArguments(argv.slice(1), {});
    onKnock({ jobUrl, hidden });
  });
  app.on('open-url', (event, text) => {
    event.preventDefault();
    onKnock({ jobUrl: readJobLink(text), hidden: false });
  });
  app.on('activate', () => onKnock({ jobUrl: null, hidden: false }));
  // Only an installed app may own the scheme; a checkout would register its bare Electron.
  if (app.isPackaged) app.setAsDefaultProtocolClient('jobdeck');

  return {
    listen(listener) {
      onKnock = listener;
      for (const knock of waiting.splice(0)) listener(knock);
    },
  };
}
