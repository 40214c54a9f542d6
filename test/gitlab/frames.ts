/** WebSocket frames (RFC 6455) by hand: Workhorse ends connections, answers faults and cuts messages in ways `ws` does not let one do. */

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameListener {
  /** A whole message, fragments joined. */
  onMessage(opcode: 1 | 2, payload: Buffer): void;
  onPing(payload: Buffer): void;
  onPong(payload: Buffer): void;
  /** `code` null = an empty Close frame. */
  onClose(code: number | null): void;
  /** A fault of the client; the text is Workhorse's WebSocket library's. */
  onFault(reason: string): void;
}

const headBytes = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** One behind the other, in one piece of memory. */
export function encodeFrames(opcode: number, payloads: readonly Buffer[]): Buffer {
  const frames = Buffer.allocUnsafe(payloads.reduce((sum, { length }) => sum + headBytes(length) + length, 0));
  let at = 0;
  for (const payload of payloads) {
    const { length } = payload;
    const head = headBytes(length);
    frames[at] = 0x80 | opcode;
    frames[at + 1] = head === 2 ? length : head === 4 ? 126 : 127;
    if (head === 4) frames.writeUInt16BE(length, at + 2);
    else if (head === 10) frames.writeBigUInt64BE(BigInt(length), at + 2);
    frames.set(payload, at + head);
    at += head + length;
  }
  return frames;
}

export const encodeFrame = (opcode: number, payload: Buffer): Buffer => encodeFrames(opcode, [payload]);

export function encodeClose(code: number | null, reason = ''): Buffer {
  if (code === null) return encodeFrame(opcodes.close, Buffer.alloc(0));
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2);
  return encodeFrame(opcodes.close, payload);
}

export function createFrameReader(listener: FrameListener): { push(chunk: Buffer): void } {
  let buffered: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let messageOpcode: 1 | 2 | null = null;
  let done = false;

  function fault(reason: string): null {
    done = true;
    listener.onFault(reason);
    return null;
  }

  /** Takes one frame off the buffer; null = not whole yet, or over. */
  function take(): { opcode: number; final: boolean; payload: Buffer } | null {
    const [first, second] = buffered;
    if (first === undefined || second === undefined) return null;
    const opcode = first & 0x0f;
    const known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
    if (first & 0x70) return fault(`unexpected reserved bits 0x${(first & 0x70).toString(16)}`);
    if (!known) return fault(`unknown opcode ${opcode}`);
    if (!(second & 0x80)) return fault('incorrect mask flag');
    let length = second & 0x7f;
    let offset = 2;
    if (length === 126) {
      if (buffered.length < 4) return null;
      length = buffered.readUInt16BE(2);
      offset = 4;
    } else if (length === 127) {
      if (buffered.length < 10) return null;
      length = Number(buffered.readBigUInt64BE(2));
      offset = 10;
    }
    if (opcode >= 8 && (length > 125 || !(first & 0x80))) return fault('control frame not final or too long');
    if (buffered.length < offset + 4 + length) return null;
    const mask = buffered.subarray(offset, offset + 4);
    const payload = Buffer.from(buffered.subarray(offset + 4, offset + 4 + length));
    for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
    buffered = buffered.subarray(offset + 4 + length);
    return { opcode, final: (first & 0x80) !== 0, payload };
  }

  function deliver(opcode: number, final: boolean, payload: Buffer): void {
    if (opcode === opcodes.ping) listener.onPing(payload);
    else if (opcode === opcodes.pong) listener.onPong(payload);
    else if (opcode === opcodes.close) {
      done = true;
      listener.onClose(payload.length >= 2 ? payload.readUInt16BE(0) : null);
    } else if ((opcode === opcodes.continuation) !== (messageOpcode !== null)) {
      fault(opcode === opcodes.continuation ? 'continuation after FIN' : 'data before FIN');
    } else {
      messageOpcode ??= opcode === opcodes.text ? 1 : 2;
      parts.push(payload);
      if (!final) return;
      const whole = parts.length === 1 ? payload : Buffer.concat(parts);
      const kind = messageOpcode;
      parts = [];
      messageOpcode = null;
      listener.onMessage(kind, whole);
    }
  }

  return {
    push(chunk) {
      buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
      while (!done) {
        const frame = take();
        if (!frame) return;
        deliver(frame.opcode, frame.final, frame.payload);
      }
    },
  };
}
