import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { icnsOf, icoOf } from '../../electron/build/icon-files.ts';
import { repositoryRoot } from '../e2e/machine.ts';

const assets = join(repositoryRoot, 'assets');
const pngs = readdirSync(join(assets, 'icons')).map((name) => ({
  sizePx: Number.parseInt(name, 10),
  png: readFileSync(join(assets, 'icons', name)),
}));
const PNG_MAGIC = '89504e470d0a1a0a';

/** PNG's own header says how large it is. */
const widthOf = (png: Buffer) => png.readUInt32BE(16);

it('has each size as it is named', () => {
  expect(pngs.map(({ sizePx }) => sizePx).sort((a, b) => a - b)).toEqual([16, 32, 48, 64, 128, 256, 512, 1024]);
  for (const { sizePx, png } of pngs) expect(widthOf(png)).toBe(sizePx);
});

it('lists in an ico what it holds, up to 256 px', () => {
  for (const ico of [icoOf(pngs), readFileSync(join(assets, 'icon.ico'))]) {
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const at = 6 + 16 * index;
      const png = ico.subarray(ico.readUInt32LE(at + 12), ico.readUInt32LE(at + 12) + ico.readUInt32LE(at + 8));
      expect(png.subarray(0, 8).toString('hex')).toBe(PNG_MAGIC);
      expect(widthOf(png)).toBe(ico.readUInt8(at) || 256);
      return widthOf(png);
    });
    expect(sizes.sort((a, b) => a - b)).toEqual([16, 32, 48, 64, 128, 256]);
  }
});

it('chains in an icns what it holds, up to 1024 px', () => {
  for (const icns of [icnsOf(pngs), readFileSync(join(assets, 'icon.icns'))]) {
    expect(icns.subarray(0, 4).toString('latin1')).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const found: [string, number][] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const png = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
      expect(png.subarray(0, 8).toString('hex')).toBe(PNG_MAGIC);
      found.push([icns.subarray(at, at + 4).toString('latin1'), widthOf(png)]);
    }
    expect(Object.fromEntries(found)).toMatchObject({ ic07: 128, ic10: 1024, ic13: 256, ic14: 512 });
  }
});
