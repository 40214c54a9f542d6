import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Dial, TerminalSocket, TerminalSocketEvents } from '../../electron/core/gitlab/ports.ts';
import { dialTerminal } from '../../electron/core/gitlab/terminal-socket.ts';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.ts';
import { startTinyWorkhorse, type TinyWorkhorse } from '../fakes/tiny-workhorse.ts';

let clock: ManualClock;
let server: TinyWorkhorse;
let abort: AbortController;
let bytes: Uint8Array[];
let roundTrips: number[];
let silences: boolean[];
let closes: { clean: boolean; code: number }[];
let events: TerminalSocketEvents;
let pingEveryMs: number;
let deaths: number[];

beforeEach(async () => {
  clock = createManualClock();
  server = await startTinyWorkhorse();
  abort = new AbortController();
  pingEveryMs = 12_000;
  deaths = [];
  // a socket of the test before may still end during this one
  const [mine, trips, silent, ends] = [[], [], [], []] as [Uint8Array[], number[], boolean[], typeof closes];
  bytes = mine;
  roundTrips = trips;
  silences = silent;
  closes = ends;
  events = {
    onBytes: (some) => mine.push(some),
    onRoundTrip: (ms) => trips.push(ms),
    onSilent: (now) => silent.push(now),
    onClosed: (close) => ends.push(close),
  };
});
afterEach(() => server.close());

function dial(url = server.url): Promise<Dial> {
  return dialTerminal({
    url,
    cookie: '_gitlab_session=abc',
    secureContext: undefined,
    userAgent: 'Jobdeck/1',
    clock,
    signal: abort.signal,
    events,
    pingEveryMs,
    onDied: (idleMs) => deaths.push(idleMs),
  });
}

async function dialed(): Promise<TerminalSocket> {
  const answer = await dial();
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  return answer.socket;
}

const until = (is: () => boolean) => vi.waitFor(() => expect(is()).toBe(true), { timeout: 5_000, interval: 5 });
const text = () => Buffer.concat(bytes).toString();

