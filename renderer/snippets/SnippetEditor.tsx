import { type FormEvent, useId, useState } from 'react';
import type { Snippet } from '../../electron/contract.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { placeholderNames, problemOf } from './placeholders.ts';

export interface SnippetEditorProps {
  /** Null = a new one. */
  readonly snippet: Snippet | null;
  /** Names of the others. */
  readonly taken: readonly string[];
  readonly onSave: (snippet: Snippet) => void;
  readonly onCancel: () => void;
  readonly onDelete?: () => void;
}

const longestName = 80;
const longestText = 4000;

export function SnippetEditor({ snippet, taken, onSave, onCancel, onDelete }: SnippetEditorProps) {
  const id = useId();
  const [name, setName] = useState(snippet?.name ?? '');
  const [text, setText] = useState(snippet?.text ?? '');
  const [run, setRun] = useState(snippet?.run ?? false);
  const [tried, setTried] = useState(false);
  const nameProblem =
    name.trim() === '' ? 'Give it a name.' : taken.includes(name.trim()) ? 'Another snippet has that name.' : null;
  const textProblem = problemOf(text);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (nameProblem === null && textProblem === null) onSave({ name: name.trim(), text, run });
  };
  return (
    <form className="snippet-editor" onSubmit={save}>
      <Field
        label="Name"
        value={name}
        maxLength={longestName}
        placeholder="Follow the runner’s log"
        error={tried ? nameProblem : null}
        onValue={setName}
      />
      <div className="field" data-error={(textProblem !== null && (tried || text !== '')) || undefined}>
        <div className="field-head">
          <label htmlFor={id}>Command</label>
        </div>
        <textarea
          id={id}
          className="input mono snippet-text"
          rows={4}
          maxLength={longestText}
          spellCheck={false}
          placeholder="git log --oneline -5 {ref}"
          aria-describedby={`${id}-help`}
          aria-invalid={textProblem !== null && tried ? true : undefined}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {textProblem !== null && (tried || text !== '') && (
          <p className="field-error" role="alert">
            {textProblem}
          </p>
        )}
        <p className="field-help" id={`${id}-help`}>
          Of the job: {placeholderNames.map((one) => `{${one}}`).join(' ')}. Asked each time: {'{?name}'}. Each is put
          in as one quoted word; {'{raw:ref}'} puts it in as it is, for values that you trust.
        </p>
      </div>
      <label className="snippet-run">
        <input type="checkbox" checked={run} onChange={(event) => setRun(event.target.checked)} />
        Run it by default, instead of inserting it
      </label>
      <footer className="snippet-buttons">
        {onDelete && (
          <Button look="plain" onClick={onDelete}>
            Delete
          </Button>
        )}
        <span className="snippet-note" />
        <Button look="plain" onClick={onCancel}>
          Cancel
        </Button>
        <Button look="primary" type="submit">
          Save
        </Button>
      </footer>
    </form>
  );
}
