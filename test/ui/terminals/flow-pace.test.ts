import { describe, expect, it } from 'vitest';
import { gatherFor, nextPieceBytes } from '../../../renderer/terminals/flow-pace.ts';

const KIB = 1024;

describe('how much of a flood is parsed as one', () => {
  const pieceAfter = (kib: number, tookMs: number) => nextPieceBytes(256 * KIB, kib * KIB, tookMs) / KIB;

  it('is what takes 50 ms, within bounds', () => {
    expect(pieceAfter(300, 25)).toBe(600);
    expect(pieceAfter(256, 100)).toBe(256);
    expect(pieceAfter(2048, 10)).toBe(2048);
  });

  it('is not learned from little output', () => {
    expect(pieceAfter(10, 0.1)).toBe(256);
  });
});

it('is waited for, but not once no more comes, nor for long', () => {
  const waits = (kib: number, sinceHeardMs = 0, sinceFirstMs = 0) =>
    gatherFor({ bytes: kib * KIB, enoughBytes: 600 * KIB, leaves: false, sinceHeardMs, sinceFirstMs });
  expect(waits(500)).toBe(6);
  expect(waits(600)).toBe(0);
  expect(waits(500, 6)).toBe(0);
  expect(waits(500, 0, 48)).toBe(2);
  expect(waits(20)).toBe(0);
});
