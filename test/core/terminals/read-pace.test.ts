import { describe, expect, test } from 'vitest';
import { createReadPace } from '../../../electron/core/terminals/read-pace.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const MIB = 1024 * 1024;

function createRig() {
  const clock = createManualClock();
  const pace = createReadPace(clock);
  const join = () => {
    const limits: (number | null)[] = [];
    return { reader: pace.join((limit) => limits.push(limit)), limits };
  };
  return { clock, join };
}

describe('sessions whose views are far behind', () => {
  test('share one rate, and none is held back that is not', () => {
    const { join } = createRig();
    const [one, two, quick] = [join(), join(), join()];
    one.reader.behind(2 * MIB, 0);
    expect(one.limits).toEqual([4 * MIB]);
    two.reader.behind(0, 5 * MIB);
    quick.reader.behind(1.5 * MIB, 4 * MIB);
    expect(one.limits.at(-1)).toBe(2 * MIB);
    expect(two.limits).toEqual([2 * MIB]);
    expect(quick.limits).toEqual([]);
    two.reader.leave();
    expect(one.limits.at(-1)).toBe(4 * MIB);
  });

  test('are held back until they have caught up well, so that it does not flutter', () => {
    const { join } = createRig();
    const { reader, limits } = join();
    for (const behind of [2, 1.5, 1.3]) reader.behind(behind * MIB, 0);
    reader.behind(0, 3.8 * MIB);
    expect(limits).toEqual([4 * MIB]);
    reader.behind(1.25 * MIB, 3.75 * MIB);
    expect(limits).toEqual([4 * MIB, null]);
    reader.behind(1.5 * MIB, 4 * MIB);
    expect(limits).toHaveLength(2);
  });

  test('are read as fast as they come for a while after something was typed', () => {
    const { join, clock } = createRig();
    const { reader, limits } = join();
    reader.behind(5 * MIB, 0);
    reader.typed();
    expect(reader.bytesPerSecond).toBeNull();
    clock.advance(1_000);
    reader.typed();
    clock.advance(1_000);
    expect(reader.bytesPerSecond).toBeNull();
    clock.advance(500);
    expect(limits).toEqual([4 * MIB, null, 4 * MIB]);
    expect(clock.waiting).toBe(0);
  });

  test('but not after the key that begins a flood, which has nothing before it', () => {
    const { join, clock } = createRig();
    const { reader, limits } = join();
    reader.typed();
    clock.advance(100);
    reader.behind(5 * MIB, 0);
    expect(limits).toEqual([4 * MIB]);
    expect(clock.waiting).toBe(0);
  });

  test('are read a little where there is no room, whatever is typed', () => {
    const { join } = createRig();
    const { reader, limits } = join();
    reader.full(true);
    reader.typed();
    expect(limits).toEqual([64 * 1024]);
    reader.full(false);
    expect(limits).toEqual([64 * 1024, null]);
  });

  test('leave nothing behind', () => {
    const { join, clock } = createRig();
    const { reader } = join();
    reader.typed();
    reader.leave();
    expect(clock.waiting).toBe(0);
  });
});
