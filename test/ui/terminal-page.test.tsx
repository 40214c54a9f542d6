import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { fontProblem, type MeasureText } from '../../renderer/settings/terminal/font-check.ts';
// Read at the start, so that taking a file in waits for no code.
import '../../renderer/terminals/themes/import/read-theme-file.ts';
import { TerminalPage } from '../../renderer/settings/terminal/TerminalPage.tsx';
import { fontStack } from '../../renderer/terminals/font-stack.ts';
import { sampleSettings } from '../fakes/samples.ts';
import { type Rendered, renderOn } from './render.tsx';
import { themeFiles } from './terminals/theme-files.ts';

afterEach(cleanup);

const changes = ({ api }: Rendered): unknown[] =>
  api.asked.filter(({ name }) => name === 'updateSettings').map(({ args }) => args[0]);

it('changes how terminals look, and shows it', async () => {
  const rendered = await renderOn(
    { settings: { ...sampleSettings, terminalThemeDark: 'fjord-dark' } },
    <TerminalPage />,
  );
  const { user } = rendered;
  expect(screen.getByRole('figure').style.background).toBe('#2e3440');
  await user.selectOptions(screen.getByLabelText('In the dark window'), 'High contrast, dark');
  await user.click(screen.getByRole('radio', { name: 'Bar' }));
  const height = screen.getByLabelText('Line height');
  await user.clear(height);
  await user.type(height, '1.33{Enter}');
  expect(changes(rendered)).toEqual([
    { terminalThemeDark: 'contrast-dark' },
    { cursorStyle: 'bar' },
    { lineHeight: 1.35 },
  ]);
});

it('takes a theme file in, says so, and lets it go again', async () => {
  const rendered = await renderOn({}, <TerminalPage />);
  const { user } = rendered;
  const input = screen.getByLabelText<HTMLInputElement>('Theme files');
  await user.upload(input, new File([themeFiles['kitty.conf'] ?? ''], 'night.conf'));
  await screen.findByText('“night” is taken in, and used in the dark window.');
  expect(changes(rendered)).toMatchObject([{ terminalThemeDark: 'own:night', terminalThemes: [{ name: 'night' }] }]);
  await user.upload(input, new File(['{}'], 'empty.json'));
  expect((await screen.findByRole('alert')).textContent).toMatch(
    /^empty\.json was not taken in\. It has no colour for/,
  );
  expect(changes(rendered)).toHaveLength(1);
});

it('offers what was taken in, and removes it', async () => {
  const colours = { background: '#000000', foreground: '#ffffff', cursor: null, cursorText: null, selection: null };
  const own = { id: 'n', name: 'Night', colours: { ...colours, ansi: Array.from({ length: 16 }, () => '#888888') } };
  const rendered = await renderOn(
    { settings: { ...sampleSettings, terminalThemes: [own], terminalThemeLight: 'own:n' } },
    <TerminalPage />,
  );
  expect(within(screen.getByLabelText('In the light window')).getByRole('option', { name: 'Night' })).toHaveProperty(
    'selected',
    true,
  );
  await rendered.user.click(screen.getByRole('button', { name: 'Remove Night' }));
  expect(changes(rendered)).toEqual([{ terminalThemes: [], terminalThemeLight: 'jobdeck' }]);
});

/** A machine with two fonts of its own; all else is drawn in the font that stands behind. */
const measure: MeasureText = (text, font) => {
  const advance = (character: string): number => {
    if (font.includes('"Even"')) return 9;
    if (font.includes('"Uneven"')) return character === 'i' ? 3 : 11;
    if (font.endsWith('monospace')) return 10;
    return font.endsWith('sans-serif') ? 6 : 7;
  };
  return Array.from(text).reduce((sum, character) => sum + advance(character), 0);
};

it.each([
  ['Even', null],
  ['Uneven', 'The characters of “Uneven” differ in width: columns will not line up.'],
  ['Nowhere Mono', '“Nowhere Mono” is not on this machine: the next font is used.'],
  ['monospace', null],
])('says what is wrong with a font: %s', (name, problem) => {
  expect(fontProblem(name, measure)).toBe(problem);
});

it.each([
  ['', '"JetBrains Mono Variable", ui-monospace, monospace'],
  ['3270 Nerd Font', '"3270 Nerd Font", "JetBrains Mono Variable", ui-monospace, monospace'],
  ['"Fira Code", monospace', '"Fira Code", monospace, "JetBrains Mono Variable", ui-monospace, monospace'],
  ['x"; } * { color: red', '"x  *  color: red", "JetBrains Mono Variable", ui-monospace, monospace'],
])('puts fonts in a row: %j', (terminalFontFamily, stack) => {
  expect(fontStack({ terminalFontFamily })).toBe(stack);
});

it('says that images wait for a reload, in either direction, and offers it', async () => {
  const rendered = await renderOn({}, <TerminalPage />);
  const images = screen.getByRole('switch', { name: 'Images' });
  expect(images.getAttribute('aria-checked')).toBe('false');
  expect(screen.queryByRole('button', { name: 'Reload window' })).toBeNull();
  await rendered.user.click(images);
  expect(changes(rendered)).toEqual([{ terminalImages: true }]);
  cleanup();

  await renderOn({ settings: { ...sampleSettings, terminalImages: true } }, <TerminalPage />);
  screen.getByText(/^Images are shown once this window is loaded anew/);
  screen.getByRole('button', { name: 'Reload window' });
  cleanup();

  document.documentElement.dataset.images = 'shown';
  try {
    await renderOn({ settings: { ...sampleSettings, terminalImages: true } }, <TerminalPage />);
    expect(screen.queryByRole('button', { name: 'Reload window' })).toBeNull();
    cleanup();
    await renderOn({}, <TerminalPage />);
    screen.getByText(/^Images are left out once this window is loaded anew/);
  } finally {
    delete document.documentElement.dataset.images;
  }
});
