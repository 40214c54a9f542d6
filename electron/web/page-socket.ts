import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Clock, Log } from '../core/host.ts';
import type { View, Views } from '../doors/views.ts';
import { readInputFrame, writeOutputFrame } from './frames.ts';

const PING_EVERY_MS = 20_000;

const message = z.union([
  z.object({ id: z.number().int().nonnegative(), call: z.string(), args: z.array(z.unknown()) }),
  z.object({ send: z.string(), args: z.array(z.unknown()) }),
]);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface PageSocketDeps {
  readonly socket: WebSocket;
  /** Names the page over its reloads. */
  readonly key: string;
  readonly views: Views;
  readonly clock: Clock;
  readonly log: Log;
}

/** One page over one socket: its calls and sends to core, core's events to it. */
export function openPageSocket({ socket, key, views, clock, log }: PageSocketDeps): void {
  const view: View = {
    deliver(event) {
      if (socket.readyState !== socket.OPEN) return;
      if (event.name === 'output') socket.send(writeOutputFrame(event.value));
      else socket.send(JSON.stringify({ event: event.name, value: event.value }));
    },
  };
  const page = views.join(key, view);

  async function call(id: number, name: string, args: readonly unknown[]): Promise<void> {
    const result = await page.call(name, args);
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ id, result }));
  }

  function send(name: string, args: readonly unknown[]): void {
    if (!page.send(name, args)) log.warn('web', 'send-refused');
  }

  function refuse(why: string): void {
    log.warn('web', 'message-refused', { why });
    socket.close(1008, 'refused');
  }

  function onText(text: string): void {
    const parsed = message.safeParse(parseJson(text));
    if (!parsed.success) refuse('shape');
    else if ('call' in parsed.data) void call(parsed.data.id, parsed.data.call, parsed.data.args);
    else send(parsed.data.send, parsed.data.args);
  }

  // A tunnel in between can die without a word; the page's side then never hears either, and ours would leak.
  let isAlive = true;
  let stopPing = clock.after(PING_EVERY_MS, ping);
  function ping(): void {
    if (isAlive) {
      isAlive = false;
      socket.ping();
      stopPing = clock.after(PING_EVERY_MS, ping);
    } else socket.terminate();
  }

  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) onText(data.toString('utf8'));
    else {
      const input = readInputFrame(data);
      if (input === null) refuse('frame');
      else send('input', [input.sessionId, input.bytes]);
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    stopPing();
    page.leave();
  });
}
