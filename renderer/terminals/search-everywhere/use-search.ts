import { useEffect, useState } from 'react';
import type { SessionId } from '../../../electron/contract.ts';
import type { SearchQuery } from '../terminal-contract.ts';
import type { TerminalDeck } from '../terminal-deck.ts';
import { linesOf } from './buffer-lines.ts';
import { compileQuery, type SessionFinds, searchLines } from './search-lines.ts';

export interface Finds {
  readonly sessions: readonly SessionFinds[];
  readonly status: 'idle' | 'searching' | 'done' | 'bad-pattern';
}

const none: Finds = { sessions: [], status: 'idle' };

/** Searches all of these terminals anew with each query; what an older query still looks for is given up. */
export function useSearch(deck: TerminalDeck, ids: readonly SessionId[], query: SearchQuery, most: number): Finds {
  const [finds, setFinds] = useState<Finds>(none);
  const key = ids.join();

  useEffect(() => {
    let stopped = false;
    const pattern = compileQuery(query);
    if (query.text === '') setFinds(none);
    else if (pattern === null) setFinds({ sessions: [], status: 'bad-pattern' });
    else void run(pattern);

    async function run(regex: RegExp): Promise<void> {
      setFinds((before) => ({ ...before, status: 'searching' }));
      const sessions: SessionFinds[] = [];
      for (const id of key === '' ? [] : key.split(',')) {
        const terminal = deck.terminal(id);
        await terminal.caughtUp();
        if (stopped) return;
        const found = await searchLines(id, linesOf(terminal.scrollback()), regex, most, {
          now: () => performance.now(),
          breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
          stopped: () => stopped,
        });
        if (found === null) return;
        if (found.lines.length > 0) sessions.push(found);
        setFinds({ sessions: [...sessions], status: 'searching' });
      }
      if (!stopped) setFinds({ sessions, status: 'done' });
    }
    return () => {
      stopped = true;
    };
  }, [deck, key, query, most]);

  return finds;
}
