import { type FormEvent, useState } from 'react';
import type { SessionFacts, SessionId, Snippet } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { takesInput } from '../terminals/broadcast/broadcast.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { expand, needsJob, questionsOf } from './placeholders.ts';
import { valuesOf } from './snippet-values.ts';

export interface SnippetSenderProps {
  readonly snippet: Snippet;
  readonly sessions: readonly SessionFacts[];
  readonly proposed: readonly SessionId[];
  readonly onSend: (sends: readonly (readonly [SessionId, string])[], run: boolean) => void;
}

/** What is asked, who gets it, and what will be typed there: nothing is sent unseen. */
export function SnippetSender({ snippet, sessions, proposed, onSend }: SnippetSenderProps) {
  const accounts = useStore((state) => state.accounts);
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const able = sessions.filter((session) => takesInput(session) && (session.job !== null || !needsJob(snippet.text)));
  const [picked, setPicked] = useState(proposed);
  const targets = able.filter(({ id }) => picked.includes(id));
  const expansions = targets.map((session) => ({
    session,
    ...expand(snippet.text, valuesOf(session, accounts), answers),
  }));
  const sends = expansions.flatMap((one) => (one.ok ? [[one.session.id, one.text] as const] : []));
  const ready = sends.length > 0 && sends.length === expansions.length;
  const send = (run: boolean): void => {
    if (ready) onSend(sends, run);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send(snippet.run);
  };
  const where = targets.length === 1 ? (targets[0]?.title ?? '') : `${targets.length} terminals`;

  return (
    <form className="snippet-sender scroll" onSubmit={submit}>
      {questionsOf(snippet.text).map((name) => (
        <Field
          key={name}
          label={name}
          value={answers[name] ?? ''}
          onValue={(value) => setAnswers((before) => ({ ...before, [name]: value }))}
        />
      ))}
      <fieldset className="snippet-targets">
        <legend>Send to</legend>
        {able.map((session) => (
          <label key={session.id}>
            <input
              type="checkbox"
              checked={picked.includes(session.id)}
              onChange={(event) =>
                setPicked(event.target.checked ? [...picked, session.id] : picked.filter((id) => id !== session.id))
              }
            />
            {session.title}
            <span>{session.job?.projectPath}</span>
          </label>
        ))}
        {able.length === 0 && (
          <p>
            {needsJob(snippet.text)
              ? 'No terminal of a job has a shell now, and this snippet says something of the job.'
              : 'No terminal has a shell now.'}
          </p>
        )}
      </fieldset>
      <div className="snippet-previews" aria-live="polite">
        {expansions.map((one) => (
          <figure key={one.session.id} data-bad={!one.ok || undefined}>
            {expansions.length > 1 && <figcaption>{one.session.title}</figcaption>}
            <pre>{one.ok ? one.text : one.problem}</pre>
          </figure>
        ))}
      </div>
      <footer className="snippet-buttons">
        <span className="snippet-note">
          {targets.length === 0 ? 'Choose who gets it.' : `Goes to ${where}. Insert leaves Enter to you.`}
        </span>
        <SendButton label="Insert" byDefault={!snippet.run} disabled={!ready} onSend={() => send(false)} />
        <SendButton label="Run" byDefault={snippet.run} disabled={!ready} onSend={() => send(true)} />
      </footer>
    </form>
  );
}

interface SendButtonProps {
  readonly label: string;
  /** Enter in a field means this one. */
  readonly byDefault: boolean;
  readonly disabled: boolean;
  readonly onSend: () => void;
}

function SendButton({ label, byDefault, disabled, onSend }: SendButtonProps) {
  return byDefault ? (
    <Button look="primary" type="submit" disabled={disabled}>
      {label}
    </Button>
  ) : (
    <Button disabled={disabled} onClick={onSend}>
      {label}
    </Button>
  );
}
