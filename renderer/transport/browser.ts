import type { Failure, PageEventName, Result } from '../../electron/contract.ts';
import { readOutputFrame, writeInputFrame } from './frames.ts';
import type { Transport } from './transport.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

const lost: Failure = {
  kind: 'offline',
  message: 'The connection to Jobdeck was lost.',
  next: 'It comes back by itself while Jobdeck runs; otherwise start it again and open the address it prints.',
};

type Answer = (result: Result<unknown>) => void;

/** Text messages from the door; it is our own server of the same build, so their shape is taken as it is. */
type Incoming =
  | { readonly id: number; readonly result: Result<unknown> }
  | { readonly event: PageEventName; readonly value: unknown };

const KEY = 'jobdeck.page';

/**
 * Names this page over its reloads, so that its terminals wait for it. A duplicated tab brings the storage of the first
 * along; the lock, which a page has until it goes, tells that the name is taken.
 */
function holdPageKey(kept = sessionStorage.getItem(KEY) ?? crypto.randomUUID()): Promise<string> {
  return new Promise((resolve) => {
    void navigator.locks.request(`${KEY}.${kept}`, { ifAvailable: true }, (lock) => {
      if (lock === null) return resolve(holdPageKey(crypto.randomUUID()));
      sessionStorage.setItem(KEY, kept);
      resolve(kept);
      return new Promise(() => {});
    });
  });
}

/** One socket to the browser door, opened again with growing pauses whenever it closes. */
export function browserTransport(): Transport {
  const answers = new Map<number, Answer>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  /** Calls made while the socket is down wait for the next one, so that a page may start before it is up. */
  let waiting: string[] = [];
  let listener: (name: PageEventName, value: unknown) => void = () => {};
  let socket: WebSocket | null = null;
  let wasLost = false;
  let lastId = 0;
  let pauseMs = FIRST_PAUSE_MS;

  function setConnected(connected: boolean): void {
    if (connected === !wasLost) return;
    wasLost = !connected;
    for (const each of connectionListeners) each(connected);
  }

  function failAll(): void {
    waiting = [];
    for (const answer of answers.values()) answer({ ok: false, failure: lost });
    answers.clear();
  }

  function onMessage(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      listener('output', readOutputFrame(data));
      return;
    }
    const message = JSON.parse(data) as Incoming;
    if ('event' in message) {
      listener(message.event, message.value);
      return;
    }
    answers.get(message.id)?.(message.result);
    answers.delete(message.id);
  }

  function connect(key: string): void {
    const next = new WebSocket(`ws://${location.host}/socket/${key}`);
    next.binaryType = 'arraybuffer';
    next.onopen = () => {
      socket = next;
      pauseMs = FIRST_PAUSE_MS;
      for (const text of waiting.splice(0)) next.send(text);
      setConnected(true);
    };
    next.onmessage = (event: MessageEvent<string | ArrayBuffer>) => onMessage(event.data);
    next.onclose = () => {
      socket = null;
      failAll();
      setConnected(false);
      setTimeout(() => connect(key), pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
  }

  void holdPageKey().then(connect);
  return {
    call(name, args) {
      const id = ++lastId;
      const text = JSON.stringify({ id, call: name, args });
      if (socket !== null) socket.send(text);
      else if (wasLost) return Promise.resolve({ ok: false, failure: lost });
      else waiting.push(text);
      return new Promise((answer) => answers.set(id, answer));
    },
    send(name, args) {
      const [sessionId, bytes] = args;
      const isInput = name === 'input' && typeof sessionId === 'string' && bytes instanceof Uint8Array;
      socket?.send(isInput ? writeInputFrame(sessionId, bytes) : JSON.stringify({ send: name, args }));
    },
    listen(hear) {
      listener = hear;
    },
    onConnection(hear) {
      connectionListeners.add(hear);
      return () => connectionListeners.delete(hear);
    },
  };
}
