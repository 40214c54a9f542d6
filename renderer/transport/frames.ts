import type { Output } from '../../electron/contract.ts';

/** Binary frames of the browser door's socket; `electron/web/frames.ts` is the other end and says how they look. */

const OFFSET_BYTES = 8;
const LENGTH_BYTES = 2;
/** Session ids and colours are ASCII. */
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function readOutputFrame(buffer: ArrayBuffer): Output {
  const view = new DataView(buffer);
  const idLength = view.getUint8(0);
  const sessionId = decoder.decode(new Uint8Array(buffer, 1, idLength));
  const offset = view.getFloat64(1 + idLength);
  const at = 1 + idLength + OFFSET_BYTES + 1;
  if (view.getUint8(at - 1) === 0) return { sessionId, offset, leftOut: null, bytes: new Uint8Array(buffer, at) };
  const coloursLength = view.getUint16(at + 2 * OFFSET_BYTES);
  const coloursAt = at + 2 * OFFSET_BYTES + LENGTH_BYTES;
  return {
    sessionId,
    offset,
    leftOut: {
      from: view.getFloat64(at),
      to: view.getFloat64(at + OFFSET_BYTES),
      colours: decoder.decode(new Uint8Array(buffer, coloursAt, coloursLength)),
    },
    bytes: new Uint8Array(buffer, coloursAt + coloursLength),
  };
}

export function writeInputFrame(sessionId: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const id = encoder.encode(sessionId);
  const frame = new Uint8Array(1 + id.length + bytes.length);
  frame[0] = id.length;
  frame.set(id, 1);
  frame.set(bytes, 1 + id.length);
  return frame;
}
