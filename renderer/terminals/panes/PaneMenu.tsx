import { Check, Columns2, Maximize2, RadioTower } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import { memberIds, takesInput } from '../broadcast/broadcast.ts';
import type { BroadcastControls } from '../broadcast/use-broadcast.ts';
import { keyLabel } from '../key-labels.ts';
import type { TerminalController } from '../terminal-contract.ts';
import type { Platform } from '../terminal-keys.ts';
import type { TabActions } from '../use-tab-actions.ts';
import { breakUp, evenOutAround, takeOut, toggleZoom } from './layout.ts';

/** Alone in the room; one of several; or one of several that hides the others for now. */
export type PanePlace = 'alone' | 'beside-others' | 'zoomed';

export interface PaneMenuProps {
  readonly session: SessionFacts;
  readonly terminal: TerminalController;
  readonly place: PanePlace;
  readonly broadcast: BroadcastControls;
  readonly tab: readonly SessionId[];
  readonly actions: TabActions;
  readonly platform: Platform;
}

/** How the room is shared out. */
export function PaneMenu({ session, terminal, place, broadcast, tab, actions, platform }: PaneMenuProps) {
  const { id } = session;
  const item = (label: string, keys: string, run: () => void) => (
    <DropdownMenu.Item className="t-menu-item" onSelect={run}>
      {label}
      {keys !== '' && <kbd>{keys}</kbd>}
    </DropdownMenu.Item>
  );
  const on = broadcast.broadcast?.status === 'on';
  const member = memberIds(broadcast.broadcast).includes(id);
  const onKeys = keyLabel('broadcast', platform);
  const zoomKeys = keyLabel('zoom-pane', platform);
  const zoom = (): void => actions.arrange((layout) => toggleZoom(layout, id));
  return (
    <>
      {on && (
        <button
          type="button"
          className="t-icon-button t-together-button"
          aria-label="Gets what is typed into the others"
          aria-pressed={member}
          disabled={!takesInput(session)}
          title={
            member ? 'Gets what is typed into the others: leave it out' : 'Let it get what is typed into the others'
          }
          onClick={() => broadcast.toggle(session)}
        >
          <RadioTower aria-hidden />
        </button>
      )}
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
            {item('Split right…', keyLabel('split-right', platform), () => actions.askBeside(id, 'right'))}
            {item('Split down…', keyLabel('split-down', platform), () => actions.askBeside(id, 'down'))}
            <DropdownMenu.Separator className="t-menu-line" />
            {place === 'beside-others' && item('Type to all in this tab', onKeys, () => broadcast.start(tab))}
            {item('Type to all open terminals', place === 'beside-others' ? '' : onKeys, broadcast.startAll)}
            {on && item('Stop typing to several', onKeys, broadcast.stop)}
            {item('Snippets…', keyLabel('snippets', platform), actions.openSnippets)}
            {place !== 'alone' && (
              <>
                <DropdownMenu.Separator className="t-menu-line" />
                {item(place === 'zoomed' ? 'Show all panes' : 'Zoom this pane', zoomKeys, zoom)}
                {item('Even out the panes', '', () => actions.arrange((layout) => evenOutAround(layout, id)))}
                <DropdownMenu.CheckboxItem
                  className="t-menu-item"
                  checked={broadcast.scrolling.has(id)}
                  onSelect={() => broadcast.toggleScrolling(id, tab)}
                >
                  Scroll with the other panes
                  <DropdownMenu.ItemIndicator>
                    <Check aria-hidden />
                  </DropdownMenu.ItemIndicator>
                </DropdownMenu.CheckboxItem>
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
