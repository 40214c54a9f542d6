import { describe, expect, it } from 'vitest';
import { preferenceFields } from '../../../electron/core/preferences.ts';
import { importThemes, withoutTheme } from '../../../renderer/settings/terminal/import-themes.ts';
import { readThemeFile } from '../../../renderer/terminals/themes/import/read-theme-file.ts';
import { base16, expected, themeFiles, windowsSettings } from './theme-files.ts';

const file = (name: string, text: string, size = text.length) => ({ name, size, text: async () => text });

describe('a theme file of another terminal', () => {
  it.each(Object.entries(themeFiles))('is read: %s', (name, text) => {
    const [theme] = readThemeFile(name, text);
    expect(theme?.colours).toMatchObject(expected);
    expect(preferenceFields.terminalThemes.safeParse([{ id: 'x', name: 'x', colours: theme?.colours }]).success).toBe(
      true,
    );
  });

  it('is known by what it holds where its name says nothing', () => {
    for (const text of Object.values(themeFiles)) expect(readThemeFile('theme.txt', text)).toHaveLength(1);
  });

  it('may be a whole settings file with several', () => {
    expect(readThemeFile('settings.json', windowsSettings).map(({ name }) => name)).toEqual(['One', 'Two']);
  });

  it('may be of base16, where six digits are a colour and no number', () => {
    const [theme] = readThemeFile('night.yaml', base16);
    expect(theme).toMatchObject({
      name: 'Night',
      colours: { background: '#000000', foreground: '#000005', selection: '#000002' },
    });
    expect(theme?.colours.ansi.slice(0, 3)).toEqual(['#000000', '#000008', '#000011']);
  });

  it.each([
    ['holiday.txt', 'sun and sea', 'No theme was recognised in it'],
    ['broken.json', '{ "name": ', 'It is no valid JSON'],
    ['broken.toml', '[colors', 'It is no valid TOML'],
    ['broken.yml', 'colors: [', 'It is no valid YAML'],
    ['broken.itermcolors', '<?xml version="1.0"?><plist><dict><key>', 'It is no property list'],
    ['list.json', '[1, 2]', 'It holds no theme'],
    ['editor.json', '{ "colors": { "editor.background": "#000000" } }', 'has no terminal colours'],
    [
      'half.json',
      '{ "background": "#000000", "foreground": "#ffffff", "black": "#000000" }',
      'It has no colour for red, green, yellow, blue and 11 more.',
    ],
    [
      'odd.toml',
      themeFiles['alacritty.toml']?.replace("'#101112'", "'night'") ?? '',
      'These are no colours: background.',
    ],
    ['other.toml', '[font]\nsize = 12', 'It has no section “colors”.'],
  ])('that is none says what is wrong: %s', (name, text, message) => {
    expect(() => readThemeFile(name, text)).toThrow(message);
  });
});

describe('taking themes in', () => {
  const none = { terminalThemes: [] };

  it('uses a single one at once in the window it goes with', async () => {
    const { patch, message } = await importThemes(
      [file('Night Owl.itermcolors', themeFiles['night.itermcolors'] ?? '')],
      none,
    );
    expect(patch).toMatchObject({
      terminalThemeDark: 'own:night-owl',
      terminalThemes: [{ id: 'night-owl', name: 'Night Owl' }],
    });
    expect(message).toBe('“Night Owl” is taken in, and used in the dark window.');
  });

  it('replaces one of the same name and keeps the others', async () => {
    const first = await importThemes([file('settings.json', windowsSettings)], none);
    const before = { terminalThemes: first.patch.terminalThemes ?? [] };
    const again = await importThemes(
      [
        file(
          'one.json',
          JSON.stringify({
            ...JSON.parse(themeFiles['windows-terminal.json'] ?? ''),
            name: 'One',
            background: '#202122',
          }),
        ),
      ],
      before,
    );
    expect(again.patch.terminalThemes?.map(({ name, colours }) => [name, colours.background])).toEqual([
      ['Two', '#101112'],
      ['One', '#202122'],
    ]);
    expect(first.message).toBe('2 themes are taken in.');
  });

  it('gives each an id of its own', async () => {
    const one = await importThemes([file('夜.conf', themeFiles['kitty.conf'] ?? '')], none);
    const two = await importThemes([file('昼.conf', themeFiles['kitty.conf'] ?? '')], {
      terminalThemes: one.patch.terminalThemes ?? [],
    });
    expect(two.patch.terminalThemes?.map(({ id, name }) => [id, name])).toEqual([
      ['theme', '夜'],
      ['theme-2', '昼'],
    ]);
  });

  it('names the file that is wrong, and takes none in', async () => {
    await expect(
      importThemes([file('kitty.conf', themeFiles['kitty.conf'] ?? ''), file('x.json', '{}')], none),
    ).rejects.toThrow('x.json was not taken in. It has no colour for background, foreground, black, red and 14 more.');
    await expect(importThemes([file('film.json', '', 5_000_000)], none)).rejects.toThrow('too large');
  });

  it('cleans a name that would deceive', async () => {
    const { patch } = await importThemes(
      [
        file(
          'x.json',
          JSON.stringify({ ...JSON.parse(themeFiles['windows-terminal.json'] ?? ''), name: 'a\u202eb\u0007' }),
        ),
      ],
      none,
    );
    expect(patch.terminalThemes?.[0]?.name).toBe('ab');
  });

  it('gives up at fifty', async () => {
    const colours = readThemeFile('kitty.conf', themeFiles['kitty.conf'] ?? '')[0]?.colours;
    if (!colours) throw new Error('No colours');
    const full = Array.from({ length: 50 }, (_, index) => ({ id: `t${index}`, name: `T${index}`, colours }));
    await expect(
      importThemes([file('kitty.conf', themeFiles['kitty.conf'] ?? '')], { terminalThemes: full }),
    ).rejects.toThrow('There would be 51 themes; 50 can be kept.');
  });

  it('takes our own where one in use is removed', () => {
    const colours = readThemeFile('kitty.conf', themeFiles['kitty.conf'] ?? '')[0]?.colours;
    if (!colours) throw new Error('No colours');
    const settings = {
      terminalThemes: [{ id: 'a', name: 'A', colours }],
      terminalThemeDark: 'own:a',
      terminalThemeLight: 'fjord-dark',
    };
    expect(withoutTheme('a', settings)).toEqual({ terminalThemes: [], terminalThemeDark: 'jobdeck' });
  });
});
