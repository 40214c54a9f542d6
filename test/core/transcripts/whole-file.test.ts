import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JobdeckError } from '../../../electron/core/errors.ts';
import { writeWhole } from '../../../electron/core/transcripts/whole-file.ts';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-whole-'));
  path = join(dir, 'out.txt');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A disk with room for so many bytes, which takes a part of a write before it refuses the next. */
function diskOf(room: number, code: string) {
  let left = room;
  return async (at: string) => {
    const handle = await open(at, 'wx');
    return {
      sync: () => handle.sync(),
      close: () => handle.close(),
      async writev(parts: readonly Uint8Array[]) {
        if (left === 0) throw Object.assign(new Error('refused'), { code });
        const some = Buffer.concat(parts).subarray(0, left);
        left -= some.length;
        return handle.write(some);
      },
    } as unknown as Awaited<ReturnType<typeof open>>;
  };
}

const twoPieces = async (write: (bytes: Uint8Array) => Promise<void>) => {
  await write(Buffer.from('one\n'));
  await write(Buffer.from('two\n'));
};

test('a file takes the place of an older one when it is whole', async () => {
  writeFileSync(path, 'older');
  await writeWhole(path, async (write) => {
    await twoPieces(write);
    expect(readFileSync(path, 'utf8')).toBe('older');
  });
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  expect(readdirSync(dir)).toEqual(['out.txt']);
});

test.each([
  ['ENOSPC', /not enough room/, /Make room/],
  ['EDQUOT', /not enough room/, /Make room/],
  ['EACCES', /cannot be written to/, /another folder/],
  ['EROFS', /cannot be written to/, /another folder/],
  ['EIO', /could not be written/, /another place/],
])(
  'a disk that refuses in the middle (%s): said, the older file stays, and nothing is left',
  async (code, message, next) => {
    writeFileSync(path, 'older');
    await expect(writeWhole(path, twoPieces, diskOf(5, code))).rejects.toMatchObject({
      failure: {
        kind: 'disk',
        message: expect.stringMatching(new RegExp(`${message.source}.*${code}`)),
        next: expect.stringMatching(next),
      },
    });
    expect(readFileSync(path, 'utf8')).toBe('older');
    expect(readdirSync(dir)).toEqual(['out.txt']);
  },
);

test('a folder that is gone is said', async () => {
  await expect(writeWhole(join(dir, 'gone', 'x'), twoPieces)).rejects.toMatchObject({
    failure: { kind: 'disk', message: expect.stringContaining(join(dir, 'gone')), next: 'Choose another folder.' },
  });
});

test('who stops it on the way is heard as they are', async () => {
  const stopped = new JobdeckError('cancelled', 'You stopped it.');
  await expect(writeWhole(path, () => Promise.reject(stopped))).rejects.toBe(stopped);
  expect(readdirSync(dir)).toEqual([]);
});
