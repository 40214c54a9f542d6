import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { JobdeckError } from '../../electron/core/errors.ts';
import { readOutputFrame, writeInputFrame } from '../../renderer/transport/frames.ts';
import { type Door, openDoor } from './harness.ts';

let door: Door;
let cookie: string;
beforeEach(async () => {
  door = await openDoor();
  cookie = await door.signIn();
});
afterEach(() => door.dispose());

async function page(): Promise<WebSocket> {
  const socket = await door.dial({ origin: door.origin, cookie });
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket}`);
  return socket;
}

async function next(socket: WebSocket): Promise<Buffer> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return data;
}

async function answer(socket: WebSocket, call: string, args: unknown[], id = 1): Promise<unknown> {
  socket.send(JSON.stringify({ id, call, args }));
  return JSON.parse(String(await next(socket)));
}

/** A call after it shows that what was sent before has been looked at. */
const settled = (socket: WebSocket) => answer(socket, 'snapshot', []);

describe('the upgrade', () => {
  const own = () => ({ origin: door.origin, cookie });
  it.each<[string, () => Record<string, string>]>([
    ['without the cookie', () => ({ origin: door.origin })],
    ['with a forged cookie', () => ({ origin: door.origin, cookie: `jobdeck-${door.server.port}=forged` })],
    [
      "with another port's cookie",
      () => ({ origin: door.origin, cookie: cookie.replace(/^jobdeck-\d+/, 'jobdeck-1') }),
    ],
    ["from another site's page", () => ({ ...own(), origin: 'https://evil.example' })],
    ['from another port of this machine', () => ({ ...own(), origin: 'http://127.0.0.1:1' })],
    ['without an origin', () => ({ cookie })],
    ['under another name', () => ({ ...own(), host: `evil.example:${door.server.port}` })],
    [
      'under another name that is also the origin',
      () => ({ cookie, host: 'evil.example', origin: 'http://evil.example' }),
    ],
  ])('is refused %s', async (_name, headers) => {
    expect(await door.dial(headers())).toBe(403);
  });

  it('is refused on another path', async () => {
    expect(await door.dial(own(), '/other')).toBe(403);
  });

  it('opens for our own page, without compression', async () => {
    const socket = await page();
    expect(socket.extensions).toBe('');
  });
});

describe('calls', () => {
  it('come back with their id, as value or as failure', async () => {
    const socket = await page();
    door.core.answer('openLocalShell', () => 's1');
    door.core.answer('openTerminal', () => {
      throw new JobdeckError('no-terminal', 'There is none.');
    });
    expect(await answer(socket, 'openLocalShell', [], 7)).toEqual({ id: 7, result: { ok: true, value: 's1' } });
    expect(await answer(socket, 'openTerminal', ['account:1'], 8)).toMatchObject({
      id: 8,
      result: { ok: false, failure: { kind: 'no-terminal', message: 'There is none.' } },
    });
  });

  it.each<[string, unknown[]]>([
    ['openTerminal', []],
    ['openTerminal', [5]],
    ['snapshot', ['too much']],
    ['updateSettings', [{ theme: 'pink' }]],
    ['openExternal', ['javascript:alert(1)']],
    ['toString', []],
    ['__proto__', []],
    ['input', ['s1', 'text']],
  ])('never reach core when they do not fit: %s %j', async (name, args) => {
    const socket = await page();
    expect(await answer(socket, name, args)).toMatchObject({ result: { ok: false, failure: { kind: 'bad-input' } } });
    expect(door.core.seen).toEqual([]);
  });

  it('say nothing of an unknown error, which may quote a secret', async () => {
    const socket = await page();
    door.core.answer('openLocalShell', () => {
      throw new Error('token glpat-secret');
    });
    expect(JSON.stringify(await answer(socket, 'openLocalShell', []))).not.toContain('glpat-secret');
  });

  it.each(['no json', '[]', '{"id":"1","call":"snapshot","args":[]}', '{"call":"snapshot","args":[]}'])(
    'close the socket when they are none: %s',
    async (text) => {
      const socket = await page();
      socket.send(text);
      const [code] = await once(socket, 'close');
      expect(code).toBe(1008);
    },
  );
});

describe('bytes', () => {
  it('go in as the page writes them', async () => {
    const socket = await page();
    socket.send(writeInputFrame('s-1', Uint8Array.of(0, 3, 255)));
    await settled(socket);
    expect(door.core.seen[0]).toMatchObject({ name: 'input', args: ['s-1', Buffer.from([0, 3, 255])] });
  });

  it('come out as the page reads them, at any offset', async () => {
    const socket = await page();
    await answer(socket, 'attachSession', ['s-1']);
    const offset = 2 ** 40 + 1;
    door.core.emit('output', { sessionId: 's-1', offset, bytes: Uint8Array.of(0, 200, 10), leftOut: null });
    const frame = await next(socket);
    const read = readOutputFrame(frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.length) as ArrayBuffer);
    expect(read).toEqual({ sessionId: 's-1', offset, leftOut: null, bytes: Uint8Array.of(0, 200, 10) });
  });

  it('come out with what was left out before them', async () => {
    const socket = await page();
    await answer(socket, 'attachSession', ['s-1']);
    const leftOut = { from: 5, to: 2 ** 33, colours: '\u001b[0;38;5;9m' };
    door.core.emit('output', { sessionId: 's-1', offset: 2 ** 33, bytes: Uint8Array.of(0, 200, 10), leftOut });
    const frame = await next(socket);
    const read = readOutputFrame(frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.length) as ArrayBuffer);
    expect(read).toEqual({ sessionId: 's-1', offset: 2 ** 33, leftOut, bytes: Uint8Array.of(0, 200, 10) });
  });

  it('go to the page that attached last, and only that one acknowledges', async () => {
    const [first, second] = [await page(), await page()];
    await answer(first, 'attachSession', ['s-1']);
    await answer(second, 'attachSession', ['s-1']);
    const toFirst: unknown[] = [];
    first.on('message', (data, isBinary) => isBinary && toFirst.push(data));
    door.core.emit('output', { sessionId: 's-1', offset: 0, bytes: Uint8Array.of(1), leftOut: null });
    await next(second);

    first.send(JSON.stringify({ send: 'acknowledge', args: ['s-1', 1, null] }));
    await settled(first);
    expect(toFirst).toEqual([]);
    expect(door.core.seen.filter(({ name }) => name === 'acknowledge')).toEqual([]);
    second.send(JSON.stringify({ send: 'acknowledge', args: ['s-1', 1, null] }));
    await settled(second);
    expect(door.core.seen.filter(({ name }) => name === 'acknowledge')).toHaveLength(1);
  });
});

it('tells every page every state', async () => {
  const pages = [await page(), await page()];
  const heard = pages.map(next);
  door.core.emit('vault', { mode: 'locked' });
  for (const text of await Promise.all(heard)) {
    expect(JSON.parse(String(text))).toEqual({ event: 'vault', value: { mode: 'locked' } });
  }
});
