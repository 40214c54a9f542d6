import { describe, expect, it } from 'vitest';
import { isHardwareRenderer } from '../../../renderer/terminals/gpu.ts';
import { oklchToHex } from '../../../renderer/terminals/oklch.ts';
import { terminalTheme } from '../../../renderer/terminals/terminal-theme.ts';

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const hues = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan'] as const;
const names = [
  'foreground',
  ...hues,
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;

describe('the terminal themes', () => {
  it('converts OKLCH as CSS does', () => {
    expect(oklchToHex(1, 0, 0)).toBe('#ffffff');
    expect(oklchToHex(0, 0, 0)).toBe('#000000');
    // The values that CSS Color 4 gives for these keywords.
    expect(oklchToHex(0.62796, 0.25768, 29.23)).toBe('#ff0000');
    expect(oklchToHex(0.51975, 0.17686, 142.5)).toBe('#008000');
  });

  it.each(['dark', 'light'] as const)('is readable (4.5:1) in every colour: %s', (name) => {
    const theme = terminalTheme(name);
    const weak = names.filter((colour) => contrast(theme[colour] ?? '', theme.background ?? '') < 4.5);
    expect(weak).toEqual([]);
  });

  it.each(['dark', 'light'] as const)('shows the character below the cursor: %s', (name) => {
    const theme = terminalTheme(name);
    expect(contrast(theme.cursor ?? '', theme.cursorAccent ?? '')).toBeGreaterThan(4.4);
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
