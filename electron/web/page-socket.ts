import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Clock, Log } from '../core/host.ts';
import type { Doorway } from '../doors/doorway.ts';
import type { AnyEvent } from '../doors/events.ts';
import { readInputFrame, writeOutputFrame } from './frames.ts';
import type { Views } from './views.ts';

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

export interface PageSocket {
  deliver(event: AnyEvent): void;
}

interface PageSocketDeps {
  readonly socket: WebSocket;
  readonly doorway: Doorway;
  readonly views: Views<PageSocket>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onClosed: (page: PageSocket) => void;
}

/** One page over one socket: its calls and sends to core, core's events to it. */
export function createPageSocket({ socket, doorway, views, clock, log, onClosed }: PageSocketDeps): PageSocket {
  const page: PageSocket = {
    deliver(event) {
      if (socket.readyState !== socket.OPEN) return;
      if (event.name !== 'output') socket.send(JSON.stringify({ event: event.name, value: event.value }));
      else if (views.shows(page, event.value.sessionId)) socket.send(writeOutputFrame(event.value));
    },
  };

  async function call(id: number, name: string, args: readonly unknown[]): Promise<void> {
    // Before the call: the first output may come before its answer.
    if (name === 'attachSession') views.take(page, args[0]);
    const result = await doorway.call(name, args);
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ id, result }));
  }

  function send(name: string, args: readonly unknown[]): void {
    // A page that lost the session to another must not say how far the other has got.
    const isViewsOwn = name === 'acknowledge' || name === 'resize';
    if (isViewsOwn && !views.shows(page, args[0])) return;
    if (!doorway.send(name, args)) log.warn('web', 'send-refused');
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
    views.leave(page);
    onClosed(page);
  });
  return page;
}
