import type { Settings } from '../../contract.ts';

export interface CloseFacts {
  /** The app is on its way out: by its menu, by the system, or because the user said so just now. */
  readonly leaving: boolean;
  /** There is a tray icon that leads back. */
  readonly trayShown: boolean;
  readonly choice: Settings['closeToTray'];
}

/** What closing the last window does. */
export function closeStep({ leaving, trayShown, choice }: CloseFacts): 'close' | 'hide' | 'ask' {
  // Without an icon to come back by, a hidden app would be a lost one.
  if (leaving || !trayShown || choice === 'quit') return 'close';
  return choice === 'keep' ? 'hide' : 'ask';
}

interface Question {
  readonly message: string;
  readonly detail: string;
}

/** The words of the question that is asked once. */
export function backgroundQuestion(openTerminals: number, platform: NodeJS.Platform): Question {
  const place = platform === 'darwin' ? 'menu bar' : 'tray';
  const stay =
    openTerminals === 0
      ? 'It goes on watching your jobs and tells you what happens.'
      : openTerminals === 1
        ? 'Your open terminal stays open, and held jobs stay held.'
        : `Your ${openTerminals} open terminals stay open, and held jobs stay held.`;
  return {
    message: `Keep Jobdeck running in the ${place}?`,
    detail: `${stay} Your answer is remembered; Settings, Desktop changes it.`,
  };
}
