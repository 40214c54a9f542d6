import './search-everywhere.css';
import { CaseSensitive, Regex, WholeWord, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { SessionFacts, SessionId } from '../../../electron/contract.ts';
import type { PatternProblem } from '../patterns/pattern-runner.ts';
import { problemWords } from '../patterns/pattern-words.ts';
import type { Found, SearchQuery } from '../terminal-contract.ts';
import type { TerminalDeck } from '../terminal-deck.ts';
import { excerpt } from './search-lines.ts';
import { type Finds, useSearch } from './use-search.ts';

export interface SearchEverywhereProps {
  readonly deck: TerminalDeck;
  /** The window's, in the order of their tabs. */
  readonly sessions: readonly SessionFacts[];
  readonly query: SearchQuery;
  /** Counts up each time it is asked for. */
  readonly asked: number;
  readonly onQuery: (query: SearchQuery) => void;
  /** Shows the session's tab with the keyboard in it. */
  readonly onShow: (sessionId: SessionId) => void;
  readonly onClose: () => void;
}

const firstLines = 50;

/** What all terminals of the window printed, searched at once: hits by terminal, the newest first. */
export function SearchEverywhere({ deck, sessions, query, asked, onQuery, onShow, onClose }: SearchEverywhereProps) {
  const field = useRef<HTMLInputElement>(null);
  const [most, setMost] = useState(firstLines);
  const [at, setAt] = useState(0);
  const [gone, setGone] = useState(false);
  const finds = useSearch(
    deck,
    sessions.map(({ id }) => id),
    query,
    most,
  );
  const all = finds.sessions.flatMap(({ sessionId, lines }) => lines.map((line) => ({ sessionId, line })));
  const current = Math.min(at, all.length - 1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is asked for
  useEffect(() => field.current?.select(), [asked]);
  useEffect(() => {
    document.getElementById(`found-${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const change = (part: Partial<SearchQuery>): void => {
    setAt(0);
    setMost(firstLines);
    setGone(false);
    onQuery({ ...query, ...part });
  };
  const jump = (sessionId: SessionId, line: Found): void => {
    onShow(sessionId);
    // once it is on the screen, in the size that it has there
    requestAnimationFrame(() => setGone(!deck.terminal(sessionId).reveal(line)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = all[current];
    if (event.key === 'Escape') onClose();
    else if (event.key === 'ArrowDown') setAt(Math.min(all.length - 1, current + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, current - 1));
    else if (event.key === 'Enter' && target && event.target === field.current) jump(target.sessionId, target.line);
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
  let index = -1;

  return (
    // biome-ignore lint/a11y/useSemanticElements: the oldest Chromium we run on (108) does not know <search>
    <div role="search" aria-label="All terminals" className="everywhere" onKeyDown={onKeyDown}>
      <div className="everywhere-head">
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Find in all terminals"
          aria-expanded={all.length > 0}
          aria-controls="everywhere-found"
          aria-activedescendant={all.length > 0 ? `found-${current}` : undefined}
          aria-invalid={isProblem(finds.status)}
          placeholder="Find in all terminals"
          spellCheck={false}
          autoComplete="off"
          value={query.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        {toggle('caseSensitive', 'Match case', <CaseSensitive aria-hidden />)}
        {toggle('wholeWord', 'Whole words', <WholeWord aria-hidden />)}
        {toggle('regex', 'Regular expression', <Regex aria-hidden />)}
        <button type="button" className="t-icon-button" aria-label="Close search" title="Close (Esc)" onClick={onClose}>
          <X aria-hidden />
        </button>
      </div>
      <output className="everywhere-count" aria-live="polite">
        {gone
          ? 'That line is no longer in the scrollback, or a full-screen program covers it.'
          : countWords(finds, query.text)}
      </output>
      <div id="everywhere-found" className="everywhere-found scroll" role="listbox" aria-label="Lines found">
        {finds.sessions.map(({ sessionId, lines, more }) => {
          const session = sessions.find(({ id }) => id === sessionId);
          return (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
            <div key={sessionId} role="group" aria-labelledby={`found-in-${sessionId}`}>
              <div id={`found-in-${sessionId}`} className="everywhere-name" aria-hidden>
                {session?.title}
                <span>
                  {more ? `${lines.length} lines and more` : `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`}
                </span>
              </div>
              {lines.map((line) => {
                index += 1;
                const mine = index;
                const { before, hit, after } = excerpt(line);
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
                  <div
                    key={`${line.row} ${line.start}`}
                    id={`found-${mine}`}
                    className="everywhere-line"
                    role="option"
                    tabIndex={-1}
                    aria-selected={mine === current}
                    onClick={() => {
                      setAt(mine);
                      jump(sessionId, line);
                    }}
                  >
                    {before}
                    <mark>{hit}</mark>
                    {after}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
      {finds.sessions.some(({ more }) => more) && (
        <button type="button" className="t-button everywhere-more" onClick={() => setMost(most * 4)}>
          Look for more
        </button>
      )}
    </div>
  );
}

const isProblem = (status: Finds['status']): status is PatternProblem =>
  status === 'invalid' || status === 'too-slow' || status === 'failed';

function countWords({ status, sessions }: Finds, text: string): string {
  if (isProblem(status)) return problemWords(status, text);
  if (status === 'idle') return '';
  const lines = sessions.reduce((sum, one) => sum + one.lines.length, 0);
  if (status === 'searching') return lines === 0 ? 'Searching…' : `${lines} lines so far…`;
  if (lines === 0) return 'No terminal has it.';
  const more = sessions.some((one) => one.more) ? ' and more' : '';
  return `${lines} ${lines === 1 ? 'line' : 'lines'}${more} in ${sessions.length} ${sessions.length === 1 ? 'terminal' : 'terminals'}`;
}
