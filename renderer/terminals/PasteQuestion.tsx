import { useState } from 'react';
import { showControls } from './hostile-text.ts';
import { inspectPaste, joinLines, lineModeBytes, type PasteFacts } from './paste.ts';
import { Question } from './Questions.tsx';

/** So much of a paste is shown before it is sent; nobody reads more, and the page has to draw it. */
const previewCharacters = 20_000;

export interface PasteQuestionProps {
  readonly text: string;
  /** How many terminals get it. */
  readonly terminals: number;
  /** The program in the shell may read line by line: it has not asked for pastes to be marked, and is not full screen. */
  readonly lineMode: boolean;
  readonly onPaste: (text: string, neverAskAgain: boolean) => void;
  readonly onCancel: () => void;
  readonly onClosed: () => void;
}

export function PasteQuestion({ text, terminals, lineMode, onPaste, onCancel, onClosed }: PasteQuestionProps) {
  const [never, setNever] = useState(false);
  const [facts] = useState(() => inspectPaste(text));
  const many = facts.lines > 1;
  const tooLong = lineMode && facts.longLines > 0;
  return (
    <Question
      heading={headingFor(facts, tooLong, terminals > 1 ? `${terminals} terminals` : 'the shell')}
      onCancel={onCancel}
      onClosed={onClosed}
      buttons={
        <>
          {facts.risky && (
            <label className="t-question-never">
              <input type="checkbox" checked={never} onChange={(event) => setNever(event.target.checked)} />
              Do not ask again
            </label>
          )}
          <button type="button" className="t-button" onClick={onCancel}>
            Cancel
          </button>
          {many && (
            <button type="button" className="t-button" onClick={() => onPaste(joinLines(text), never)}>
              Paste as one line
            </button>
          )}
          <button
            type="button"
            className="t-button t-button-primary"
            data-first=""
            onClick={() => onPaste(text, never)}
          >
            {tooLong ? 'Paste all the same' : 'Paste'}
          </button>
        </>
      }
    >
      <p>{describe(facts).join(' ')}</p>
      {tooLong && (
        <p className="t-question-warning" role="alert">
          {facts.longLines === 1 ? 'A line is' : `${facts.longLines.toLocaleString('en')} lines are`} longer than{' '}
          {lineModeBytes.toLocaleString('en')} bytes. A program that reads line by line, like sh or cat, gets no more of
          a line than that: the terminal on the other side drops the rest. Bash, zsh and editors take lines of any
          length.
        </p>
      )}
      <section aria-label="What is pasted">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
        <pre className="t-question-preview" tabIndex={0}>
          {showControls(text.slice(0, previewCharacters).replace(/\r\n?/g, '\n'))}
          {text.length > previewCharacters &&
            `\n… ${(text.length - previewCharacters).toLocaleString('en')} more characters`}
        </pre>
      </section>
    </Question>
  );
}

function headingFor(facts: PasteFacts, tooLong: boolean, where: string): string {
  if (facts.lines > 1) return `Paste ${facts.lines.toLocaleString('en')} lines into ${where}?`;
  return tooLong ? `Paste this long line into ${where}?` : `Paste this into ${where}?`;
}

function describe(facts: PasteFacts): string[] {
  const are = (count: number, what: string): string =>
    count === 1 ? `1 ${what} character is` : `${count.toLocaleString('en')} ${what} characters are`;
  const said: string[] = [];
  if (facts.lines > 1) said.push('The shell may run each line as it arrives.');
  if (facts.controlCharacters > 0) said.push(`${are(facts.controlCharacters, 'control')} left out.`);
  if (facts.hiddenCharacters > 0) said.push(`${are(facts.hiddenCharacters, 'invisible')} in it, named below.`);
  said.push(`${facts.characters.toLocaleString('en')} characters.`);
  return said;
}
