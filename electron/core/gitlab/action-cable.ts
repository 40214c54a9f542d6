import type { Agent } from 'node:http';
import type { SecureContext } from 'node:tls';
import WebSocket from 'ws';
import { z } from 'zod';
import type { Clock } from '../host.ts';

/*
 * The protocol of Rails' ActionCable (guides.rubyonrails.org, actioncable-v1-json): the server welcomes, pings every 3 s,
 * and answers a subscription with a confirmation or a rejection; what it transmits carries the subscription's identifier,
 * also before the confirmation.
 */

export interface CableDeps {
  /** `wss://…/-/cable` */
  readonly url: string;
  /** Rails refuses a connection from any origin but the instance's own, and one without. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secureContext: SecureContext | undefined;
  readonly agent?: Agent | undefined;
  readonly userAgent: string;
  readonly clock: Clock;
  /** The server is there and speaks the protocol. */
  onWelcome(): void;
  /** At most once. `refused`: there is none here, or not for us, and asking again soon is no use. */
  onClosed(why: 'refused' | 'lost'): void;
}

export interface SubscriptionEvents {
  onConfirmed(): void;
  onRejected(): void;
  onMessage(message: unknown): void;
}

export interface Cable {
  /** After the welcome. Returns its undo. */
  subscribe(params: Readonly<Record<string, unknown>>, events: SubscriptionEvents): () => void;
  close(): void;
}

const SUBPROTOCOL = 'actioncable-v1-json';
const WELCOME_LIMIT_MS = 10_000;
/** Five pings that did not come. */
const SILENT_LIMIT_MS = 15_000;
const LARGEST_MESSAGE_BYTES = 1024 * 1024;

const frame = z.object({
  type: z.string().optional(),
  identifier: z.string().optional(),
  reconnect: z.boolean().optional(),
  message: z.unknown().optional(),
});

/** Opens the socket; what becomes of it is told. Follows no redirect, so that credentials stay on the instance. */
export function openCable(deps: CableDeps): Cable {
  const { clock } = deps;
  const subscriptions = new Map<string, SubscriptionEvents>();
  let welcomed = false;
  let ended = false;
  const socket = new WebSocket(deps.url, [SUBPROTOCOL], {
    ...(deps.agent === undefined ? {} : { agent: deps.agent }),
    ...(deps.secureContext === undefined ? {} : { secureContext: deps.secureContext }),
    origin: deps.origin,
    headers: { ...deps.headers, 'User-Agent': deps.userAgent },
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: LARGEST_MESSAGE_BYTES,
  });
  let cancelSilence = clock.after(WELCOME_LIMIT_MS, () => end('refused'));

  function heard(): void {
    cancelSilence();
    cancelSilence = clock.after(SILENT_LIMIT_MS, () => end('lost'));
  }

  function end(why: 'refused' | 'lost'): void {
    if (ended) return;
    ended = true;
    cancelSilence();
    subscriptions.clear();
    socket.terminate();
    deps.onClosed(why);
  }

  function take(data: WebSocket.RawData): void {
    const parsed = frame.safeParse(readJson(data));
    if (!parsed.success || ended) return;
    const { type, identifier, message, reconnect } = parsed.data;
    const subscription = identifier === undefined ? undefined : subscriptions.get(identifier);
    if (type !== undefined && !welcomed && type !== 'welcome' && type !== 'disconnect') return;
    heard();
    switch (type) {
      case 'welcome':
        welcomed = true;
        deps.onWelcome();
        break;
      case 'disconnect':
        end(reconnect === false ? 'refused' : 'lost');
        break;
      case 'confirm_subscription':
        subscription?.onConfirmed();
        break;
      case 'reject_subscription':
        subscription?.onRejected();
        break;
      case undefined:
        subscription?.onMessage(message);
        break;
      default:
    }
  }

  function send(value: object): void {
    if (!ended && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(value));
  }

  socket.on('message', take);
  // a refused upgrade, another subprotocol: there is nothing here for us
  socket.on('unexpected-response', (_request, response) => {
    response.resume();
    end((response.statusCode ?? 0) >= 500 ? 'lost' : 'refused');
  });
  socket.on('error', (error) => end(/subprotocol/i.test(error.message) ? 'refused' : 'lost'));
  socket.on('close', () => end(welcomed ? 'lost' : 'refused'));

  return {
    subscribe(params, events) {
      const identifier = JSON.stringify(params);
      subscriptions.set(identifier, events);
      send({ command: 'subscribe', identifier });
      return () => {
        if (subscriptions.get(identifier) !== events) return;
        subscriptions.delete(identifier);
        send({ command: 'unsubscribe', identifier });
      };
    },
    close() {
      if (ended) return;
      ended = true;
      cancelSilence();
      subscriptions.clear();
      socket.terminate();
    },
  };
}

function readJson(data: WebSocket.RawData): unknown {
  try {
    return JSON.parse(data.toString());
  } catch {
    return null;
  }
}
