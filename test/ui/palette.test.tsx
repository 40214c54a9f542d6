import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TerminalSession } from '../../electron/contract.ts';
import { Palette } from '../../renderer/palette/Palette.tsx';
import { useStore } from '../../renderer/store.ts';
import { offeredCommands, type TerminalsAt } from '../../renderer/terminals/offered-commands.ts';
import { showBeside } from '../../renderer/terminals/panes/layout.ts';
import type { TerminalCommand } from '../../renderer/terminals/terminal-keys.ts';
import { sampleAccount, sampleJob, sampleNow, sampleSession } from '../fakes/samples.ts';
import { type Rendered, renderOn } from './render.tsx';

afterEach(cleanup);

const names = ['build', 'lint', 'deploy', 'smoke'];
const sessions: readonly TerminalSession[] = names.map((name, index) =>
  sampleSession(name, sampleJob('one', index + 1, { name }), { status: 'open', since: sampleNow }),
);

/** The palette, once it is asked for. */
function Asked({ tabsOnly }: { readonly tabsOnly: boolean }) {
  const asked = useStore((state) => state.dialog !== null);
  return asked && <Palette place={null} tabsOnly={tabsOnly} onClose={() => undefined} />;
}

async function open(prepare: (app: Rendered) => void, tabsOnly = false) {
  const said: TerminalCommand[] = [];
  const app = await renderOn({ accounts: [sampleAccount('one')], sessions }, <Asked tabsOnly={tabsOnly} />);
  act(() => {
    app.store.setState({ obeyTerminals: (command) => void said.push(command) });
    prepare(app);
  });
  act(() => app.store.getState().openDialog({ kind: 'palette' }));
  return { ...app, said };
}

const tabs = (): (string | null | undefined)[] =>
  screen
    .getAllByRole('option')
    .filter((option) => option.dataset.value?.startsWith('tab '))
    .map((option) => option.querySelector('.palette-name')?.textContent);

describe('the switcher of tabs', () => {
  it('has the tab used last first and the one in front last; those never used stay in the order of the strip', async () => {
    const { store } = await open(({ store: { getState } }) => {
      for (const id of ['deploy', 'lint', 'smoke']) getState().selectSession(id);
    }, true);
    expect(tabs()).toEqual(['lint', 'deploy', 'build', 'smoke']);
    act(() => store.getState().selectSession('lint'));
    expect(tabs()).toEqual(['smoke', 'deploy', 'build', 'lint']);
  });

  it('goes back and forth with Enter', async () => {
    const { store, user } = await open(({ store: { getState } }) => {
      for (const id of ['deploy', 'lint']) getState().selectSession(id);
    }, true);
    await user.keyboard('{Enter}');
    await vi.waitFor(() => expect(store.getState().activeSessionId).toBe('deploy'));
    expect(screen.queryByText('Settings')).toBeNull();
  });
});

describe('the palette', () => {
  it.each([
    ['broadcast', 'Type to all open terminals', { do: 'broadcast' }],
    ['all terminals find', 'Find in all terminals', { do: 'search-everywhere' }],
    ['tile', 'Show all tabs as a grid', { do: 'grid' }],
    ['zoom in', 'Larger text', { do: 'zoom', by: 1 }],
  ])('does what is found by “%s”: %s', async (typed, label, command) => {
    const { user, said } = await open(() => undefined);
    await user.keyboard(typed);
    await user.click(screen.getByRole('option', { name: new RegExp(`^${label}`) }));
    await vi.waitFor(() => expect(said).toEqual([command]));
  });

  it('says what is on, and stops it', async () => {
    await open(({ store }) =>
      store.setState({
        activeSessionId: 'build',
        layout: showBeside([], 'lint', 'build', 'right'),
        scrolling: new Set(['build', 'lint']),
        broadcast: { status: 'on', leftOut: [], members: [] },
      }),
    );
    for (const name of [/^Stop typing to several/, /^Stop scrolling the panes together/, /^Zoom this pane/]) {
      expect(screen.getByRole('option', { name })).toBeDefined();
    }
  });

  it('shows the keys', async () => {
    await open(() => undefined);
    expect(screen.getByRole('option', { name: /^Find in this terminal/ }).textContent).toContain('Ctrl+Shift+F');
  });
});

describe('the commands that are offered', () => {
  const full: TerminalsAt = {
    tabs: 3,
    panes: 2,
    zoomed: false,
    typedTogether: false,
    scrolledTogether: false,
    ended: true,
    reconnectable: 2,
    mayBeKept: true,
  };

  it('are all there are, but those that need a number or a selection, or are no user’s', () => {
    const all: Readonly<Record<TerminalCommand['do'], boolean>> = {
      copy: false,
      focus: false,
      paste: false,
      'show-tab': false,
      search: true,
      'search-everywhere': true,
      'close-tab': true,
      'next-tab': true,
      'previous-tab': true,
      'move-left': true,
      'move-right': true,
      'switch-tab': true,
      clear: true,
      reconnect: true,
      'reconnect-all': true,
      'keep-shell': true,
      'scroll-together': true,
      zoom: true,
      split: true,
      'focus-pane': true,
      'zoom-pane': true,
      'even-panes': true,
      grid: true,
      'show-alone': true,
      broadcast: true,
      snippets: true,
      'save-output': true,
    };
    const offered = new Set<string>(offeredCommands(full).map(({ command }) => command.do));
    expect(Object.fromEntries(Object.keys(all).map((name) => [name, offered.has(name)]))).toEqual(all);
  });

  it('are none without a terminal, and fewer with one', () => {
    const at = (tabs: number, panes: number) =>
      offeredCommands({ ...full, tabs, panes, ended: false, mayBeKept: false }).map(({ command }) => command.do);
    expect(at(0, 0)).toEqual([]);
    expect(at(1, 0)).not.toContain('grid');
    expect(at(1, 0)).not.toContain('reconnect');
    expect(at(1, 0)).not.toContain('keep-shell');
    expect(offeredCommands({ ...full, reconnectable: 1 }).map(({ command }) => command.do)).not.toContain(
      'reconnect-all',
    );
    expect(at(3, 0)).not.toContain('zoom-pane');
  });
});
