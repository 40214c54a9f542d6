import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { cleanLabel } from './hostile-text.ts';
import { cleanPaste, inspectPaste, joinLines } from './paste.ts';

interface QuestionProps {
  readonly heading: string;
  readonly children: ReactNode;
  readonly buttons: ReactNode;
  readonly onCancel: () => void;
  /** Where the keyboard goes when the question is answered. */
  readonly onClosed: () => void;
}

export function Question({ heading, children, buttons, onCancel, onClosed }: QuestionProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onCancel()}>
      <Dialog.Portal>
        <Dialog.Overlay className="t-question-veil" />
        <Dialog.Content
          className="t-question"
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            const first = (event.currentTarget as HTMLElement).querySelector<HTMLElement>('[data-first]');
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
        >
          <Dialog.Title className="t-question-heading">{heading}</Dialog.Title>
          {children}
          <div className="t-question-buttons">{buttons}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Lines of a paste that are shown before it is sent. */
const previewLines = 12;
const previewColumns = 400;

export interface PasteQuestionProps {
  readonly text: string;
  /** How many get it. */
  readonly terminals: number;
  readonly onPaste: (text: string, neverAskAgain: boolean) => void;
  readonly onCancel: () => void;
  readonly onClosed: () => void;
}

export function PasteQuestion({ text, terminals, onPaste, onCancel, onClosed }: PasteQuestionProps) {
  const [never, setNever] = useState(false);
  const facts = inspectPaste(text);
  const lines = cleanPaste(text).split(/\r\n|\r|\n/);
  const shown = lines.slice(0, previewLines).map((line) => line.slice(0, previewColumns));
  const many = facts.lines > 1;
  const where = terminals > 1 ? `${terminals} terminals` : 'the shell';
  return (
    <Question
      heading={many ? `Paste ${facts.lines.toLocaleString('en')} lines into ${where}?` : `Paste this into ${where}?`}
      onCancel={onCancel}
      onClosed={onClosed}
      buttons={
        <>
          <label className="t-question-never">
            <input type="checkbox" checked={never} onChange={(event) => setNever(event.target.checked)} />
            Do not ask again
          </label>
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
            Paste
          </button>
        </>
      }
    >
      <p>
        {many && 'The shell may run each line as it arrives. '}
        {facts.controlCharacters > 0 &&
          `${facts.controlCharacters} control ${facts.controlCharacters === 1 ? 'character is' : 'characters are'} left out. `}
        {facts.characters.toLocaleString('en')} characters.
      </p>
      <pre className="t-question-preview">
        {shown.join('\n')}
        {lines.length > previewLines && `\n… ${(lines.length - previewLines).toLocaleString('en')} more`}
      </pre>
    </Question>
  );
}

export interface LinkQuestionProps {
  readonly target: URL;
  readonly shownText: string;
  readonly onOpen: () => void;
  readonly onCancel: () => void;
  readonly onClosed: () => void;
}

export function LinkQuestion({ target, shownText, onOpen, onCancel, onClosed }: LinkQuestionProps) {
  return (
    <Question
      heading={`Open a page on ${target.host}?`}
      onCancel={onCancel}
      onClosed={onClosed}
      buttons={
        <>
          <button type="button" className="t-button" onClick={onCancel}>
            Cancel
          </button>
          <button type="button" className="t-button t-button-primary" onClick={onOpen}>
            Open in the browser
          </button>
        </>
      }
    >
      <p>A program in the job made “{cleanLabel(shownText, 80)}” a link. It leads to:</p>
      <pre className="t-question-preview">{target.href}</pre>
    </Question>
  );
}
