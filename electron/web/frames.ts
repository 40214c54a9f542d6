import type { Output } from '../contract.ts';

/**
 * Binary frames of the page's socket; everything else on it is JSON text. `renderer/transport/frames.ts` is the other end.
 *
 *   page to core: id length (1 byte), session id (ASCII), input
 *   core to page: id length (1 byte), session id (ASCII), offset, left out (1 byte: 0 or 1), output
 *   with something left out, between those two: from, to, length of the colours (2 bytes), colours (ASCII)
 *
 * Offsets are 8 bytes, big-endian doubles; the length is big-endian, too.
 */
export interface InputFrame {
  readonly sessionId: string;
  readonly bytes: Uint8Array;
}

const OFFSET_BYTES = 8;
const LENGTH_BYTES = 2;

/** Null when it is no such frame. */
export function readInputFrame(frame: Uint8Array): InputFrame | null {
  const idLength = frame[0];
  if (idLength === undefined || frame.byteLength < 1 + idLength) return null;
  const sessionId = Buffer.from(frame.buffer, frame.byteOffset + 1, idLength).toString('latin1');
  return { sessionId, bytes: frame.subarray(1 + idLength) };
}

export function writeOutputFrame({ sessionId, offset, bytes, leftOut }: Output): Uint8Array {
  const colours = leftOut?.colours ?? '';
  const leftOutBytes = leftOut === null ? 0 : 2 * OFFSET_BYTES + LENGTH_BYTES + colours.length;
  const frame = Buffer.allocUnsafe(1 + sessionId.length + OFFSET_BYTES + 1 + leftOutBytes + bytes.byteLength);
  let at = frame.writeUInt8(sessionId.length, 0);
  at += frame.write(sessionId, at, 'latin1');
  at = frame.writeDoubleBE(offset, at);
  at = frame.writeUInt8(leftOut === null ? 0 : 1, at);
  if (leftOut !== null) {
    at = frame.writeDoubleBE(leftOut.from, at);
    at = frame.writeDoubleBE(leftOut.to, at);
    at = frame.writeUInt16BE(colours.length, at);
    at += frame.write(colours, at, 'latin1');
  }
  frame.set(bytes, at);
  return frame;
}
