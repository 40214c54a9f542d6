import type { ISearchDecorationOptions, SearchAddon } from '@xterm/addon-search';
import type { SearchQuery, TerminalView } from './terminal-contract.ts';

export interface TerminalSearchDeps {
  readonly addon: SearchAddon;
  readonly decorations: () => ISearchDecorationOptions;
  /** While searching the selected hit stands out. */
  readonly onSearching: (searching: boolean) => void;
  readonly onResult: (result: Pick<TerminalView, 'hits' | 'badPattern'>) => void;
}

export interface TerminalSearch {
  readonly find: (query: SearchQuery, direction: 'next' | 'previous' | 'typed') => void;
  readonly end: () => void;
  readonly dispose: () => void;
}

export function createTerminalSearch({
  addon,
  decorations,
  onSearching,
  onResult,
}: TerminalSearchDeps): TerminalSearch {
  let searching = false;
  let lastQuery: SearchQuery | null = null;
  const subscription = addon.onDidChangeResults(({ resultIndex, resultCount }) => {
    if (searching) onResult({ hits: { index: resultIndex, count: resultCount }, badPattern: false });
  });

  function setSearching(now: boolean): void {
    if (searching === now) return;
    searching = now;
    onSearching(now);
  }

  return {
    find(query, direction) {
      setSearching(true);
      const options = { ...query, decorations: decorations(), incremental: direction === 'typed' };
      const badPattern = query.regex && !isPattern(query.text);
      // The addon compares the options with the ones it has just taken over, so it would not notice a changed one.
      if (lastQuery !== null && !sameOptions(lastQuery, query)) addon.clearDecorations();
      lastQuery = query;
      if (query.text === '' || badPattern) {
        addon.clearDecorations();
        onResult({ hits: null, badPattern });
      } else if (direction === 'previous') addon.findPrevious(query.text, options);
      else addon.findNext(query.text, options);
    },
    end() {
      setSearching(false);
      addon.clearDecorations();
      onResult({ hits: null, badPattern: false });
    },
    dispose: () => subscription.dispose(),
  };
}

function sameOptions(one: SearchQuery, other: SearchQuery): boolean {
  return one.regex === other.regex && one.caseSensitive === other.caseSensitive && one.wholeWord === other.wholeWord;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
