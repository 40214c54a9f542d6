import { describe, expect, it } from 'vitest';
import type { MenuEntries, MenuEntry } from '../../electron/shell/desk/menu-entry.ts';
import { menuName } from '../../electron/shell/desk/menu-entry.ts';
import { type MenuFacts, menuTemplate } from '../../electron/shell/desk/menu-template.ts';
import { readTerminalKey } from '../../renderer/terminals/terminal-keys.ts';
import { sampleJob, sampleNow, sampleSession } from '../fakes/samples.ts';

const open = (id: string) =>
  sampleSession(id, sampleJob('a', Number(id), { name: `build-${id}` }), { status: 'open', since: sampleNow });
const over = (id: string) =>
  sampleSession(id, sampleJob('a', Number(id)), {
    status: 'ended',
    ending: { reason: 'job-finished', certainty: 'certain', at: sampleNow, livedMs: 1, message: '', next: [] },
  });

const facts = (rest: Partial<MenuFacts> = {}): MenuFacts => ({
  platform: 'linux',
  desk: { sessions: [], activeSession: null },
  recent: [],
  localShell: true,
  ...rest,
});

function flat(entries: MenuEntries): readonly MenuEntry[] {
  return entries.flatMap((entry) => (entry.kind === 'menu' ? [entry, ...flat(entry.entries)] : [entry]));
}

type ActionEntry = Extract<MenuEntry, { kind: 'action' }>;
function action(given: MenuFacts, label: string): ActionEntry {
  const found = flat(menuTemplate(given)).find((entry) => entry.kind === 'action' && entry.label === label);
  if (found === undefined) throw new Error(`no ${label}`);
  return found as ActionEntry;
}
const keysOf = (given: MenuFacts): readonly string[] =>
  flat(menuTemplate(given)).flatMap((entry) => ('keys' in entry && entry.keys !== undefined ? [entry.keys] : []));

describe('the keys of the menu', () => {
  const busy = { sessions: [open('1'), open('2'), over('3')], activeSession: '1' };

  it.each(['linux', 'win32'] as const)('leave Ctrl with a letter to the shell on %s', (platform) => {
    const keys = keysOf(facts({ platform, desk: busy }));
    expect(keys.length).toBeGreaterThan(15);
    expect(keys.filter((key) => /^(Ctrl|Alt)\+[A-Z]$/i.test(key))).toEqual([]);
    expect(keys.filter((key) => key.includes('Cmd'))).toEqual([]);
  });

  it('are used once each on a platform', () => {
    for (const platform of ['linux', 'darwin'] as const) {
      const keys = keysOf(facts({ platform, desk: busy }));
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    }
  });

  it.each([
    ['linux', 'Close Tab', { key: 'W', code: 'KeyW', ctrlKey: true, shiftKey: true }, { do: 'close-tab' }],
    ['linux', 'Find…', { key: 'F', code: 'KeyF', ctrlKey: true, shiftKey: true }, { do: 'search' }],
    ['linux', 'Next Tab', { key: 'Tab', code: 'Tab', ctrlKey: true }, { do: 'next-tab' }],
    ['linux', 'Larger Terminal Text', { key: '+', code: 'Equal', ctrlKey: true }, { do: 'zoom', by: 1 }],
    ['linux', 'build-2', { key: '2', code: 'Digit2', ctrlKey: true }, { do: 'show-tab', index: 1 }],
    ['darwin', 'Close Tab', { key: 'w', code: 'KeyW', metaKey: true }, { do: 'close-tab' }],
    [
      'linux',
      'Save What I See…',
      { key: 'X', code: 'KeyX', ctrlKey: true, shiftKey: true },
      { do: 'save-output', extent: 'seen' },
    ],
    [
      'darwin',
      'Save Everything…',
      { key: 'S', code: 'KeyS', metaKey: true, shiftKey: true },
      { do: 'save-output', extent: 'everything' },
    ],
    ['darwin', 'Find…', { key: 'f', code: 'KeyF', metaKey: true }, { do: 'search' }],
    ['darwin', 'build-2', { key: '2', code: 'Digit2', metaKey: true }, { do: 'show-tab', index: 1 }],
  ] as const)('are those that the page hears itself, on %s for %s', (platform, label, press, command) => {
    const entry = action(facts({ platform, desk: busy }), label);
    expect(entry.pageKeys).toBe(true);
    const mods = { Ctrl: 'ctrlKey', Cmd: 'metaKey', Shift: 'shiftKey' } as const;
    const none = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };
    expect(readTerminalKey({ ...none, ...press }, platform)).toEqual(command);
    const written = (entry.keys ?? '').split('+').slice(0, -1);
    const held = (Object.keys(mods) as (keyof typeof mods)[]).filter((name) => mods[name] in press);
    expect([...written].sort()).toEqual([...held].sort());
  });
});

