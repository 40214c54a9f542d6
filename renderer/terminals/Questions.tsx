import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { cleanLabel } from './hostile-text.ts';

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
