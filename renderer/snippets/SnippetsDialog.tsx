import './snippets.css';
import { Pencil, Plus } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { SessionFacts, SessionId, Snippet } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useStore } from '../store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { SnippetEditor } from './SnippetEditor.tsx';
import { SnippetSender } from './SnippetSender.tsx';

export interface SnippetsDialogProps {
  /** The window's, in the order of their tabs. */
  readonly sessions: readonly SessionFacts[];
  /** Who gets a snippet unless the user chooses otherwise. */
  readonly proposed: readonly SessionId[];
  /** The snippet to begin with, by its name; null = the first. */
  readonly name: string | null;
  readonly onSend: (sessionId: SessionId, text: string, run: boolean) => void;
  readonly onClose: () => void;
}

type Editing = { readonly index: number | null } | null;

/** Commands by name: chosen, looked at as they will be typed, and sent; and where they are written. */
export function SnippetsDialog({ sessions, proposed, name, onSend, onClose }: SnippetsDialogProps) {
  const snippets = useStore((state) => state.settings.snippets);
  const locked = useStore((state) => state.policy.lockedSettings.includes('snippets'));
  const { updateSettings } = useActions();
  const [text, setText] = useState('');
  const [chosenName, setChosenName] = useState(name);
  const [editing, setEditing] = useState<Editing>(snippets.length === 0 && !locked ? { index: null } : null);

  const found = snippets.filter((one) =>
    text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => `${one.name}\n${one.text}`.toLowerCase().includes(word)),
  );
  const chosen = found.find((one) => one.name === chosenName) ?? found[0] ?? null;
  const save = (next: readonly Snippet[]): void => {
    updateSettings({ snippets: next });
    setEditing(null);
  };

  /** Enter goes on to what is asked, else to the button that sends. */
  const toSender = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const sender = event.currentTarget.parentElement?.querySelector('.snippet-sender');
    sender?.querySelector<HTMLElement>('.field input, [type=submit]')?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || found.length === 0) return;
    event.preventDefault();
    const here = chosen === null ? -1 : found.indexOf(chosen);
    setChosenName(found[(here + by + found.length) % found.length]?.name ?? null);
  };

  if (editing !== null) {
    const { index } = editing;
    const old = index === null ? null : (snippets[index] ?? null);
    return (
      <Dialog title={old === null ? 'New snippet' : 'Edit snippet'} onClose={onClose}>
        <SnippetEditor
          snippet={old}
          taken={snippets.filter((_, at) => at !== index).map((one) => one.name)}
          onCancel={() => (snippets.length === 0 ? onClose() : setEditing(null))}
          onSave={(snippet) => {
            setChosenName(snippet.name);
            save(index === null ? [...snippets, snippet] : snippets.map((one, at) => (at === index ? snippet : one)));
          }}
          {...(old === null ? {} : { onDelete: () => save(snippets.filter((one) => one !== old)) })}
        />
      </Dialog>
    );
  }
  return (
    <Dialog title="Snippets" width="wide" onClose={onClose}>
      <div className="snippets">
        <form className="snippets-list" onSubmit={toSender}>
          <input
            className="input"
            role="combobox"
            aria-label="Find a snippet"
            aria-expanded
            aria-controls="snippets-found"
            aria-activedescendant={chosen === null ? undefined : `snippet-${snippets.indexOf(chosen)}`}
            placeholder="Find a snippet"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <div id="snippets-found" className="snippets-found scroll" role="listbox" aria-label="Snippets">
            {found.map((snippet) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
              <div
                key={snippet.name}
                id={`snippet-${snippets.indexOf(snippet)}`}
                className="snippet"
                role="option"
                tabIndex={-1}
                aria-selected={snippet === chosen}
                onClick={() => setChosenName(snippet.name)}
              >
                <b>{snippet.name}</b>
                <code>{snippet.text}</code>
              </div>
            ))}
            {found.length === 0 && <p className="snippets-none">Nothing by that name.</p>}
          </div>
          {!locked && (
            <div className="snippets-edit">
              <button type="button" className="button" onClick={() => setEditing({ index: null })}>
                <Plus aria-hidden />
                New
              </button>
              {chosen !== null && (
                <button
                  type="button"
                  className="button"
                  onClick={() => setEditing({ index: snippets.indexOf(chosen) })}
                >
                  <Pencil aria-hidden />
                  Edit
                </button>
              )}
            </div>
          )}
        </form>
        {chosen !== null && (
          <SnippetSender
            key={`${chosen.name}\n${chosen.text}`}
            snippet={chosen}
            sessions={sessions}
            proposed={proposed}
            onSend={(sends, run) => {
              onClose();
              for (const [sessionId, line] of sends) onSend(sessionId, line, run);
            }}
          />
        )}
      </div>
    </Dialog>
  );
}
