import {
  ALargeSmall,
  Anchor,
  ArrowLeftRight,
  Columns2,
  Eraser,
  FileDown,
  LayoutGrid,
  type LucideIcon,
  Maximize2,
  RadioTower,
  RotateCw,
  Rows2,
  Search,
  SquareTerminal,
  TextCursorInput,
  X,
} from 'lucide-react';
import { useActions } from '../actions.ts';
import { type AppState, type Place, sessionsHere, useStore } from '../store.ts';
import { keyLabel } from '../terminals/key-labels.ts';
import { mayBeKept } from '../terminals/may-be-kept.ts';
import { offeredCommands, type TerminalsAt } from '../terminals/offered-commands.ts';
import { groupOf } from '../terminals/panes/layout.ts';
import { sessionsOf } from '../terminals/panes/pane-tree.ts';
import { reconnectableHere } from '../terminals/reconnectable.ts';
import type { TerminalCommand } from '../terminals/terminal-keys.ts';
import { usePlatform } from '../terminals/window-state.ts';
import type { ActionItem } from './palette-item.ts';

const icons: Readonly<Partial<Record<TerminalCommand['do'], LucideIcon>>> = {
  reconnect: RotateCw,
  'reconnect-all': RotateCw,
  'keep-shell': Anchor,
  search: Search,
  'search-everywhere': Search,
  grid: LayoutGrid,
  broadcast: RadioTower,
  'scroll-together': Rows2,
  'zoom-pane': Maximize2,
  'save-output': FileDown,
  snippets: TextCursorInput,
  'switch-tab': ArrowLeftRight,
  'next-tab': ArrowLeftRight,
  'previous-tab': ArrowLeftRight,
  'move-left': ArrowLeftRight,
  'move-right': ArrowLeftRight,
  'close-tab': X,
  clear: Eraser,
  zoom: ALargeSmall,
};

function iconOf(command: TerminalCommand): LucideIcon {
  if (command.do === 'split' && command.side === 'down') return Rows2;
  return icons[command.do] ?? Columns2;
}

/** The commands of the terminals that make sense now, with their keys, and each snippet by its name. */
export function useTerminalActions(): readonly ActionItem[] {
  const obey = useStore((state) => state.obeyTerminals);
  const platform = usePlatform();
  const snippets = useStore((state) => state.settings.snippets);
  const openDialog = useStore((state) => state.openDialog);
  const at = useStore(terminalsAt);
  const commands = obey === null ? [] : offeredCommands(JSON.parse(at) as TerminalsAt);
  return [
    ...commands.map(({ label, words, command, keys }) => ({
      icon: iconOf(command),
      label,
      words,
      ...(keys === undefined ? {} : { keys: keyLabel(keys, platform) }),
      run: () => obey?.(command),
    })),
    {
      icon: TextCursorInput,
      label: 'Edit snippets',
      words: 'commands new change delete',
      run: () => openDialog({ kind: 'snippets' }),
    },
    ...(commands.length === 0 ? [] : snippets).map(({ name }) => ({
      icon: TextCursorInput,
      label: `Snippet: ${name}`,
      words: 'command send run insert one several',
      run: () => openDialog({ kind: 'snippets', name }),
    })),
  ];
}

/** As text, so that what differs in nothing is the same. */
function terminalsAt(state: AppState): string {
  const { activeSessionId, layout, broadcast, scrolling } = state;
  const here = sessionsHere(state);
  const active = here.find(({ id }) => id === activeSessionId);
  const group = active === undefined ? null : groupOf(layout, active.id);
  const panes = group === null ? [] : sessionsOf(group.tree);
  return JSON.stringify({
    tabs: active === undefined ? 0 : here.length,
    panes: panes.length,
    zoomed: group?.zoomed === true,
    typedTogether: broadcast?.status === 'on',
    scrolledTogether: panes.some((id) => scrolling.has(id)),
    ended: active?.state.status === 'ended',
    reconnectable: reconnectableHere(state),
    mayBeKept: active !== undefined && mayBeKept(active),
  } satisfies TerminalsAt);
}

/** A new shell on this machine is one more thing to be shown beside a terminal. */
export function useShellBeside(place: Place | null): readonly ActionItem[] {
  const { openBeside } = useActions();
  const { localShell } = useStore((state) => state.app);
  if (place === null || !localShell) return [];
  const run = (): void => openBeside({ what: 'local-shell' }, place);
  return [{ icon: SquareTerminal, label: 'A new local shell', words: 'open terminal', run }];
}
