import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Core } from '../../electron/core/core.ts';
import { type Door, openDoor } from './harness.ts';

type Download = NonNullable<ReturnType<Core['takeDownload']>>;

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.dispose());

const offer = (rest: Partial<Download> = {}): Download => ({
  fileName: 'build-4711.txt',
  contentType: 'text/plain; charset=utf-8',
  async writeTo(write) {
    await write(Buffer.from('one\n'));
    await write(Buffer.from('two\n'));
  },
  ...rest,
});

describe('a download', () => {
  it('is given once, to who is signed in, to be saved and not to be shown', async () => {
    door.core.offerDownload('ticket', offer({ fileName: 'böse"\r\nX: y.html', contentType: 'text/html' }));
    expect((await door.ask('/transcripts/ticket')).status).toBe(401);
    const cookie = await door.signIn();
    const answer = await door.ask('/transcripts/ticket', { headers: { cookie } });
    expect(answer).toMatchObject({ status: 200, body: 'one\ntwo\n' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="b_se___X__y.html"; filename*=UTF-8''b%C3%B6se%22%0D%0AX%3A%20y.html`,
    });
    expect((await door.ask('/transcripts/ticket', { headers: { cookie } })).status).toBe(404);
  });

  it.each([
    ['another site’s page', { 'sec-fetch-site': 'cross-site' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['a name that was pointed here', { host: 'evil.example' }],
  ])('is not given to %s, and not spent by it', async (_who, headers) => {
    door.core.offerDownload('ticket', offer());
    const cookie = await door.signIn();
    expect((await door.ask('/transcripts/ticket', { headers: { cookie, ...headers } })).status).toBe(403);
    expect((await door.ask('/transcripts/ticket', { headers: { cookie } })).status).toBe(200);
  });

  it('that fails on the way is cut, so that half a file is not taken for a whole one', async () => {
    const broken = offer({
      async writeTo(write) {
        await write(Buffer.from('half'));
        throw new Error('the disk');
      },
    });
    door.core.offerDownload('ticket', broken);
    const cookie = await door.signIn();
    await expect(door.ask('/transcripts/ticket', { headers: { cookie } })).rejects.toThrow();
  });
});
