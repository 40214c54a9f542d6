import { describe, expect, it } from 'vitest';
import { createInputFlow } from '../../../renderer/terminals/input-flow.ts';

function createRig() {
  const sent: Uint8Array[] = [];
  const waiting: number[] = [];
  const flow = createInputFlow({
    send: (bytes) => sent.push(bytes.slice()),
    onWaiting: (bytes) => waiting.push(bytes),
  });
  const total = (): number => sent.reduce((sum, bytes) => sum + bytes.length, 0);
  return { flow, sent, waiting, total };
}

const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251);

describe('the input flow', () => {
  it('sends 200 kB at once, in messages of at most 64 KiB, byte for byte', () => {
    const { flow, sent, waiting } = createRig();
    flow.send(counted(200_000));
    expect(Math.max(...sent.map((bytes) => bytes.length))).toBe(65_536);
    expect(Buffer.compare(Buffer.concat(sent), counted(200_000))).toBe(0);
    expect(waiting).toEqual([]);
  });

  it('breaks off the rest of a huge paste at Ctrl-C, and nothing that was typed', () => {
    const { flow, sent, waiting } = createRig();
    flow.send(counted(1_000_000), Uint8Array.of(7, 7));
    flow.send(Uint8Array.of(3));
    expect(Buffer.concat(sent).subarray(262_144)).toEqual(Buffer.of(7, 7, 3));
    expect(waiting.at(-1)).toBe(0);
    flow.send(Uint8Array.of(65));
    flow.send(Uint8Array.of(3));
    expect(Buffer.concat(sent).subarray(262_147)).toEqual(Buffer.of(65, 3));
  });

  it('holds the rest of a huge paste until the core has passed on what it has', () => {
    const { flow, total, waiting } = createRig();
    flow.send(counted(1_000_000));
    expect(total()).toBe(262_144);
    flow.corePending(262_144);
    expect(total()).toBe(262_144);
    flow.corePending(62_144);
    expect(total()).toBe(462_144);
    expect(waiting.at(-1)).toBe(537_856);
    flow.corePending(0);
    flow.corePending(0);
    flow.corePending(0);
    expect(total()).toBe(1_000_000);
    expect(waiting.at(-1)).toBe(0);
  });

  it('keeps the order of what is typed behind a paste', () => {
    const { flow, sent } = createRig();
    flow.send(counted(300_000));
    flow.send(Uint8Array.of(7));
    flow.corePending(0);
    expect(sent.at(-1)).toEqual(Uint8Array.of(7));
  });

  it('drops the rest when cancelled, and closes the bracket it opened', () => {
    const { flow, sent, waiting } = createRig();
    flow.send(counted(1_000_000), Uint8Array.of(1, 2, 3));
    flow.cancel();
    flow.corePending(0);
    expect(sent.at(-1)).toEqual(Uint8Array.of(1, 2, 3));
    expect(waiting.at(-1)).toBe(0);
  });
});
