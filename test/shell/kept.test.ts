import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mayShowImages } from '../../electron/shell/windows/kept-images.ts';
import { listIn } from '../../electron/shell/windows/kept-list.ts';
import { themeIn } from '../../electron/shell/windows/kept-theme.ts';
import { readPlaces } from '../../electron/shell/windows/window-places.ts';

describe('the theme of the first paint', () => {
  it.each([
    ['{"preferences":{"theme":"light"}}', 'light'],
    ['{"preferences":{"theme":"dark"}}', 'dark'],
    ['{"preferences":{"theme":"mauve"}}', 'system'],
    ['{"preferences":null}', 'system'],
    ['{"accounts":[]}', 'system'],
    ['null', 'system'],
    ['{"preferences":{"theme":"li', 'system'],
  ])('%s', (text, theme) => {
    expect(themeIn(text)).toBe(theme);
  });
});

describe('images in terminals, before core can say', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-kept-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const none = file('none.json', '{"preferences":{"theme":"dark"}}');
  const users = file('users.json', '{"preferences":{"terminalImages":false}}');

  it.each([
    ['no file at all', [join(folder, 'not-there.json')], false],
    ['a file that says nothing of them', [none], false],
    // Which way, and whose word counts, is core's to say.
    ['one of several that does', [none, users, join(folder, 'not-there.json')], true],
  ])('%s', (_what, files, wait) => {
    expect(mayShowImages(files)).toBe(wait);
  });
});

describe('the window file', () => {
  const place = { bounds: { x: -5, y: 0, width: 800, height: 600 }, maximized: true, jobs: ['one:7'] };

  it('gives the places it holds', () => {
    expect(readPlaces(JSON.stringify({ windows: [place, { ...place, maximized: false }] }))).toEqual([
      place,
      { ...place, maximized: false },
    ]);
  });

  it.each([undefined, 'one:7', [7]])('takes a place whose jobs are %j, without them', (jobs) => {
    expect(readPlaces(JSON.stringify({ windows: [{ ...place, jobs }] }))).toEqual([{ ...place, jobs: [] }]);
  });

  it.each([
    ['cut short', '{"windows":[{"bo'],
    ['of an older form', JSON.stringify(place)],
    ['with a part of a pixel', JSON.stringify({ windows: [{ ...place, bounds: { ...place.bounds, x: 0.5 } }] })],
    ['with no width', JSON.stringify({ windows: [{ bounds: { x: 0, y: 0, height: 1 }, maximized: false }] })],
    ['with a word for a flag', JSON.stringify({ windows: [{ ...place, maximized: 'yes' }] })],
    ['with more windows than anyone has', JSON.stringify({ windows: Array(21).fill(place) })],
  ])('counts as none when it is %s', (_what, text) => {
    expect(readPlaces(text)).toEqual([]);
  });
});

describe('the list of the first picture', () => {
  const account = { id: 'a', label: 'Work', colour: 2, url: 'https://git.example.org/gitlab', user: { id: 5 } };
  const job = { id: 7, name: 'deploy', starter: { id: 5, username: 'rosa' } };
  const settings = JSON.stringify({ accounts: [account], preferences: { jobScope: 'all', sidebarWidth: 400 } });
  const lists = JSON.stringify({ version: 1, lists: { a: { fetchedAt: 1, source: 'rest', jobs: [job] } } });

  it('is that of the files, each job unconfirmed', () => {
    const list = listIn(settings, lists, 9);
    expect(list?.accounts).toEqual([
      { id: 'a', label: 'Work', colour: 2, instance: { name: 'git.example.org/gitlab', url: account.url } },
    ]);
    expect(list?.feeds[0]).toMatchObject({ unconfirmed: ['a:7'], jobs: [{ key: 'a:7', name: 'deploy', mine: true }] });
    expect(list?.settings).toEqual({ theme: 'system', jobScope: 'all', sidebarWidth: 400 });
  });

  it.each([
    ['settings that are cut short', '{"accounts":[{', lists],
    ['lists that are cut short', settings, '{"version":1,"li'],
    ['lists of another version', settings, '{"version":2,"lists":{}}'],
    ['files of another kind', '[]', 'null'],
  ])('is none with %s', (_what, settingsText, listsText) => {
    expect(listIn(settingsText, listsText, 9)).toBeNull();
  });
});
