/**
 * What a terminal shows of images at most: its output is hostile, and a picture of a few bytes can be of any size. A
 * larger one is left out.
 */
export const imageLimits = {
  /** A picture; four bytes each in memory. */
  pixels: 4 * 1024 * 1024,
  /** Its sides. Each row of cells that it covers is a line feed. */
  sidePixels: 4096,
  /** The newest pictures of a terminal that are kept, hidden ones and its scrollback included. */
  storedMegabytes: 32,
  storedImages: 500,
  /** As it is sent: sixel text, or a file before it is in base64. xterm gives no longer sequence to a handler at once. */
  sixelBytes: 8_000_000,
  fileBytes: 6_000_000,
} as const;

export function fits(width: number, height: number): boolean {
  const { pixels, sidePixels } = imageLimits;
  return width > 0 && height > 0 && width <= sidePixels && height <= sidePixels && width * height <= pixels;
}
