import { useEffect, useRef, useState } from 'react';
import type { SessionId } from '../../../electron/contract.ts';
import { createPatternRunner, type PatternProblem, type PatternRunner } from '../patterns/pattern-runner.ts';
import { patternRunnerDeps } from '../patterns/start-pattern-worker.ts';
import type { SearchQuery } from '../terminal-contract.ts';
import type { TerminalDeck } from '../terminal-deck.ts';
import { linesOf } from './buffer-lines.ts';
import {
  compileQuery,
  type LineMatcher,
  matchPattern,
  matchText,
  type SessionFinds,
  searchLines,
} from './search-lines.ts';

export interface Finds {
  readonly sessions: readonly SessionFinds[];
  readonly status: 'idle' | 'searching' | 'done' | PatternProblem;
}

const none: Finds = { sessions: [], status: 'idle' };

/** Searches all of these terminals anew with each query; what an older query still looks for is given up. */
export function useSearch(deck: TerminalDeck, ids: readonly SessionId[], query: SearchQuery, most: number): Finds {
  const [finds, setFinds] = useState<Finds>(none);
  const key = ids.join();
  const runner = useRef<PatternRunner>(null);

  useEffect(
    () => () => {
      runner.current?.dispose();
      runner.current = null;
    },
    [],
  );
  useEffect(() => {
    let stopped = false;
    const pattern = compileQuery(query);
    if (query.text === '') setFinds(none);
    else if (pattern === null) setFinds({ sessions: [], status: 'invalid' });
    else void run(matcherFor(pattern));

    function matcherFor(regex: RegExp): LineMatcher {
      if (!query.regex) return matchText(regex);
      runner.current ??= createPatternRunner(patternRunnerDeps);
      return matchPattern(regex, runner.current);
    }
    async function run(matcher: LineMatcher): Promise<void> {
      setFinds((before) => ({ ...before, status: 'searching' }));
      const sessions: SessionFinds[] = [];
      for (const id of key === '' ? [] : key.split(',')) {
        const terminal = deck.terminal(id);
        await terminal.caughtUp();
        if (stopped) return;
        const found = await searchLines(id, linesOf(terminal.scrollback()), matcher, most, {
          now: () => performance.now(),
          breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
          stopped: () => stopped,
        });
        if (stopped || found.status === 'stopped') return;
        if (found.status !== 'found') {
          setFinds({ sessions: [], status: found.status });
          return;
        }
        if (found.finds.lines.length > 0) sessions.push(found.finds);
        setFinds({ sessions: [...sessions], status: 'searching' });
      }
      if (!stopped) setFinds({ sessions, status: 'done' });
    }
    return () => {
      stopped = true;
      runner.current?.stop();
    };
  }, [deck, key, query, most]);

  return finds;
}
