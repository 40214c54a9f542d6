function channels(hex: string): readonly [number, number, number] {
  const at = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2). */
export function luminance(hex: string): number {
  const [red, green, blue] = channels(hex).map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Nearer to white than to black for the eye. */
export function isLight(hex: string): boolean {
  return contrast(hex, '#000000') > contrast(hex, '#ffffff');
}

/** `part` of the second over the first. */
export function mix(below: string, above: string, part: number): string {
  const low = channels(below);
  const mixed = channels(above).map((channel, index) => channel * part + (low[index] ?? 0) * (1 - part));
  return `#${mixed
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** The colour itself, or as far towards black or white as it takes to have that contrast with what is behind it. */
export function readable(colour: string, background: string, least: number): string {
  if (contrast(colour, background) >= least) return colour;
  const away = isLight(background) ? '#000000' : '#ffffff';
  for (let part = 0.1; part < 1; part += 0.1) {
    const moved = mix(colour, away, part);
    if (contrast(moved, background) >= least) return moved;
  }
  return away;
}