describe('what can be chosen', () => {
  it.each<[string, MenuFacts['desk'], readonly string[]]>([
    ['nothing is open', { sessions: [], activeSession: null }, []],
    ['one terminal is open', { sessions: [open('1')], activeSession: '1' }, ['Close Tab', 'Find…', 'Clear Scrollback']],
    [
      'an ended one is in front',
      { sessions: [open('1'), over('3')], activeSession: '3' },
      ['Close Tab', 'Find…', 'Clear Scrollback', 'Reconnect', 'Next Tab', 'Previous Tab'],
    ],
    ['the tab in front has gone', { sessions: [open('1')], activeSession: 'gone' }, []],
  ])('follows the tabs: %s', (_name, desk, enabled) => {
    const labels = ['Close Tab', 'Find…', 'Clear Scrollback', 'Reconnect', 'Next Tab', 'Previous Tab'];
    expect(labels.filter((label) => action(facts({ desk }), label).enabled)).toEqual(
      labels.filter((label) => enabled.includes(label)),
    );
  });

  it('lists the tabs, with the one in front marked and eight numbered', () => {
    const sessions = Array.from({ length: 10 }, (_, index) => open(String(index + 1)));
    const given = facts({ desk: { sessions, activeSession: '9' } });
    expect(action(given, 'build-9')).toMatchObject({ checked: true, action: { do: 'show-session', sessionId: '9' } });
    expect(action(given, 'build-8')).toMatchObject({ checked: false, keys: 'Ctrl+8' });
    expect(action(given, 'build-9').keys).toBeUndefined();
  });

  it('opens recent jobs again', () => {
    const url = 'https://git.example.org/a/b/-/jobs/7';
    const given = facts({ recent: [{ name: 'flash', project: 'a/b', url }] });
    expect(action(given, 'flash — a/b').action).toEqual({ do: 'open-job-url', url });
    expect(action(given, 'Clear Recent Jobs').action).toEqual({ do: 'app', command: 'clear-recent' });
    expect(flat(menuTemplate(facts()))).toContainEqual({ kind: 'note', label: 'No Recent Jobs' });
  });

  it('has no local shell where there is none', () => {
    expect(() => action(facts({ localShell: false }), 'New Local Shell')).toThrow();
  });

  it('has settings, about and quit in the app’s own menu on macOS, elsewhere in File and Help', () => {
    const [mac] = menuTemplate(facts({ platform: 'darwin' }));
    expect(mac).toMatchObject({ kind: 'menu', label: 'Jobdeck' });
    expect(flat([mac as MenuEntry])).toContainEqual({ kind: 'role', role: 'about' });
    expect(flat([mac as MenuEntry])).toContainEqual(expect.objectContaining({ label: 'Settings…', keys: 'Cmd+,' }));
    expect(flat(menuTemplate(facts()))).toContainEqual({ kind: 'role', role: 'quit', keys: 'Ctrl+Shift+Q' });
  });
});

it.each([
  ['build & test', 'build && test'],
  ['a\nb\u202Ec\u0007', 'a b c'],
  ['', 'unnamed'],
  ['x'.repeat(60), `${'x'.repeat(47)}…`],
])('shows a name from a server as one plain line: %j', (name, shown) => expect(menuName(name)).toBe(shown));
