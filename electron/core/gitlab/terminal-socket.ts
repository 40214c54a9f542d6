import type { Agent, IncomingMessage } from 'node:http';
import type { SecureContext } from 'node:tls';
import WebSocket from 'ws';
import type { Clock } from '../host.ts';
import { createReadGate } from '../read-gate.ts';
import { USUAL_PING_MS } from './idle-limits.ts';
import type { Dial, DialFailure, TerminalSocket, TerminalSocketEvents } from './ports.ts';

export interface DialTerminalDeps {
  /** `wss://…/-/jobs/N/terminal.ws` */
  readonly url: string;
  /** The web session: the only credential GitLab takes here. */
  readonly cookie: string | null;
  readonly secureContext: SecureContext | undefined;
  /** The tunnel through a proxy; undefined for a direct way. */
  readonly agent?: Agent | undefined;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly events: TerminalSocketEvents;
  /** Between two of our pings; as usual where it is left out. */
  readonly pingEveryMs?: number;
  /** The connection died by itself, so long after anything had passed on it. */
  onDied?(idleMs: number): void;
}

const SUBPROTOCOL = 'terminal.gitlab.com';
/** A runner takes up to 60 s for its executor and 15 s for a container; one that accepts and stays silent takes for ever. */
const HANDSHAKE_LIMIT_MS = 90_000;
const REFUSAL_BODY_LIMIT_MS = 2_000;
const REFUSAL_BODY_CHARACTERS = 200;
const LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024;

const LONGEST_TICK_MS = 4_000;
const SILENT_AFTER_MS = 20_000;
/** What is there answers a ping in far less, over a network that has just come back, too. */
const PROBE_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 1_000;
const ABNORMAL = 1006;

/**
 * Opens one job's terminal. Sends no Origin (Workhorse refuses a foreign one) and follows no redirect (a redirect is the
 * answer). Never rejects; on failure nothing is left open.
 */
export function dialTerminal(deps: DialTerminalDeps): Promise<Dial> {
  const { clock, signal } = deps;
  if (signal.aborted) return Promise.resolve({ ok: false, failure: { at: 'cancelled' } });

  return new Promise((resolve) => {
    const startedAt = clock.now();
    const afterMs = () => clock.now() - startedAt;
    let settled = false;
    let stopReading: (() => void) | null = null;
    const socket = new WebSocket(deps.url, [SUBPROTOCOL], {
      ...(deps.agent === undefined ? {} : { agent: deps.agent }),
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: LARGEST_MESSAGE_BYTES,
      skipUTF8Validation: true,
      headers: { 'User-Agent': deps.userAgent, ...(deps.cookie === null ? {} : { Cookie: deps.cookie }) },
      ...(deps.secureContext === undefined ? {} : { secureContext: deps.secureContext }),
    });
    const stopWaiting = clock.after(HANDSHAKE_LIMIT_MS, () => fail({ at: 'timeout', afterMs: afterMs() }));
    const onAbort = () => fail({ at: 'cancelled' });
    signal.addEventListener('abort', onAbort, { once: true });

    function settle(dial: Dial): void {
      settled = true;
      stopWaiting();
      stopReading?.();
      signal.removeEventListener('abort', onAbort);
      resolve(dial);
    }

    function fail(failure: DialFailure): void {
      if (settled) return;
      settle({ ok: false, failure });
      socket.terminate();
    }

    // stays for good: terminating a handshake makes one more error
    socket.on('error', (error) => fail({ at: 'network', code: codeOf(error), afterMs: afterMs() }));
    socket.on('unexpected-response', (_request, response) => {
      const seenAfterMs = afterMs();
      stopReading = readStart(response, clock, (body) => fail(refusalOf(response, body, seenAfterMs)));
    });
    socket.once('open', () => {
      if (settled) return socket.terminate();
      settle({ ok: true, socket: keepOpen(socket, deps) });
    });
  });
}

/** The first characters of a refusal's body, however it ends; answers once. Returns its undo. */
function readStart(response: IncomingMessage, clock: Clock, done: (body: string) => void): () => void {
  let body = '';
  const finish = () => done(body.slice(0, REFUSAL_BODY_CHARACTERS));
  const stopWaiting = clock.after(REFUSAL_BODY_LIMIT_MS, finish);
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    body += part;
    if (body.length >= REFUSAL_BODY_CHARACTERS) finish();
  });
  response.on('end', finish);
  response.on('error', finish);
  response.on('close', finish);
  return stopWaiting;
}

