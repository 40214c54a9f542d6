import { expect, test } from 'vitest';
import type { LeaveOutcome, ShellDoing } from '../../../../electron/contract.ts';
import { createLeaving } from '../../../../electron/core/terminals/talk/leave-shell.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

/** A shell in which something runs that takes `interrupts` Ctrl-C to stop; it leaves at the `leaves`-th Ctrl-D. */
function scene(interrupts: number, leaves: number, doing: ShellDoing = 'busy') {
  const clock = createManualClock();
  let now = doing;
  let isOpen = true;
  let typed = '';
  const steps: (string | null)[] = [];
  const leaving = createLeaving({
    clock,
    doing: () => now,
    isOpen: () => isOpen,
    type(keys) {
      typed += keys;
      if ([...typed].filter((key) => key === '\u0003').length >= interrupts) now = 'prompt';
      if ([...typed].filter((key) => key === '\u0004').length >= leaves) isOpen = false;
    },
    onChange: () => steps.push(leaving.step),
  });
  async function after(ms: number): Promise<void> {
    for (let done = 0; done < ms; done += 100) {
      clock.advance(100);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
  }
  return { leaving, after, steps, typed: () => typed };
}

test.each<[string, number, number, ShellDoing, LeaveOutcome, string]>([
  ['at its prompt', 0, 1, 'prompt', 'left', '\u0004'],
  ['busy', 1, 1, 'busy', 'left', '\u0003\u0004'],
  ['busy with what wants to be asked twice', 2, 1, 'busy', 'left', '\u0003\u0003\u0004'],
  ['with stopped jobs', 1, 2, 'busy', 'left', '\u0003\u0004\u0004'],
  ['in an editor that ignores it', 9, 1, 'screen', 'runs-on', '\u0003\u0003'],
  ['at a prompt that is not known', 9, 1, 'unknown', 'left', '\u0003\u0003\u0004'],
  ['in a shell that ignores Ctrl-D', 0, 9, 'prompt', 'runs-on', '\u0004\u0004'],
])('%s', async (_what, interrupts, leaves, doing, outcome, typed) => {
  const { leaving, after, ...seen } = scene(interrupts, leaves, doing);
  const left = leaving.leave();
  await after(20_000);
  expect(await left).toBe(outcome);
  expect(seen.typed()).toBe(typed);
  expect(leaving.step).toBeNull();
});

test('called off: no Ctrl-D follows', async () => {
  const { leaving, after, typed, steps } = scene(9, 1);
  const left = leaving.leave();
  await after(500);
  expect(steps).toEqual(['stopping']);
  leaving.cancel();
  await after(10_000);
  expect(await left).toBe('cancelled');
  expect(typed()).toBe('\u0003');
});
