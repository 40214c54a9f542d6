import { ClipboardCopy } from 'lucide-react';
import { useId } from 'react';
import { showControls } from './hostile-text.ts';
import type { CopyAnswer } from './program-copies.ts';

/** So much of it is shown; the rest can only be counted. */
const previewCharacters = 600;

export interface ProgramCopyBarProps {
  readonly text: string;
  readonly onAnswer: (answer: CopyAnswer) => void;
}

/**
 * A program wants to put text into the clipboard. It stays out of the way and takes no focus: what is being typed for the
 * shell must not answer it.
 */
export function ProgramCopyBar({ text, onAnswer }: ProgramCopyBarProps) {
  const heading = useId();
  const lines = text.split(/\r\n|\r|\n/).length;
  const size = `${text.length.toLocaleString('en')} ${text.length === 1 ? 'character' : 'characters'}`;
  const button = (label: string, answer: CopyAnswer, primary = false) => (
    <button
      type="button"
      className={primary ? 't-button t-button-primary' : 't-button'}
      onClick={() => onAnswer(answer)}
    >
      {label}
    </button>
  );
  return (
    <section className="t-copy-bar" aria-labelledby={heading}>
      <p id={heading} role="status">
        <ClipboardCopy aria-hidden />
        <span>
          <b>A program in this terminal wants to change your clipboard</b>
          <span className="t-copy-bar-size">
            {size}
            {lines > 1 && `, ${lines.toLocaleString('en')} lines`}
          </span>
        </span>
      </p>
      <pre className="t-question-preview">
        {showControls(text.slice(0, previewCharacters))}
        {text.length > previewCharacters && '…'}
      </pre>
      <div className="t-copy-bar-buttons">
        {button('Never in this tab', 'never')}
        <span className="t-copy-bar-space" />
        {button('Not now', 'not-now')}
        {button('Always in this tab', 'always')}
        {button('Allow once', 'once', true)}
      </div>
    </section>
  );
}
