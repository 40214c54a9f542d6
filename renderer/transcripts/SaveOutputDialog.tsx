import './save-output.css';
import { type FormEvent, useEffect, useState } from 'react';
import type { SessionFacts, Transcript, TranscriptFormat } from '../../electron/contract.ts';
import { useApi, useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';
import type { TerminalController } from '../terminals/terminal-contract.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Choice } from './Choice.tsx';
import { formatWords, isSeenFormat, type SaveExtent, seenFileName, transcriptFormats } from './formats.ts';
import { useSaveActions } from './save.ts';

export interface SaveOutputDialogProps {
  readonly session: SessionFacts;
  /** What is proposed. */
  readonly extent: SaveExtent;
  readonly terminal: Pick<TerminalController, 'seen' | 'scrollback'>;
  readonly onClose: () => void;
}

/** What of a terminal goes into a file, and as what: the keyboard's way, by arrows and Enter. */
export function SaveOutputDialog({ session, extent: proposed, terminal, onClose }: SaveOutputDialogProps) {
  const api = useApi();
  const { saveAll, saveText } = useSaveActions();
  const kept = useStore(({ accounts, settings }) =>
    session.job === null
      ? settings.transcriptLocalShells
      : (accounts.find(({ id }) => id === session.job?.accountId)?.keepTranscripts ?? false),
  );
  const [extent, setExtent] = useState<SaveExtent>(kept ? proposed : 'seen');
  const [wanted, setFormat] = useState<TranscriptFormat>('text');
  /** Undefined until it is known. */
  const [transcript, setTranscript] = useState<Transcript | null>();
  const [lines] = useState(() => terminal.scrollback().length);
  const format = extent === 'seen' && !isSeenFormat(wanted) ? 'text' : wanted;

  useEffect(() => {
    let gone = false;
    void api.listTranscripts().then((answer) => {
      if (gone || !answer.ok) return;
      const found = answer.value.find(({ id }) => id === session.id) ?? null;
      setTranscript(found);
      if (found === null) setExtent('seen');
    });
    return () => {
      gone = true;
    };
  }, [api, session.id]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (extent === 'everything') saveAll(session.id, format);
    else if (isSeenFormat(format)) saveText(seenFileName(session, format), terminal.seen(format, session.title));
    onClose();
  };

  return (
    <Dialog title="Save output" description={whose(session)} onClose={onClose}>
      <form className="dialog-body save-output" onSubmit={submit}>
        <fieldset>
          <legend>What</legend>
          <Choice
            name="extent"
            label="What I see"
            help={`The screen and what can be scrolled back to: ${lines.toLocaleString('en')} lines.`}
            checked={extent === 'seen'}
            onChecked={() => setExtent('seen')}
          />
          <Choice
            name="extent"
            label="Everything"
            help={kept ? everythingWords(transcript) : notKeptWords(session)}
            checked={extent === 'everything'}
            disabled={!kept || transcript === null}
            onChecked={() => setExtent('everything')}
          />
        </fieldset>
        <fieldset>
          <legend>As</legend>
          {transcriptFormats.map((one) => {
            const { label, ending, help } = formatWords[one];
            const possible = extent === 'everything' || isSeenFormat(one);
            return (
              <Choice
                key={one}
                name="format"
                label={label}
                aside={`.${ending}`}
                help={possible ? help : 'Of everything only: it plays again at the pace it came.'}
                checked={format === one}
                disabled={!possible}
                onChecked={() => setFormat(one)}
              />
            );
          })}
        </fieldset>
        <div className="form-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            Save…
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function whose({ job, title }: SessionFacts): string {
  return job === null ? title : `${job.name} · ${job.projectPath} #${job.id}`;
}

function everythingWords(transcript: Transcript | null | undefined): string {
  const all = 'All that was printed in this run of Jobdeck';
  if (transcript === undefined) return `${all}.`;
  if (transcript === null) return 'Nothing was printed in this run of Jobdeck. That of earlier runs is in Transcripts.';
  const shells = transcript.shells > 1 ? ` over ${transcript.shells} shells` : '';
  const dropped =
    transcript.droppedBytes > 0 ? ` The first ${byteSize(transcript.droppedBytes)} had to make room.` : '';
  return `${all}: ${byteSize(transcript.bytes)}${shells}.${dropped}`;
}

function notKeptWords({ job }: SessionFacts): string {
  return job === null
    ? 'Not kept: transcripts of local shells are switched off (Settings, Transcripts).'
    : 'Not kept: transcripts of this account are switched off (Settings, Transcripts).';
}
