import type { Socket } from 'node:net';
import type { SimTerminal, Timing } from './api.ts';
import type { Answer, Ask } from './exchange.ts';
import { createFrameCutter } from './frame-cutter.ts';
import { createFrameReader, encodeClose, encodeFrame, encodeFrames, opcodes } from './frames.ts';
import type { TerminalLink } from './runner-terminal.ts';
import type { Timers } from './timers.ts';

export interface CarryDeps {
  readonly timing: () => Timing;
  readonly timers: Timers;
  /** Rails' answer to `{path}/authorize`, faults included. */
  authorise(ask: Ask): Promise<Answer>;
}

/** Past this, what the client has not taken holds the shell back. */
const heldBytes = 262_144;
/** Past this, input that the shell has not taken stops the reading of more. */
const inputBytes = 1_048_576;

interface Carried {
  readonly socket: Socket;
  readonly head: Buffer;
  readonly link: TerminalLink;
  readonly ask: Ask;
  readonly authorised: Answer;
  readonly base64: boolean;
}

/** Resolves when the client has taken what was written, or is gone. */
const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });

/** An open terminal, from the 101 to its end. */
export function carry(
  deps: CarryDeps,
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

  function send(bytes: Buffer): void {
    if (over || frozen) return;
    bytesSent += bytes.length;
    const parts = cut(bytes);
    socket.write(
      base64
        ? encodeFrames(
            opcodes.text,
            parts.map((part) => Buffer.from(part.toString('base64'))),
          )
        : encodeFrames(opcodes.binary, parts),
    );
  }
  link.onBytes((bytes) => {
    send(bytes);
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
      const sendPing = () => {
        socket.write(encodeFrame(opcodes.ping, Buffer.alloc(0)));
        armPing();
      };
      if (socket.writableLength === 0) return sendPing();
      const whenDrained = () => {
        pinging();
        sendPing();
      };
      socket.once('drain', whenDrained);
      pinging = timers.after(deps.timing().pingWriteDeadlineMs, () => socket.off('drain', whenDrained));
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
      async print(bytes) {
        for (let from = 0; from < bytes.length && !over; from += heldBytes) {
          send(bytes.subarray(from, from + heldBytes));
          if (!over && socket.writableNeedDrain) await drained(socket);
        }
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
