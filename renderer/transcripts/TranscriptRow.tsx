import { Eye, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Transcript } from '../../electron/contract.ts';
import { useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';
import { endingHeadings } from '../terminals/endings.ts';
import { Button } from '../ui/Button.tsx';
import { SaveTranscript } from './SaveTranscript.tsx';
import { useSaveActions } from './save.ts';

export interface TranscriptRowProps {
  readonly transcript: Transcript;
  readonly where: string;
  readonly onOpen: () => void;
  readonly onDelete: () => void;
}

export function TranscriptRow({ transcript, where, onOpen, onDelete }: TranscriptRowProps) {
  const { cancelExport } = useSaveActions();
  const saving = useStore(({ exports }) =>
    exports.find((one) => one.transcriptId === transcript.id && one.state.status === 'running'),
  );
  const [asking, setAsking] = useState(false);
  const unreadable = transcript.readable !== 'yes';
  return (
    <li className="transcript">
      <button type="button" className="transcript-open" disabled={unreadable} onClick={onOpen}>
        <span className="transcript-name">{transcript.title}</span>
        <span className="transcript-where">{where}</span>
        <span className="transcript-facts">{facts(transcript)}</span>
      </button>
      {saving !== undefined ? (
        <span className="transcript-acts transcript-saving">
          <progress
            aria-label={`Saving ${saving.fileName}`}
            value={saving.doneBytes}
            max={Math.max(1, saving.totalBytes)}
          />
          <Button size="small" onClick={() => cancelExport(saving.id)}>
            Stop saving
          </Button>
        </span>
      ) : asking ? (
        <span className="transcript-acts">
          <Button size="small" look="danger" autoFocus onClick={onDelete}>
            {transcript.endedAt === null ? 'Delete up to now' : 'Delete for good'}
          </Button>
          <Button size="small" onClick={() => setAsking(false)}>
            Keep
          </Button>
        </span>
      ) : (
        <span className="transcript-acts">
          <button
            type="button"
            className="icon-button"
            aria-label={`Show ${transcript.title}`}
            title="Show"
            disabled={unreadable}
            onClick={onOpen}
          >
            <Eye aria-hidden />
          </button>
          <SaveTranscript transcript={transcript} />
          <button
            type="button"
            className="icon-button"
            aria-label={`Delete ${transcript.title}`}
            title="Delete"
            onClick={() => setAsking(true)}
          >
            <Trash2 aria-hidden />
          </button>
        </span>
      )}
    </li>
  );
}

function facts(one: Transcript): string {
  const began = new Date(one.startedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const end =
    one.endedAt === null ? 'its tab is open' : one.ending === null ? null : endingHeadings[one.ending].heading;
  const shells = one.shells > 1 ? `${one.shells} shells` : null;
  const dropped = one.droppedBytes > 0 ? `the first ${byteSize(one.droppedBytes)} made room` : null;
  const readable =
    one.readable === 'vault-locked'
      ? 'unlock your secrets to read it'
      : one.readable === 'no-key'
        ? 'the keyring that protects it is not there'
        : null;
  return [began, byteSize(one.bytes), shells, end, dropped, readable].filter(Boolean).join(' · ');
}
