/**
 * Binary frames of the page's socket; everything else on it is JSON text. `renderer/api.ts` is the other end.
 *
 *   page to core: id length (1 byte), session id (ASCII), input
 *   core to page: id length (1 byte), session id (ASCII), offset (8 bytes, big-endian double), output
 */
export interface InputFrame {
  readonly sessionId: string;
  readonly bytes: Uint8Array;
}

const OFFSET_BYTES = 8;

/** Null when it is no such frame. */
export function readInputFrame(frame: Uint8Array): InputFrame | null {
  const idLength = frame[0];
  if (idLength === undefined || frame.byteLength < 1 + idLength) return null;
  const sessionId = Buffer.from(frame.buffer, frame.byteOffset + 1, idLength).toString('latin1');
  return { sessionId, bytes: frame.subarray(1 + idLength) };
}

export function writeOutputFrame(output: {
  readonly sessionId: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}): Uint8Array {
  const id = Buffer.from(output.sessionId, 'latin1');
  const frame = Buffer.allocUnsafe(1 + id.length + OFFSET_BYTES + output.bytes.byteLength);
  frame.writeUInt8(id.length, 0);
  id.copy(frame, 1);
  frame.writeDoubleBE(output.offset, 1 + id.length);
  frame.set(output.bytes, 1 + id.length + OFFSET_BYTES);
  return frame;
}
