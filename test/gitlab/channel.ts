import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { SimTerminal, Timing } from './api.ts';
import { type Answer, type Ask, rawHead } from './exchange.ts';
import { createFrameCutter } from './frame-cutter.ts';
import { createFrameReader, encodeClose, encodeFrame, opcodes } from './frames.ts';
import type { TerminalLink } from './runner-terminal.ts';
import type { JobRecord } from './store.ts';
import type { Timers } from './timers.ts';

/** Workhorse's part of a terminal (workhorse/internal/channel): authorise, dial the runner, upgrade, pass bytes, ping, re-authorise. */
export interface Channels {
  /** Resolves with the status that was answered. */
  open(request: IncomingMessage, socket: Socket, head: Buffer, ask: Ask): Promise<number>;
  terminalOf(job: JobRecord): SimTerminal | null;
}

export interface ChannelDeps {
  readonly timing: () => Timing;
  readonly timers: Timers;
  /** Rails' answer to `{path}/authorize`, faults included. */
  authorise(ask: Ask): Promise<Answer>;
  /** The job a good answer speaks of. */
  jobOf(path: string): JobRecord | null;
}

export const workhorseType = 'application/vnd.gitlab-workhorse+json';
const largestPassedOnBytes = 32_768;
/** Past this, what the client has not taken holds the shell back. */
const heldBytes = 262_144;
/** Past this, input that the shell has not taken stops the reading of more. */
const inputBytes = 1_048_576;

const internalError: Answer = {
  status: 500,
  headers: {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Accel-Buffering': 'no',
    'X-Content-Type-Options': 'nosniff',
  },
  body: 'Internal server error\n',
};

const plainError = (status: number, body: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  body,
});

export const upgradeNotAllowed = plainError(400, 'websocket upgrade not allowed\n');

/** One or more groups, a project, `-/jobs/`, digits (workhorse/internal/upstream/routes.go). */
export const terminalRoute = /^\/(?:[^/]+\/)+[^/]+\/-\/jobs\/(\d+)\/terminal\.ws$/;

export function refuseUpgrade(socket: Socket, answer: Answer): number {
  const length = Buffer.byteLength(answer.body);
  const headers = {
    ...answer.headers,
    Date: new Date().toUTCString(),
    'Content-Length': String(length),
    Connection: 'close',
  };
  socket.end(Buffer.concat([Buffer.from(rawHead(answer.status, headers)), Buffer.from(answer.body)]));
  return answer.status;
}

export function createChannels(deps: ChannelDeps): Channels {
  const open = new Map<number, SimTerminal>();

  /** What Workhorse makes of Rails' answer: null = go on. */
  function verdict(answer: Answer): Answer | null {
    const type = String(answer.headers['Content-Type'] ?? answer.headers['content-type'] ?? '');
    if (answer.status !== 200 || type !== workhorseType) {
      if (Buffer.byteLength(answer.body) > largestPassedOnBytes) return internalError;
      return { ...answer, headers: { ...answer.headers, 'X-Accel-Buffering': 'no' } };
    }
    try {
      const { Channel: channel } = JSON.parse(String(answer.body)) as {
        Channel?: { Subprotocols?: string[]; Url?: string };
      };
      if (!channel?.Subprotocols?.length || !/^wss?:$/.test(new URL(channel.Url ?? '').protocol)) return internalError;
      return null;
    } catch {
      return internalError;
    }
  }

  return {
    terminalOf: (job) => open.get(job.id) ?? null,
    async open(request, socket, head, ask) {
      socket.on('error', () => socket.destroy());
      // Read while waiting, or a client that gives up would not be noticed.
      const early: Buffer[] = [head];
      const collect = (chunk: Buffer) => early.push(chunk);
      socket.on('data', collect);
      const authorised = await deps.authorise(ask);
      const refused = verdict(authorised);
      if (refused) return refuseUpgrade(socket, refused);

      const job = deps.jobOf(ask.path);
      const abandoned = new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.once('end', () => resolve());
      });
      const link = (await job?.run?.dial(abandoned)) ?? null;
      if (!job || !link) return refuseUpgrade(socket, internalError);

      const key = request.headers['sec-websocket-key'];
      const origin = request.headers.origin;
      if (origin !== undefined && hostOf(origin) !== request.headers.host?.toLowerCase()) {
        link.hangUp();
        return refuseUpgrade(socket, plainError(403, 'Forbidden\n'));
      }
      if (!key || request.headers['sec-websocket-version'] !== '13') {
        link.hangUp();
        return refuseUpgrade(socket, plainError(400, 'Bad Request\n'));
      }
      if (socket.destroyed || socket.readableEnded) {
        link.hangUp();
        socket.destroy();
        return 499;
      }
      const subprotocol = agreed(request.headers['sec-websocket-protocol']);
      socket.write(
        rawHead(101, {
          Upgrade: 'websocket',
          Connection: 'Upgrade',
          'Sec-WebSocket-Accept': createHash('sha1')
            .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
            .digest('base64'),
          ...(subprotocol ? { 'Sec-WebSocket-Protocol': subprotocol } : {}),
        }),
      );
      socket.off('data', collect);
      const terminal = carry(deps, {
        socket,
        head: Buffer.concat(early),
        link,
        ask,
        authorised,
        base64: subprotocol?.startsWith('base64.') === true,
      });
      open.set(job.id, terminal.handle);
      terminal.onOver(() => {
        if (open.get(job.id) === terminal.handle) open.delete(job.id);
      });
      return 101;
    },
  };
}

