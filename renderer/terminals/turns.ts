/** Hidden terminals parse one at a time, so that the one in front waits for one of them at most. */
export interface Turns {
  /** Calls back when it is this one's turn. Returns what ends the turn, or the waiting for it. */
  readonly ask: (begin: () => void) => () => void;
}

export function createTurns(defer: (task: () => void) => void): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;

  function next(): void {
    const begin = waiting.shift();
    taken = begin !== undefined;
    // what the user does comes in between
    if (begin !== undefined) defer(begin);
  }

  return {
    ask(begin) {
      let state: 'waiting' | 'has it' | 'over' = 'waiting';
      const mine = (): void => {
        if (state === 'over') return;
        state = 'has it';
        begin();
      };
      waiting.push(mine);
      if (!taken) next();
      return () => {
        if (state === 'over') return;
        const at = waiting.indexOf(mine);
        state = 'over';
        if (at >= 0) waiting.splice(at, 1);
        else next();
      };
    },
  };
}
