// @vitest-environment node
import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { createSkimScanner } from '../../../electron/core/terminals/skim-scan.ts';
import { fits, imageLimits } from '../../../renderer/terminals/images/image-limits.ts';
import { inlinePicture, sizeOf } from '../../../renderer/terminals/images/inline-file.ts';
import { createPause } from '../../../renderer/terminals/images/pause.ts';
import { createSixelLabour } from '../../../renderer/terminals/images/sixel-labour.ts';
import { inlineFile, png, sixel } from '../../fakes/pictures.ts';

const inside = (sequence: string): string => sequence.slice('\u001b]1337;'.length, -1);
const picture = png(30, 20, [1, 2, 3]);
const jpeg = (hex: string): Uint8Array => Buffer.from(`ffd8${hex}`, 'hex');
const frame = (kind: string, size: string): string => `ff${kind}000b08${size}01011100`;
const gif = (size: string, rest: string): Uint8Array => Buffer.from(`474946383961${size}${rest}`, 'hex');

describe('a file in the output', () => {
  it('is a picture by its own word', () => {
    expect(inlinePicture(inside(inlineFile(picture)))).toEqual({ width: 30, height: 20 });
    expect(inlinePicture(inside(inlineFile(picture, ';name=4oCu;width=10;height=50%')))).toEqual({
      width: 30,
      height: 20,
    });
  });

  it.each([
    ['is to be downloaded', `File=size=${picture.length};inline=0:${picture.toString('base64')}`],
    ['does not say what it is for', `File=size=${picture.length}:${picture.toString('base64')}`],
    ['says no size', `File=inline=1:${picture.toString('base64')}`],
    ['is larger than it may be', `File=inline=1;size=${imageLimits.fileBytes + 1}:${picture.toString('base64')}`],
    ['is no base64', `File=inline=1;size=${picture.length}:%%%%`],
    ['is empty', 'File=inline=1;size=4:'],
    ['has no content', `File=inline=1;size=${picture.length}`],
    ['has a header without end', `File=inline=1;size=${picture.length};name=${'x'.repeat(9999)}:AAAA`],
    ['is none', 'CurrentDir=/builds'],
    ['is to be larger than any', inside(inlineFile(picture, ';height=4000000px'))],
    ['unfolds to gigabytes', inside(inlineFile(png(1, 1, [0, 0, 0], { width: 30_000, height: 30_000 })))],
    ['has a side below nothing', inside(inlineFile(png(1, 1, [0, 0, 0], { width: 0xffffffff, height: 5 })))],
    ['would run', inside(inlineFile(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')))],
  ])('is left out when it %s', (_why, data) => {
    expect(inlinePicture(data)).toBeNull();
  });

  it.each([
    [
      'the first frame of a JPEG',
      jpeg(`ffe00006aabbccdd${frame('c1', 'ffdcffdc')}${frame('c0', '00090009')}`),
      [65_500, 65_500],
    ],
    ['a progressive JPEG', jpeg(frame('c2', '00100020')), [32, 16]],
    ['a GIF', gif('20001000', '000000' + '2c00000000' + '20001000'), [32, 16]],
    [
      'a GIF whose picture is larger',
      gif('01000100', '000000' + '21f9040000000000' + '2c02000300' + 'ff00fe00'),
      [257, 257],
    ],
  ])('%s tells its size', (_what, file, [width, height]) => {
    expect(sizeOf(file)).toEqual({ width, height });
  });

  it.each([
    ['a table', jpeg('ffc40002')],
    ['a picture without a frame', jpeg('ffda0008010100003f0000')],
    ['a circle', jpeg('ffe00000'.repeat(50))],
    ['a GIF without a picture', gif('20001000', '0000003b')],
    ['a cut PNG', picture.subarray(0, 20)],
  ])('%s tells none', (_what, file) => {
    expect(sizeOf(file)).toBeNull();
  });
});

it.each([
  [1, 1, true],
  [2048, 2048, true],
  [4096, 1024, true],
  [4097, 1, false],
  [1, 4_000_000, false],
  [2049, 2048, false],
  [0, 5, false],
])('%d × %d: %s', (width, height, shown) => {
  expect(fits(width, height)).toBe(shown);
});

describe('the labour of a sixel', () => {
  const codes = (text: string) => Uint32Array.from(text, (character) => character.charCodeAt(0));
  const takes = (...pieces: string[]): boolean => {
    const labour = createSixelLabour();
    labour.begin();
    return pieces.every((piece) => labour.add(codes(piece), 0, piece.length));
  };

  it.each([
    ['a picture of the largest size', ['#1!4096~-'.repeat(170)], true],
    ['one column too many', ['!4194304~', '~'], false],
    ['the same place again and again', ['!4000~$'.repeat(1100)], false],
    ['nothing, again and again', ['!4000?$'.repeat(5000)], true],
    ['numbers of colours', ['#4000;2;9999999;9999999;9999999~'.repeat(100)], true],
    ['a count that is cut', ['!99', '99', '999', '~'], false],
    ['a count that something else takes back', ['!9999999$', '~'], true],
  ])('%s', (_what, pieces, ok) => {
    expect(takes(...pieces)).toBe(ok);
  });
});

describe('the time images may take', () => {
  let at = 0;
  const tasks: (() => void)[] = [];
  const after = (_ms: number, task: () => void) => {
    tasks.push(task);
    return () => {};
  };
  const takes = (ms: number) => () => {
    at += ms;
  };

  it('is used up, and comes back', () => {
    const pause = createPause({ now: () => at, after });
    expect(pause.work(takes(1_900))).toBe(true);
    expect(pause.mayWork()).toBe(true);
    pause.work(takes(1_000));
    expect(pause.mayWork()).toBe(false);
    at += 10_000;
    expect(pause.mayWork()).toBe(true);
  });

  it('lets the page breathe after a while, not after each', async () => {
    const pause = createPause({ now: () => at, after });
    expect(pause.rest()).toBe(true);
    pause.work(takes(20));
    const rest = pause.rest();
    expect(rest).toBeInstanceOf(Promise);
    for (const task of tasks.splice(0)) task();
    expect(await rest).toBe(true);
    expect(pause.rest()).toBe(true);
  });

  it('what throws costs the picture, not the terminal', () => {
    const pause = createPause({ now: () => at, after });
    expect(
      pause.work(() => {
        throw new Error('no');
      }),
    ).toBe(false);
  });
});

describe('images and the rest of a terminal', () => {
  it.each([
    ['a sixel', sixel(9, 2, [255, 0, 0])],
    ['a file', inlineFile(picture)],
    ['a file that ends by ST', inlineFile(picture).replace('\u0007', '\u001b\\')],
  ])('%s is never plain text that may be left out, wherever it is cut', (_what, sequence) => {
    const bytes = Buffer.from(`before\r\n${sequence}after\r\n`);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const scanner = createSkimScanner();
      const parts = [scanner.scan(bytes.subarray(0, cut), true), scanner.scan(bytes.subarray(cut), true)];
      expect(parts.every(({ plain }) => plain)).toBe(false);
      expect(parts[1]?.ground).toBe(true);
    }
  });

  it('leave no litter where they are not shown', async () => {
    const terminal = new Terminal({ allowProposedApi: true });
    const prints = `a${sixel(9, 2, [255, 0, 0])}b${inlineFile(picture)}c\u001b_Ga=T;AAAA\u001b\\d`;
    await new Promise<void>((resolve) => terminal.write(prints, resolve));
    expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('abcd');
  });
});
