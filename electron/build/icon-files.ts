/** Icon containers made of PNGs: what Windows and macOS want in one file. */

export interface SizedPng {
  readonly sizePx: number;
  readonly png: Uint8Array;
}

/** Apple's names for one picture; a size drawn for twice the density has a name of its own. */
const ICNS_TYPES: ReadonlyMap<number, readonly string[]> = new Map([
  [16, ['icp4']],
  [32, ['icp5', 'ic11']],
  [64, ['ic12']],
  [128, ['ic07']],
  [256, ['ic08', 'ic13']],
  [512, ['ic09', 'ic14']],
  [1024, ['ic10']],
]);

/** macOS: `icns`, then its length, then for each picture its type, its length with these eight bytes, and the PNG. */
export function icnsOf(pictures: readonly SizedPng[]): Buffer {
  const entries = pictures.flatMap(({ sizePx, png }) =>
    (ICNS_TYPES.get(sizePx) ?? []).map((type) => {
      const head = Buffer.alloc(8);
      head.write(type, 0, 'latin1');
      head.writeUInt32BE(png.length + 8, 4);
      return Buffer.concat([head, png]);
    }),
  );
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(
    entries.reduce((sum, entry) => sum + entry.length, 8),
    4,
  );
  return Buffer.concat([head, ...entries]);
}

const ICO_HEAD_BYTES = 6;
const ICO_ENTRY_BYTES = 16;

/** Windows: a table of contents, then the PNGs (read so since Vista). No picture may be larger than 256 px. */
export function icoOf(pictures: readonly SizedPng[]): Buffer {
  const fitting = pictures.filter(({ sizePx }) => sizePx <= 256);
  const head = Buffer.alloc(ICO_HEAD_BYTES + ICO_ENTRY_BYTES * fitting.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(fitting.length, 4);
  let offset = head.length;
  for (const [index, { sizePx, png }] of fitting.entries()) {
    const at = ICO_HEAD_BYTES + ICO_ENTRY_BYTES * index;
    // One byte for each side; 0 stands for 256.
    head.writeUInt8(sizePx % 256, at);
    head.writeUInt8(sizePx % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...fitting.map(({ png }) => png)]);
}
