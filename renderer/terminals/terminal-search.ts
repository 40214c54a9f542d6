import type { ISearchDecorationOptions, SearchAddon } from '@xterm/addon-search';
import type { PatternSearch, SearchDirection, SearchResult } from './patterns/pattern-search.ts';
import { compileQuery } from './search-everywhere/search-lines.ts';
import type { SearchQuery } from './terminal-contract.ts';

export interface TerminalSearchDeps {
  /** Finds text. */
  readonly addon: SearchAddon;
  /** Finds patterns; made when the first is searched for. */
  readonly makePatterns: (onResult: (result: SearchResult) => void) => PatternSearch;
  readonly decorations: () => ISearchDecorationOptions;
  /** While searching the selected hit stands out. */
  readonly onSearching: (searching: boolean) => void;
  readonly onResult: (result: SearchResult) => void;
}

export interface TerminalSearch {
  readonly find: (query: SearchQuery, direction: SearchDirection) => void;
  readonly end: () => void;
  readonly dispose: () => void;
}

export function createTerminalSearch(deps: TerminalSearchDeps): TerminalSearch {
  const { addon, decorations, onSearching, onResult } = deps;
  let searching = false;
  let lastQuery: SearchQuery | null = null;
  let patterns: PatternSearch | null = null;
  const subscription = addon.onDidChangeResults(({ resultIndex, resultCount }) => {
    if (!searching || lastQuery?.regex === true) return;
    onResult({ hits: { index: resultIndex, count: resultCount }, patternProblem: null });
  });

  function setSearching(now: boolean): void {
    if (searching === now) return;
    searching = now;
    onSearching(now);
  }

  return {
    find(query, direction) {
      setSearching(true);
      // The addon compares the options with the ones it has just taken over, so it would not notice a changed one.
      if (lastQuery !== null && !sameOptions(lastQuery, query)) addon.clearDecorations();
      if (!query.regex || query.text === '') patterns?.end();
      lastQuery = query;
      const problem = query.regex && compileQuery(query) === null ? 'invalid' : null;
      if (query.text === '' || problem !== null) {
        patterns?.end();
        addon.clearDecorations();
        onResult({ hits: null, patternProblem: problem });
      } else if (query.regex) {
        patterns ??= deps.makePatterns(onResult);
        patterns.find(query, direction);
      } else {
        const options = { ...query, decorations: decorations(), incremental: direction === 'typed' };
        if (direction === 'previous') addon.findPrevious(query.text, options);
        else addon.findNext(query.text, options);
      }
    },
    end() {
      setSearching(false);
      patterns?.end();
      addon.clearDecorations();
      onResult({ hits: null, patternProblem: null });
    },
    dispose() {
      patterns?.dispose();
      subscription.dispose();
    },
  };
}

function sameOptions(one: SearchQuery, other: SearchQuery): boolean {
  return one.regex === other.regex && one.caseSensitive === other.caseSensitive && one.wholeWord === other.wholeWord;
}
