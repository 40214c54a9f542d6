import { useRef } from 'react';
import { useStore as useQuestion } from 'zustand';
import { useStore } from '../store.ts';
import { PasteQuestion } from './PasteQuestion.tsx';
import { PathQuestion } from './PathQuestion.tsx';
import { LinkQuestion } from './Questions.tsx';
import type { TerminalDeck } from './terminal-deck.ts';
import type { TabActions } from './use-tab-actions.ts';

/** What a terminal asks before it does it. */
export function DeckQuestions({ deck, actions }: { readonly deck: TerminalDeck; readonly actions: TabActions }) {
  const question = useQuestion(deck.question, (state) => state.open);
  const sessions = useStore((state) => state.sessions);
  const lastSession = useRef<string | null>(null);
  if (question?.ask === 'paste') lastSession.current = question.sessionIds[0] ?? null;
  if (question?.ask === 'path') lastSession.current = question.sessionId;
  const dismiss = (): void => deck.question.setState({ open: null });
  const giveFocusBack = (): void => {
    if (lastSession.current !== null) deck.terminal(lastSession.current).focus();
  };
  if (question === null) return null;
  switch (question.ask) {
    case 'paste':
      return (
        <PasteQuestion
          text={question.text}
          terminals={question.sessionIds.length}
          lineMode={question.lineMode}
          onCancel={dismiss}
          onClosed={giveFocusBack}
          onPaste={(text, neverAskAgain) => {
            for (const id of question.sessionIds) deck.terminal(id).paste(text);
            if (neverAskAgain) actions.updateSettings({ confirmMultilinePaste: false });
            dismiss();
          }}
        />
      );
    case 'path':
      return (
        <PathQuestion
          place={question.place}
          job={sessions.find(({ id }) => id === question.sessionId)?.job ?? null}
          onCancel={dismiss}
          onClosed={giveFocusBack}
          onCopy={(text) => {
            actions.copyText(text);
            dismiss();
          }}
          onOpen={(url) => {
            actions.openUrl(url);
            dismiss();
          }}
        />
      );
    case 'link':
      return (
        <LinkQuestion
          target={question.target}
          shownText={question.shownText}
          onCancel={dismiss}
          onClosed={giveFocusBack}
          onOpen={() => {
            actions.openUrl(question.target.href);
            dismiss();
          }}
        />
      );
  }
}
