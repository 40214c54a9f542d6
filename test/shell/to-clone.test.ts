import { expect, test } from 'vitest';
import { toClone } from '../../electron/shell/windows/to-clone.ts';

test('output goes to a window without the rest of the memory that it lies in', () => {
  const bytes = new Uint8Array(1_000_000).fill(7).subarray(500, 510);
  const output = { sessionId: 's', offset: 500, bytes, leftOut: null };
  const cloned = toClone({ name: 'output', value: output }) as typeof output;
  expect(cloned).toEqual(output);
  expect(cloned.bytes.buffer.byteLength).toBe(10);
});
