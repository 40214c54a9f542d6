/** Binary frames of the browser door's socket; `electron/web/frames.ts` is the other end and says how they look. */

const OFFSET_BYTES = 8;
/** Session ids are ASCII. */
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface OutputFrame {
  readonly sessionId: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export function readOutputFrame(buffer: ArrayBuffer): OutputFrame {
  const view = new DataView(buffer);
  const idLength = view.getUint8(0);
  return {
    sessionId: decoder.decode(new Uint8Array(buffer, 1, idLength)),
    offset: view.getFloat64(1 + idLength),
    bytes: new Uint8Array(buffer, 1 + idLength + OFFSET_BYTES),
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
