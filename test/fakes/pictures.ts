import { deflateSync } from 'node:zlib';

export type Colour = readonly [number, number, number];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(sum(body), body.length + 4);
  return whole;
}

function sum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A PNG of one colour; `said`: the size in its head where that is to be a lie. */
export function png(width: number, height: number, colour: Colour, said = { width, height }): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(said.width, 0);
  head.writeUInt32BE(said.height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + width * 3);
  for (let at = 0; at < width; at += 1) row.set(colour, 1 + at * 3);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** As iTerm's `imgcat` prints it. `fields` come after what is always said. */
export function inlineFile(file: Buffer, fields = ''): string {
  return `\u001b]1337;File=inline=1;size=${file.length}${fields}:${file.toString('base64')}\u0007`;
}

/** A sixel of one colour, in whole bands of six rows. */
export function sixel(width: number, bands: number, [red, green, blue]: Colour): string {
  const percent = [red, green, blue].map((part) => Math.round((part / 255) * 100)).join(';');
  const rows = Array.from({ length: bands }, () => `#1!${width}~-`).join('');
  return `\u001bPq"1;1;${width};${bands * 6}#1;2;${percent}${rows}\u001b\\`;
}