describe('handshake', () => {
  test('offers one subprotocol, the cookie, no Origin, no compression', async () => {
    const socket = await dialed();
    const { headers } = server.upgrades[0] ?? { headers: {} };
    expect(headers).toMatchObject({
      'sec-websocket-protocol': 'terminal.gitlab.com',
      cookie: '_gitlab_session=abc',
      'user-agent': 'Jobdeck/1',
    });
    expect(headers).not.toHaveProperty('origin');
    expect(headers).not.toHaveProperty('sec-websocket-extensions');
    socket.close();
    await until(() => closes.length === 1);
    expect(clock.waiting).toBe(0);
  });

  test.each([
    [
      'a redirect, its query left out',
      'HTTP/1.1 302 Found\r\nLocation: https://git.example/users/sign_in?secret=1\r\nContent-Length: 10\r\n\r\nredirected',
      { status: 302, location: 'https://git.example/users/sign_in', body: 'redirected' },
    ],
    [
      'a wait in seconds',
      'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 12\r\n\r\nRetry later\n',
      { status: 429, retryAfterMs: 30_000, body: 'Retry later\n' },
    ],
    [
      'an error without end',
      `HTTP/1.1 500 Internal Server Error\r\n\r\n${'x'.repeat(5_000)}`,
      { status: 500, body: 'x'.repeat(200) },
    ],
    ['a page', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>', { status: 200, body: '<html>' }],
  ])('refused with %s', async (_name, answer, failure) => {
    server.answerWith(answer);
    expect(await dial()).toMatchObject({ ok: false, failure: { at: 'handshake', ...failure } });
    await until(() => server.connections === 0);
    expect(clock.waiting).toBe(0);
    expect(closes).toEqual([]);
  });

  test('a refusal whose body never ends is not waited for', async () => {
    server.answerWith('HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nno');
    const dialing = dial();
    await until(() => clock.waiting === 2 || server.connections === 0);
    clock.advance(2_000);
    expect(await dialing).toMatchObject({ failure: { status: 404, body: 'no' } });
    expect(clock.waiting).toBe(0);
  });

  test('a silent runner: given up after 90 s', async () => {
    server.answerWith('silence');
    const dialing = dial();
    await until(() => server.upgrades.length === 1);
    clock.advance(89_000);
    expect(server.connections).toBe(1);
    clock.advance(1_000);
    expect(await dialing).toEqual({ ok: false, failure: { at: 'timeout', afterMs: 90_000 } });
    await until(() => server.connections === 0);
  });

  test('called off', async () => {
    server.answerWith('silence');
    const dialing = dial();
    await until(() => server.upgrades.length === 1);
    abort.abort();
    expect(await dialing).toEqual({ ok: false, failure: { at: 'cancelled' } });
    await until(() => server.connections === 0);
    expect(await dial()).toEqual({ ok: false, failure: { at: 'cancelled' } });
    expect(clock.waiting).toBe(0);
  });

  test('nobody there', async () => {
    await server.close();
    expect(await dial()).toMatchObject({ ok: false, failure: { at: 'network', code: 'ECONNREFUSED' } });
    expect(clock.waiting).toBe(0);
  });
});

describe('an open terminal', () => {
  test('bytes both ways, kept as they came', async () => {
    const socket = await dialed();
    const { ws, messages } = await server.accepted();
    ws.send(Buffer.from([0xe2, 0x82]));
    ws.send(Buffer.from([0xac]));
    await until(() => text() === '€');
    await socket.send(Buffer.from('ls\r'));
    await until(() => messages.length === 1);
    expect(messages[0]?.toString()).toBe('ls\r');
    ws.send('x'.repeat(100_000));
    await until(() => text().length === 100_001);
    expect(text()).toBe(`€${'x'.repeat(100_000)}`);
    socket.close();
  });

  test('pings by itself every 12 s and tells the round trip', async () => {
    const socket = await dialed();
    await until(() => roundTrips.length === 1);
    clock.advance(12_000);
    await until(() => roundTrips.length === 2);
    socket.close();
  });

  test('pings along with the others, whenever it was opened', async () => {
    const first = await dialed();
    clock.advance(1_500);
    const second = await dialed();
    await until(() => roundTrips.length === 2);
    clock.advance(10_500);
    await until(() => roundTrips.length === 4);
    for (const socket of [first, second]) socket.close();
  });

  test('pings as often as it is told, and tells how long nothing had passed when it died', async () => {
    pingEveryMs = 2_500;
    await dialed();
    const terminal = await server.accepted();
    let pings = 0;
    terminal.ws.on('ping', () => {
      pings += 1;
    });
    await until(() => pings > 0 && roundTrips.length > 0);
    clock.advance(2_500);
    await until(() => pings === 2 && roundTrips.length === 2);
    clock.advance(2_000);
    terminal.endTcp();
    await until(() => closes.length === 1);
    expect(deaths).toEqual([2_000]);
  });

  test('silent after 20 s without pong and data, though the server pings; heard again', async () => {
    const socket = await dialed();
    const { ws } = await server.accepted();
    await until(() => roundTrips.length === 1);
    ws.pause();
    clock.advance(4_000);
    expect(silences).toEqual([]);
    ws.ping();
    clock.advance(20_000);
    expect(silences).toEqual([true]);
    ws.send('back');
    await until(() => silences.length === 2);
    expect(silences).toEqual([true, false]);
    socket.close();
  });

  test('after a sleep it is asked at once: silent within 5 s when nobody answers, and not when somebody does', async () => {
    const socket = await dialed();
    const { ws } = await server.accepted();
    await until(() => roundTrips.length === 1);
    socket.probe();
    await until(() => roundTrips.length === 2);
    clock.advance(5_000);
    expect(silences).toEqual([]);
    ws.pause();
    socket.probe();
    clock.advance(4_999);
    expect(silences).toEqual([]);
    clock.advance(1);
    expect(silences).toEqual([true]);
    ws.resume();
    await until(() => silences.length === 2);
    socket.close();
    socket.probe();
  });

  test('a raw end of TCP is 1006, told once, and leaves nothing', async () => {
    const socket = await dialed();
    const { ws, endTcp } = await server.accepted();
    ws.send('last words');
    endTcp();
    await until(() => closes.length === 1);
    expect(text()).toBe('last words');
    expect(closes).toEqual([{ clean: false, code: 1006 }]);
    socket.close();
    await socket.send(Buffer.from('x'));
    expect(closes).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  test('close: a Close frame, and an end within a second even if nobody answers it', async () => {
    const socket = await dialed();
    const { ws, socket: tcp } = await server.accepted();
    ws.pause();
    socket.close();
    expect(closes).toEqual([]);
    clock.advance(1_000);
    await until(() => closes.length === 1);
    await until(() => tcp.destroyed || server.connections === 0 || closes.length === 1);
    expect(clock.waiting).toBe(0);
  });

  test('held back it reads little, never nothing, and loses nothing', async () => {
    const socket = await dialed();
    const { ws } = await server.accepted();
    await until(() => roundTrips.length === 1);
    socket.readAtMost(64 * 1_024);
    const piece = Buffer.alloc(16 * 1_024, 'x');
    for (let n = 0; n < 256; n += 1) ws.send(piece);
    await until(() => text().length >= 64 * 1_024);
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const before = text().length;
    expect(before).toBeLessThan(256 * 1_024);
    clock.advance(4_000);
    await until(() => text().length > before);
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(text().length).toBeLessThan(before + 256 * 1_024);
    socket.readAtMost(null);
    await until(() => text().length === 4 * 1_024 * 1_024);
    socket.close();
    await until(() => closes.length === 1);
    expect(clock.waiting).toBe(0);
  });

  test('held back, what comes slowly comes at once', async () => {
    const socket = await dialed();
    const { ws } = await server.accepted();
    socket.readAtMost(64 * 1_024);
    for (let n = 1; n <= 10; n += 1) {
      ws.send(Buffer.alloc(1_024, 'x'));
      await until(() => text().length === n * 1_024);
      clock.advance(100);
    }
  });

  test('held back, its silence proves nothing', async () => {
    const socket = await dialed();
    const { ws } = await server.accepted();
    await until(() => roundTrips.length === 1);
    socket.readAtMost(1_024);
    ws.send(Buffer.alloc(256 * 1_024, 'x'));
    await until(() => text().length >= 64 * 1_024);
    socket.probe();
    clock.advance(40_000);
    expect(silences).toEqual([]);
  });

  test('a flood of small frames goes on in few and large pieces, and none changes afterwards', async () => {
    await dialed();
    const { ws, socket: tcp } = await server.accepted();
    const sent = Array.from({ length: 5_000 }, (_, n) => Buffer.alloc(1 + ((n * 7_919) % 1_500), `${n};`));
    tcp.cork();
    for (const [n, frame] of sent.entries()) {
      ws.send(frame);
      if (n % 500 === 0) ws.ping('still there');
    }
    tcp.uncork();
    const whole = Buffer.concat(sent);
    await until(() => bytes.reduce((sum, part) => sum + part.length, 0) === whole.length);
    expect(Buffer.concat(bytes).equals(whole)).toBe(true);
    expect(bytes.length).toBeLessThan(500);
  });

  test('what came before an end is told before it', async () => {
    await dialed();
    const { ws, endTcp } = await server.accepted();
    ws.send('last words', () => endTcp());
    await until(() => closes.length === 1);
    expect(text()).toBe('last words');
  });

  test('held back, a raw end is still seen', async () => {
    const socket = await dialed();
    const { endTcp } = await server.accepted();
    socket.readAtMost(64 * 1_024);
    endTcp();
    await until(() => closes.length === 1);
    expect(clock.waiting).toBe(0);
  });
});
