import { join } from 'node:path';
import { nativeImage, Tray } from 'electron';
import type { DesktopState } from '../../contract.ts';
import type { Clock } from '../../core/host.ts';
import type { Desk } from './desk.ts';
import { heldSessions, nextChangeMs } from './hold-words.ts';
import type { MenuAction } from './menu-entry.ts';
import { nativeMenu } from './native-menu.ts';
import type { RecentJob } from './recent-list.ts';
import { type TrayLook, trayEntries, trayLook, trayTooltip } from './tray-menu.ts';

export interface TrayIcon {
  readonly status: () => DesktopState['tray'];
  /** Brings icon, tooltip and menu up to date; soon, not at once. */
  update(): void;
  dispose(): void;
}

interface TrayDeps {
  /** Folder of the icons. */
  readonly iconDir: string;
  /** This desktop shows tray icons. */
  readonly hasHost: boolean;
  readonly clock: Clock;
  readonly desk: () => Desk;
  readonly recent: () => readonly RecentJob[];
  readonly act: (action: MenuAction) => void;
  readonly onClick: () => void;
}

/** Lists come in bursts; a desktop's panel need not draw each of them. */
const SETTLE_MS = 300;

function iconName(look: TrayLook, platform: NodeJS.Platform): string {
  const name = look === 'held' ? 'tray-held' : 'tray';
  // A template takes the colour of the menu bar; the coloured icon stands on its own ground, light or dark.
  if (platform === 'darwin') return `${name}Template.png`;
  return platform === 'linux' ? `${name}-linux.png` : `${name}.png`;
}

/** The icon in the tray, with the jobs and their countdowns in its menu, while the settings want one. */
export function createTrayIcon({ iconDir, hasHost, clock, desk, recent, act, onClick }: TrayDeps): TrayIcon {
  let tray: Tray | null = null;
  let shownMenu = '';
  let shownTooltip = '';
  let shownLook: TrayLook | null = null;
  let cancelUpdate: (() => void) | null = null;
  /** An update is near; another must not put it off, or a busy list would never be drawn. */
  let isSoon = false;

  const image = (look: TrayLook) => nativeImage.createFromPath(join(iconDir, iconName(look, process.platform)));

  function open(): Tray {
    const opened = new Tray(image('quiet'));
    opened.on('click', onClick);
    [shownMenu, shownTooltip, shownLook] = ['', '', null];
    return opened;
  }

  function draw(target: Tray): void {
    const facts = { desk: desk(), recent: recent(), now: clock.now() };
    const look = trayLook(facts.desk);
    const tooltip = trayTooltip(facts);
    const entries = trayEntries(facts);
    const menu = JSON.stringify(entries);
    if (look !== shownLook) target.setImage(image(look));
    if (tooltip !== shownTooltip) target.setToolTip(tooltip);
    // A menu that is open would close under the pointer, so only a changed one is set.
    if (menu !== shownMenu) target.setContextMenu(nativeMenu(entries, act));
    [shownMenu, shownTooltip, shownLook] = [menu, tooltip, look];
  }

  function refresh(): void {
    cancelUpdate = null;
    isSoon = false;
    if (!desk().settings.tray || !hasHost) {
      tray?.destroy();
      tray = null;
      return;
    }
    tray ??= open();
    draw(tray);
    const holds = heldSessions(desk().sessions);
    const wait = nextChangeMs(holds, clock.now());
    if (wait !== null) cancelUpdate = clock.after(Math.max(wait, SETTLE_MS), refresh);
  }

  refresh();
  return {
    status: () => (!hasHost ? 'missing' : desk().settings.tray ? 'shown' : 'off'),
    update() {
      if (isSoon) return;
      cancelUpdate?.();
      isSoon = true;
      cancelUpdate = clock.after(SETTLE_MS, refresh);
    },
    dispose() {
      cancelUpdate?.();
      tray?.destroy();
      tray = null;
    },
  };
}
