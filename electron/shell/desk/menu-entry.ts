import type { JobKey, MenuCommand, SessionId } from '../../contract.ts';

/** What the app itself does for a menu; the page does the rest. */
export type AppCommand =
  | 'new-window'
  | 'show'
  | 'web-terminal-help'
  | 'copy-report'
  | 'open-log-folder'
  | 'clear-recent'
  | 'quit';

export type MenuAction =
  | { readonly do: 'page'; readonly command: MenuCommand }
  | { readonly do: 'app'; readonly command: AppCommand }
  | { readonly do: 'show-session'; readonly sessionId: SessionId }
  | { readonly do: 'open-job'; readonly jobKey: JobKey }
  | { readonly do: 'open-job-url'; readonly url: string };

/** Electron's own menu items, which bring their words and their doing along. */
export type MenuRole =
  | 'about'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'minimize'
  | 'zoom'
  | 'front'
  | 'close'
  | 'togglefullscreen'
  | 'reload'
  | 'toggleDevTools';

/** A menu as data, so that what it holds can be decided and tested without a menu. */
export type MenuEntry =
  | { readonly kind: 'line' }
  /** Words that cannot be chosen. */
  | { readonly kind: 'note'; readonly label: string }
  | { readonly kind: 'role'; readonly role: MenuRole; readonly keys?: string }
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly action: MenuAction;
      readonly keys?: string;
      /** The page hears these keys itself: they are shown, and not taken. */
      readonly pageKeys?: boolean;
      readonly enabled?: boolean;
      readonly checked?: boolean;
    }
  | {
      readonly kind: 'menu';
      readonly label: string;
      readonly place?: 'window' | 'help';
      readonly entries: MenuEntries;
    };

export type MenuEntries = readonly MenuEntry[];

export const line: MenuEntry = { kind: 'line' };

const LONGEST_NAME = 48;
/** Controls, separators, and everything that turns or hides the text around it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A name from a server as menus can show it: one short plain line, whose `&` is no mnemonic. */
export function menuName(name: string): string {
  const plain = name.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...(plain === '' ? 'unnamed' : plain)];
  const short = characters.length <= LONGEST_NAME ? characters : [...characters.slice(0, LONGEST_NAME - 1), '…'];
  return short.join('').replaceAll('&', '&&');
}
