import { Columns2, Maximize2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { TerminalSession } from '../../../electron/contract.ts';
import type { TerminalController } from '../terminal-contract.ts';
import type { Platform } from '../terminal-keys.ts';
import type { TabActions } from '../use-tab-actions.ts';
import { breakUp, evenOutAround, takeOut, toggleZoom } from './layout.ts';

/** Alone in the room; one of several; or one of several that hides the others for now. */
export type PanePlace = 'alone' | 'beside-others' | 'zoomed';

export interface PaneMenuProps {
  readonly session: TerminalSession;
  readonly terminal: TerminalController;
  readonly place: PanePlace;
  readonly actions: TabActions;
  readonly platform: Platform;
}

/** How the room is shared out. */
export function PaneMenu({ session, terminal, place, actions, platform }: PaneMenuProps) {
  const { id } = session;
  const mac = platform === 'darwin';
  const item = (label: string, keys: string, run: () => void) => (
    <DropdownMenu.Item className="t-menu-item" onSelect={run}>
      {label}
      {keys !== '' && <kbd>{keys}</kbd>}
    </DropdownMenu.Item>
  );
  const zoomKeys = mac ? '⇧⌘↩' : 'Ctrl+Shift+Enter';
  const zoom = (): void => actions.arrange((layout) => toggleZoom(layout, id));
  return (
    <>
      {place === 'zoomed' && (
        <button
          type="button"
          className="t-icon-button"
          aria-label="Show all panes"
          aria-pressed
          title={`Show all panes (${zoomKeys})`}
          onClick={zoom}
        >
          <Maximize2 aria-hidden />
        </button>
      )}
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className="t-icon-button" aria-label="Panes" title="Panes">
          <Columns2 aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            className="t-menu"
            align="end"
            sideOffset={4}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              terminal.focus();
            }}
          >
            {item('Split right…', mac ? '⌘D' : 'Ctrl+Shift+D', () => actions.askBeside(id, 'right'))}
            {item('Split down…', mac ? '⇧⌘D' : 'Ctrl+Shift+S', () => actions.askBeside(id, 'down'))}
            {place !== 'alone' && (
              <>
                <DropdownMenu.Separator className="t-menu-line" />
                {item(place === 'zoomed' ? 'Show all panes' : 'Zoom this pane', zoomKeys, zoom)}
                {item('Even out the panes', '', () => actions.arrange((layout) => evenOutAround(layout, id)))}
                {item('Show this tab alone', '', () => actions.arrange((layout) => takeOut(layout, id)))}
                {item('Show all of them alone', '', () => actions.arrange((layout) => breakUp(layout, id)))}
              </>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </>
  );
}
