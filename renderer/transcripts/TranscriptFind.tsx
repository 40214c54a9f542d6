import { ChevronDown, ChevronUp } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { hitWords } from '../terminals/hit-words.ts';

export type FindDirection = 'next' | 'previous' | 'typed';

export interface TranscriptFindProps {
  readonly words: string;
  readonly placeholder: string;
  readonly hits: { readonly index: number; readonly count: number } | null;
  readonly onFind: (words: string, direction: FindDirection) => void;
}

/** As in a terminal: found while it is typed, the newest first; Enter goes to the one before. */
export function TranscriptFind({ words, placeholder, hits, onFind }: TranscriptFindProps) {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onFind(words, event.shiftKey ? 'next' : 'previous');
  };
  const none = words === '' || hits?.count === 0;
  return (
    <>
      <div className="transcript-find">
        <input
          className="input"
          type="search"
          aria-label="Find in this transcript"
          placeholder={placeholder}
          spellCheck={false}
          value={words}
          onChange={(event) => onFind(event.target.value, 'typed')}
          onKeyDown={onKeyDown}
        />
        <output className="num" aria-live="polite">
          {hitWords(words, hits)}
        </output>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label="Hit before"
        title="Hit before (Enter)"
        disabled={none}
        onClick={() => onFind(words, 'previous')}
      >
        <ChevronUp aria-hidden />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Hit after"
        title="Hit after (Shift+Enter)"
        disabled={none}
        onClick={() => onFind(words, 'next')}
      >
        <ChevronDown aria-hidden />
      </button>
    </>
  );
}
