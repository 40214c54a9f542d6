import './transcripts.css';
import { useEffect, useMemo, useState } from 'react';
import type { Failure, SessionId, Transcript } from '../../electron/contract.ts';
import { useApi, useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { keepingWords } from './keeping-words.ts';
import { TranscriptRow } from './TranscriptRow.tsx';
import { TranscriptViewer } from './TranscriptViewer.tsx';

export interface TranscriptsDialogProps {
  /** The one to show at once; null = the list. */
  readonly shown: SessionId | null;
  readonly onClose: () => void;
}

/** What terminals printed, also those whose tab is closed: found again, read, saved, deleted. */
export function TranscriptsDialog({ shown, onClose }: TranscriptsDialogProps) {
  const api = useApi();
  const state = useStore((one) => one.transcripts);
  const openDialog = useStore((one) => one.openDialog);
  const [all, setAll] = useState<readonly Transcript[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [words, setWords] = useState('');
  const [openId, setOpenId] = useState(shown);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever core tells that there is another state
  useEffect(() => {
    let gone = false;
    void api.listTranscripts().then((answer) => {
      if (gone) return;
      if (answer.ok) setAll(answer.value);
      else setFailure(answer.failure);
    });
    return () => {
      gone = true;
    };
  }, [api, state]);

  const found = useMemo(() => (all ?? []).filter((one) => fits(one, words)), [all, words]);
  const open = all?.find(({ id }) => id === openId) ?? null;

  async function remove(id: SessionId): Promise<void> {
    const answer = await api.deleteTranscripts([id]);
    if (!answer.ok) return setFailure(answer.failure);
    const listed = await api.listTranscripts();
    if (listed.ok) setAll(listed.value);
  }

  if (open !== null) {
    return (
      <Dialog title={open.title} description={whereFrom(open)} width="full" onClose={onClose}>
        <TranscriptViewer transcript={open} onBack={() => setOpenId(null)} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Transcripts"
      description={all === null ? '' : `${count(all.length)}, ${byteSize(diskBytesOf(all))} on this disk`}
      width="wide"
      onClose={onClose}
    >
      <form className="dialog-body transcripts" onSubmit={(event) => event.preventDefault()}>
        <div className="transcripts-head">
          <input
            className="input"
            type="search"
            aria-label="Find a transcript"
            placeholder="Find by job, project, ref or number"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <Button size="small" onClick={() => openDialog({ kind: 'settings', page: 'transcripts' })}>
            Settings…
          </Button>
        </div>
        {state.keeping !== 'disk' && <p className="field-help">{keepingWords[state.keeping]}</p>}
        {failure && <FailureNote failure={failure} />}
        {all !== null && found.length === 0 && (
          <p className="transcripts-none">
            {words.trim() === ''
              ? 'Nothing has been printed in a terminal yet. What is printed is kept here, also when its tab is closed.'
              : `No transcript fits “${words.trim()}”.`}
          </p>
        )}
        <ul className="transcripts-list scroll" aria-label="Transcripts">
          {found.map((one) => (
            <TranscriptRow
              key={one.id}
              transcript={one}
              where={whereFrom(one)}
              onOpen={() => setOpenId(one.id)}
              onDelete={() => void remove(one.id)}
            />
          ))}
        </ul>
      </form>
    </Dialog>
  );
}

const diskBytesOf = (all: readonly Transcript[]): number => all.reduce((sum, { diskBytes }) => sum + diskBytes, 0);

function count(number: number): string {
  return number === 1 ? 'One transcript' : `${number} transcripts`;
}

function whereFrom({ job, instance }: Transcript): string {
  if (job === null) return 'This computer';
  return [job.projectPath, `#${job.id}`, job.ref, instance].filter(Boolean).join(' · ');
}

function fits(one: Transcript, words: string): boolean {
  const text = `${one.title} ${whereFrom(one)} ${one.job?.pipelineId ?? ''}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
