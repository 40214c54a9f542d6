import type { IDisposable, Terminal } from '@xterm/xterm';

/** The part of xterm's interface that sequences are refused through; the headless one has it too. */
export type GuardedTerminal = Pick<Terminal, 'parser' | 'rows' | 'cols'>;

export interface SequenceGuardDeps {
  readonly terminal: GuardedTerminal;
  /** Monotonic ms. */
  readonly now: () => number;
}

/** No screen has so many rows or columns: a larger count is meant to keep the page busy. */
const largestCount = 1024;

/**
 * What xterm carries out in a loop over the number it is given: insert and delete lines, scroll up and down, tab stops
 * forward and back, repeat. `CSI 2147483647 L` alone stops the page for good (InputHandler.ts, 6.0: `while (param--)`).
 */
const overRows = [{ final: 'L' }, { final: 'M' }, { final: 'S' }, { final: 'T' }] as const;
const overColumns = [{ final: 'I' }, { final: 'Z' }, { final: 'b' }] as const;

/** What xterm answers: device attributes, status and cursor, modes; and its image addon, graphics attributes. */
const asked = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
  { prefix: '?', final: 'S' },
] as const;

/** OSC codes that ask for a colour where a value would be. One sequence may hold many questions. */
const colourCodes = [4, 10, 11, 12] as const;

/** So many at once, and so many more per second; the rest is refused. */
function createBudget(atOnce: number, perSecond: number, now: () => number): (count: number) => boolean {
  let left = atOnce;
  let countedAt = now();
  return (count) => {
    const at = now();
    left = Math.min(atOnce, left + ((at - countedAt) / 1000) * perSecond);
    countedAt = at;
    if (count > left) return false;
    left -= count;
    return true;
  };
}

/** Refuses what only keeps the page or the shell's input busy. Everything else is xterm's. */
export function createSequenceGuard({ terminal, now }: SequenceGuardDeps): IDisposable {
  const { parser } = terminal;
  // A program asks a dozen questions when it starts.
  const mayAnswer = createBudget(200, 100, now);
  // A count beyond the screen is as good as the screen's, a reset twice as good as once: seldom used, and each takes ms.
  const mayLabour = createBudget(20, 10, now);
  const tooMany = (count: number | number[] | undefined, honest: number): boolean => {
    if (typeof count !== 'number' || count <= honest) return false;
    return count > largestCount || !mayLabour(1);
  };

  // A handler that answers true has dealt with the sequence, and xterm's own does not hear of it.
  const subscriptions = [
    ...overRows.map((id) => parser.registerCsiHandler(id, ([count]) => tooMany(count, terminal.rows))),
    ...overColumns.map((id) => parser.registerCsiHandler(id, ([count]) => tooMany(count, terminal.cols))),
    parser.registerEscHandler({ final: 'c' }, () => !mayLabour(1)),
    ...asked.map((id) => parser.registerCsiHandler(id, () => !mayAnswer(1))),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => !mayAnswer(1)),
    ...colourCodes.map((code) =>
      parser.registerOscHandler(code, (data) => {
        const questions = data.split(';').filter((part) => part === '?').length;
        return questions > 0 && !mayAnswer(questions);
      }),
    ),
  ];
  return {
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
