import { describe, expect, it } from 'vitest';
import { isHardwareRenderer } from '../../../renderer/terminals/gpu.ts';
import { oklchToHex } from '../../../renderer/terminals/oklch.ts';
import { jobdeckColours, terminalColours, xtermNames, xtermTheme } from '../../../renderer/terminals/terminal-theme.ts';
import { contrast, readable } from '../../../renderer/terminals/themes/colour-math.ts';
import { houseThemes } from '../../../renderer/terminals/themes/palettes.ts';
import { sampleSettings } from '../../fakes/samples.ts';

describe('the terminal themes', () => {
  it('converts OKLCH as CSS does', () => {
    expect(oklchToHex(1, 0, 0)).toBe('#ffffff');
    expect(oklchToHex(0, 0, 0)).toBe('#000000');
    // The values that CSS Color 4 gives for these keywords.
    expect(oklchToHex(0.62796, 0.25768, 29.23)).toBe('#ff0000');
    expect(oklchToHex(0.51975, 0.17686, 142.5)).toBe('#008000');
  });

  it.each(['dark', 'light'] as const)('is readable (4.5:1) in every colour but black: %s', (name) => {
    const { background, foreground, ansi } = jobdeckColours(name);
    const weak = xtermNames.filter(
      (colour, index) => colour !== 'black' && contrast(ansi[index] ?? '', background) < 4.5,
    );
    expect(weak).toEqual([]);
    expect(contrast(foreground, background)).toBeGreaterThan(7);
  });

  it.each(houseThemes.filter(({ id }) => id.startsWith('contrast')).map((theme) => [theme.name, theme] as const))(
    'has 7:1 in every colour but the darkest: %s',
    (_name, { colours, ground }) => {
      const weak = xtermNames.filter(
        (colour, index) =>
          !(ground === 'dark' && colour === 'black') && contrast(colours.ansi[index] ?? '', colours.background) < 7,
      );
      expect(weak).toEqual([]);
      expect(contrast(colours.foreground, colours.background)).toBe(21);
    },
  );

  it('has each house theme whole, once', () => {
    expect(new Set(houseThemes.map(({ id }) => id)).size).toBe(houseThemes.length);
    for (const { name, ground, colours } of houseThemes) {
      expect([name, colours.ansi.length, ...colours.ansi.filter((colour) => !/^#[0-9a-f]{6}$/.test(colour))]).toEqual([
        name,
        16,
      ]);
      expect([name, contrast(colours.background, '#000000') < contrast(colours.background, '#ffffff')]).toEqual([
        name,
        ground === 'dark',
      ]);
    }
  });

  it.each(['dark', 'light'] as const)('shows the character below the cursor: %s', (name) => {
    const theme = xtermTheme(jobdeckColours(name));
    expect(contrast(theme.cursor ?? '', theme.cursorAccent ?? '')).toBeGreaterThan(4.4);
  });

  it('is chosen for each window, and falls back to our own where it is gone', () => {
    const own = { id: 'mine', name: 'Mine', colours: { ...jobdeckColours('dark'), background: '#123456' } };
    const settings = {
      ...sampleSettings,
      terminalThemes: [own],
      terminalThemeDark: 'own:mine',
      terminalThemeLight: 'fjord-dark',
    };
    expect(terminalColours('dark', settings).background).toBe('#123456');
    expect(terminalColours('light', settings).background).toBe('#2e3440');
    expect(terminalColours('dark', { ...settings, terminalThemes: [] })).toEqual(jobdeckColours('dark'));
    expect(terminalColours('light', { ...settings, terminalThemeLight: 'jobdeck-dark' })).toEqual(
      jobdeckColours('dark'),
    );
  });

  it('is moved only as far as the least contrast asks', () => {
    expect(readable('#0000ee', '#000000', 1)).toBe('#0000ee');
    expect(contrast(readable('#0000ee', '#000000', 4.5), '#000000')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(readable('#cccccc', '#ffffff', 7), '#ffffff')).toBeGreaterThanOrEqual(7);
  });
});

describe('the GPU', () => {
  it.each([
    ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', false],
    ['llvmpipe (LLVM 15.0.6, 256 bits)', false],
    ['', false],
    ['ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)', true],
    ['Apple M2', true],
  ])('%j draws in hardware: %s', (name, hardware) => {
    expect(isHardwareRenderer(name)).toBe(hardware);
  });
});