function refusalOf(response: IncomingMessage, body: string, afterMs: number): DialFailure {
  const { location } = response.headers;
  return {
    at: 'handshake',
    status: response.statusCode ?? 0,
    location: location === undefined ? null : (location.split(/[?#]/)[0] ?? ''),
    retryAfterMs: retryAfterOf(response.headers['retry-after']),
    body,
    afterMs,
  };
}

function retryAfterOf(header: string | undefined): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

/** Names the fault; never its text, which may hold an address with credentials of a proxy. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code, errors } = error as NodeJS.ErrnoException & { readonly errors?: readonly unknown[] };
  if (typeof code === 'string' && code !== '') return code;
  if (errors?.[0] !== undefined) return codeOf(errors[0]);
  return /subprotocol/i.test(error.message) ? 'NO_SUBPROTOCOL' : 'BAD_UPGRADE';
}

/** Of a server's frame, which has no mask. */
const headerBytes = (payloadBytes: number): number => (payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : 10);

/**
 * A flood comes in 15,000 frames a second, of which some hundred are read at once (gitlab.md 2.1): those go on as one, moved
 * together where they lie. That memory is nobody else's: Node allocates it for each read and never uses it again. A frame
 * that came in two reads was put together elsewhere, where it may have neighbours, which are never a header away.
 */
function createJoinedFrames(take: (bytes: Buffer) => void) {
  let frames: Buffer[] = [];
  const flush = () => {
    const all = frames;
    frames = [];
    for (let n = 0; n < all.length; ) {
      const first = all[n] as Buffer;
      const memory = new Uint8Array(first.buffer);
      let layTo = first.byteOffset + first.length;
      let end = layTo;
      for (n += 1; n < all.length; n += 1) {
        const next = all[n] as Buffer;
        if (next.buffer !== first.buffer || next.byteOffset - layTo !== headerBytes(next.length)) break;
        memory.set(next, end);
        layTo = next.byteOffset + next.length;
        end += next.length;
      }
      take(Buffer.from(first.buffer, first.byteOffset, end - first.byteOffset));
    }
  };
  return {
    add(frame: Buffer) {
      // the frames of one read are told one after another, before any microtask
      if (frames.push(frame) === 1) queueMicrotask(flush);
    },
    flush,
  };
}

/**
 * All connections tick at the same moments, between half and one and a half of `everyMs` from now: a hundred idle ones wake
 * the machine once and not a hundred times.
 */
function untilBeat(now: number, everyMs: number): number {
  const toNextMs = everyMs - (now % everyMs);
  return toNextMs < everyMs / 2 ? toNextMs + everyMs : toNextMs;
}

/** From the upgrade to the end. */
function keepOpen(
  socket: WebSocket,
  {
    clock,
    events,
    pingEveryMs = USUAL_PING_MS,
    onDied,
  }: Pick<DialTerminalDeps, 'clock' | 'events' | 'pingEveryMs' | 'onDied'>,
): TerminalSocket {
  const tickMs = Math.min(LONGEST_TICK_MS, pingEveryMs);
  const ticksPerPing = Math.max(1, Math.floor(pingEveryMs / tickMs));
  const silentAfterTicks = Math.ceil(SILENT_AFTER_MS / tickMs);
  let passedAt = clock.now();
  let ended = false;
  let closing = false;
  /** The opening itself, at first. */
  let heardSinceTick = true;
  let quietTicks = 0;
  let ticks = 0;
  let silent = false;
  let pingId = 0;
  let pingSentAt: number | null = null;
  /** It was held back of late: what was heard may wait behind the rest, so silence and round trips prove nothing. */
  let heldBack = false;
  let cancelTick: (() => void) | null = clock.after(untilBeat(clock.now(), tickMs), tick);
  let cancelClose: (() => void) | null = null;
  let cancelProbe: (() => void) | null = null;
  const gate = createReadGate({ clock, pause: () => socket.pause(), resume: () => socket.resume() });

  function heard(): void {
    passedAt = clock.now();
    heardSinceTick = true;
    quietTicks = 0;
    if (!silent) return;
    silent = false;
    events.onSilent(false);
  }

  /** Silence is counted in ticks and not by the clock: a machine that slept has not been listening. */
  function tick(): void {
    cancelTick = clock.after(untilBeat(clock.now(), tickMs), tick);
    ticks += 1;
    heldBack = gate.hasHeld();
    quietTicks = heardSinceTick || heldBack ? 0 : quietTicks + 1;
    heardSinceTick = false;
    if (quietTicks >= silentAfterTicks) fallSilent();
    if (ticks % ticksPerPing === 0) ping();
  }

  function ping(): void {
    pingId += 1;
    pingSentAt = clock.now();
    passedAt = pingSentAt;
    socket.ping(String(pingId), true, () => {});
  }

  function fallSilent(): void {
    if (silent) return;
    silent = true;
    events.onSilent(true);
  }

  function end(code: number): void {
    if (ended) return;
    ended = true;
    for (const cancel of [cancelTick, cancelClose, cancelProbe]) cancel?.();
    gate.dispose();
    socket.removeAllListeners('message');
    joined.flush();
    if (code === ABNORMAL && !closing && !silent) onDied?.(clock.now() - passedAt);
    events.onClosed({ clean: code !== ABNORMAL, code });
  }

  function take(bytes: Buffer): void {
    heard();
    gate.read(bytes.length);
    events.onBytes(bytes);
  }

  const joined = createJoinedFrames(take);
  socket.binaryType = 'nodebuffer';
  socket.on('message', (data) => joined.add(data as Buffer));
  socket.on('pong', (payload) => {
    heard();
    if (pingSentAt === null || payload.toString('latin1') !== String(pingId)) return;
    cancelProbe?.();
    cancelProbe = null;
    const roundTripMs = clock.now() - pingSentAt;
    pingSentAt = null;
    if (!heldBack && !gate.isHolding) events.onRoundTrip(Math.max(0, roundTripMs));
  });
  // proves nothing of the shell, and keeps a proxy from cutting
  socket.on('ping', () => {
    passedAt = clock.now();
  });
  socket.on('close', end);
  ping();

  return {
    send(bytes) {
      return new Promise((resolve) => {
        if (ended || socket.readyState !== WebSocket.OPEN) return resolve();
        passedAt = clock.now();
        // an error ends the connection, which tells by itself
        socket.send(bytes, { binary: true }, () => resolve());
      });
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    readAtMost(bytesPerSecond) {
      if (!ended && !closing) gate.limit(bytesPerSecond);
    },
    probe() {
      if (closing || ended || heldBack || gate.isHolding) return;
      ping();
      cancelProbe?.();
      // only the answer to this ping counts: bytes may have lain here since before
      cancelProbe = clock.after(PROBE_LIMIT_MS, fallSilent);
    },
    close() {
      if (closing || ended) return;
      closing = true;
      gate.dispose();
      socket.close(1000);
      cancelClose = clock.after(CLOSE_LIMIT_MS, () => socket.terminate());
    },
  };
}
