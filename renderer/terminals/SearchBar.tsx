import { CaseSensitive, ChevronDown, ChevronUp, Layers, Regex, WholeWord, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useStore as useView } from 'zustand';
import { hitWords } from './hit-words.ts';
import { problemWords } from './patterns/pattern-words.ts';
import type { SearchQuery, TerminalController } from './terminal-contract.ts';

export interface SearchBarProps {
  readonly terminal: TerminalController;
  /** Counts up each time search is asked for, so that asking again puts the cursor back into the field. */
  readonly asked: number;
  /** Kept by the area, so that it follows to the terminal that gets the keyboard. */
  readonly query: SearchQuery;
  readonly onQuery: (query: SearchQuery) => void;
  /** Searches the other terminals too, for what is typed here. */
  readonly onEverywhere: () => void;
  readonly onClose: () => void;
}

export function SearchBar({ terminal, asked, query, onQuery, onEverywhere, onClose }: SearchBarProps) {
  const field = useRef<HTMLInputElement>(null);
  const hits = useView(terminal.view, (view) => view.hits);
  const problem = useView(terminal.view, (view) => view.patternProblem);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each time search is asked for
  useEffect(() => field.current?.select(), [asked]);
  // The search follows to the tab that is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: typing searches by itself
  useEffect(() => {
    terminal.find(query, 'typed');
    return () => terminal.endSearch();
  }, [terminal]);

  const change = (part: Partial<SearchQuery>): void => {
    const next = { ...query, ...part };
    onQuery(next);
    terminal.find(next, 'typed');
  };
  const close = (): void => {
    terminal.endSearch();
    onClose();
    terminal.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter') terminal.find(query, event.shiftKey ? 'previous' : 'next');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const toggle = (name: 'regex' | 'caseSensitive' | 'wholeWord', label: string, icon: ReactNode) => (
    <button
      type="button"
      className="t-icon-button"
      aria-label={label}
      title={label}
      aria-pressed={query[name]}
      onClick={() => change({ [name]: !query[name] })}
    >
      {icon}
    </button>
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: the oldest Chromium we run on (108) does not know <search>
    <div role="search" className="t-search-bar" onKeyDown={onKeyDown}>
      <input
        ref={field}
        type="text"
        aria-label="Find in the terminal"
        placeholder="Find"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== null}
        value={query.text}
        onChange={(event) => change({ text: event.target.value })}
      />
      <output className="t-search-count" aria-live="polite">
        {problem === null ? hitWords(query.text, hits) : problem === 'invalid' ? 'no valid pattern' : 'stopped'}
      </output>
      {toggle('caseSensitive', 'Match case', <CaseSensitive aria-hidden />)}
      {toggle('wholeWord', 'Whole words', <WholeWord aria-hidden />)}
      {toggle('regex', 'Regular expression', <Regex aria-hidden />)}
      <span className="t-search-line" aria-hidden />
      <button
        type="button"
        className="t-icon-button"
        aria-label="Previous hit"
        title="Previous hit (Shift+Enter)"
        onClick={() => terminal.find(query, 'previous')}
      >
        <ChevronUp aria-hidden />
      </button>
      <button
        type="button"
        className="t-icon-button"
        aria-label="Next hit"
        title="Next hit (Enter)"
        onClick={() => terminal.find(query, 'next')}
      >
        <ChevronDown aria-hidden />
      </button>
      <button
        type="button"
        className="t-icon-button"
        aria-label="Search all terminals"
        title="Search all terminals"
        onClick={onEverywhere}
      >
        <Layers aria-hidden />
      </button>
      <button type="button" className="t-icon-button" aria-label="Close search" title="Close (Esc)" onClick={close}>
        <X aria-hidden />
      </button>
      {problem !== null && problem !== 'invalid' && (
        <p className="t-search-problem" role="alert">
          {problemWords(problem, query.text)}
        </p>
      )}
    </div>
  );
}