/** Host and port are compared, the scheme is not; `null`, `file://` and the like have none that could match. */
function hostOf(origin: string): string | null {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/]+)/i.exec(origin)?.[1]?.toLowerCase() ?? null;
}

function agreed(offered: string | undefined): string | null {
  const names = (offered ?? '').split(',').map((name) => name.trim());
  return ['terminal.gitlab.com', 'base64.terminal.gitlab.com'].find((name) => names.includes(name)) ?? null;
}

interface Carried {
  readonly socket: Socket;
  readonly head: Buffer;
  readonly link: TerminalLink;
  readonly ask: Ask;
  readonly authorised: Answer;
  readonly base64: boolean;
}

function carry(
  deps: ChannelDeps,
  { socket, head, link, ask, authorised, base64 }: Carried,
): { readonly handle: SimTerminal; onOver(listener: () => void): void } {
  const { timers } = deps;
  const cut = createFrameCutter();
  const overListeners: (() => void)[] = [];
  let bytesSent = 0;
  let bytesReceived = 0;
  let over = false;
  let frozen = false;
  let reauthorising: () => void = () => undefined;
  let pinging: () => void = () => undefined;

  /** Every end but the client's own: no Close frame, the TCP connection just finishes. */
  function finish(lastFrame: Buffer | null = null): void {
    if (over) return;
    over = true;
    reauthorising();
    pinging();
    link.hangUp();
    if (!frozen) {
      if (lastFrame) socket.write(lastFrame);
      socket.end();
      const undo = timers.after(10_000, () => socket.destroy());
      socket.once('close', undo);
    }
    for (const listener of overListeners) listener();
  }

  link.onBytes((bytes) => {
    if (over || frozen) return;
    bytesSent += bytes.length;
    const frames = cut(bytes).map((part) =>
      base64 ? encodeFrame(opcodes.text, Buffer.from(part.toString('base64'))) : encodeFrame(opcodes.binary, part),
    );
    socket.write(Buffer.concat(frames));
    if (socket.writableLength > heldBytes) link.hold(true);
  });
  socket.on('drain', () => {
    if (!frozen) link.hold(false);
  });
  link.onEnd(() => finish());

  const reader = createFrameReader({
    onMessage(_opcode, payload) {
      if (!base64) {
        bytesReceived += payload.length;
        link.message(payload);
        return;
      }
      const encoded = payload.toString('latin1');
      const decoded = Buffer.from(encoded, 'base64');
      if (decoded.toString('base64') !== encoded) return finish();
      bytesReceived += decoded.length;
      link.message(decoded);
    },
    onPing: (payload) => socket.write(encodeFrame(opcodes.pong, payload)),
    onPong: () => undefined,
    onClose: (code) => finish(encodeClose(code)),
    onFault: (reason) => finish(encodeClose(1002, reason)),
  });

  function take(chunk: Buffer): void {
    if (over || frozen) return;
    reader.push(chunk);
    if (link.pendingBytes > inputBytes) {
      socket.pause();
      const look = () => {
        if (over || frozen) return;
        if (link.pendingBytes > inputBytes / 2) timers.after(5, look);
        else socket.resume();
      };
      timers.after(5, look);
    }
  }
  socket.on('data', take);
  // A half-close ends the session too (measured).
  socket.on('end', () => finish());
  socket.on('close', () => finish());
  if (head.length > 0) take(head);
  socket.resume();

  // The ping loop: a ping that cannot be written within its deadline is the last one ever (measured).
  function armPing(): void {
    pinging = timers.after(deps.timing().pingEveryMs, () => {
      if (frozen) return;
      const send = () => {
        socket.write(encodeFrame(opcodes.ping, Buffer.alloc(0)));
        armPing();
      };
      if (socket.writableLength === 0) return send();
      const drained = () => {
        pinging();
        send();
      };
      socket.once('drain', drained);
      pinging = timers.after(deps.timing().pingWriteDeadlineMs, () => socket.off('drain', drained));
    });
  }
  armPing();

  // The original handshake's headers, again and again; anything but the same answer cuts (auth_checker.go).
  function armReauthorise(): void {
    reauthorising = timers.after(deps.timing().reauthoriseEveryMs, () => {
      void deps.authorise(ask).then((answer) => {
        if (over) return;
        if (answer.status !== 200 || String(answer.body) !== String(authorised.body)) finish();
        else armReauthorise();
      });
    });
  }
  armReauthorise();

  return {
    handle: {
      get bytesSent() {
        return bytesSent;
      },
      get bytesReceived() {
        return bytesReceived;
      },
      drop() {
        socket.destroy();
        finish();
      },
      freeze() {
        frozen = true;
        pinging();
        link.hold(true);
        socket.pause();
      },
    },
    onOver(listener) {
      if (over) listener();
      else overListeners.push(listener);
    },
  };
}
