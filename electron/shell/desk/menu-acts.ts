import { app } from 'electron';
import type { SessionId } from '../../contract.ts';
import type { Core } from '../../core/core.ts';
import { toFailure } from '../../core/errors.ts';
import type { PageEvent } from '../../doors/views.ts';
import type { Windows } from '../windows/windows.ts';
import { copyReport, openLogFolder, openWebTerminalHelp } from './help.ts';
import type { AppCommand, MenuAction } from './menu-entry.ts';

interface MenuActsDeps {
  readonly core: Core;
  readonly dataDir: string;
  readonly windows: Windows;
  readonly tell: (event: PageEvent) => void;
  readonly clearRecent: () => void;
}

export interface MenuActs {
  act(action: MenuAction): void;
  /** Brings up what is being opened; tells the window when that fails. */
  show(opening: Promise<SessionId>): void;
}

/** Does what was chosen in a menu, wherever that menu is. */
export function createMenuActs({ core, dataDir, windows, tell, clearRecent }: MenuActsDeps): MenuActs {
  const commands: Readonly<Record<AppCommand, () => void>> = {
    'new-window': () => windows.open(null),
    show: () => windows.raise(null),
    'web-terminal-help': openWebTerminalHelp,
    'copy-report': () => void copyReport(core, windows.front()),
    'open-log-folder': () => openLogFolder(dataDir),
    'clear-recent': clearRecent,
    quit: () => app.quit(),
  };

  function show(opening: Promise<SessionId>): void {
    opening
      .then((sessionId) => core.calls.showSession(sessionId))
      .catch((error: unknown) => {
        windows.raise(null);
        tell({ name: 'failed', value: toFailure(error) });
      });
  }

  return {
    show,
    act(action) {
      switch (action.do) {
        case 'app':
          commands[action.command]();
          break;
        case 'page':
          windows.raise(null);
          tell({ name: 'menuCommand', value: action.command });
          break;
        case 'show-session':
          show(Promise.resolve(action.sessionId));
          break;
        case 'open-job':
          show(core.calls.openTerminal(action.jobKey));
          break;
        case 'open-job-url':
          core.openUrl(action.url);
          break;
      }
    },
  };
}
