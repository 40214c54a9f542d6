import { Check, FileDown, TriangleAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import type { TranscriptExport } from '../../electron/contract.ts';
import { after } from '../after.ts';
import { calmToastMs } from '../notices/toasts.ts';
import { useStore } from '../store.ts';
import { byteSize } from '../terminals/durations.ts';
import { useSaveActions } from './save.ts';

/** What is being saved, and what became of it. */
export function ExportCards() {
  const exports = useStore((state) => state.exports);
  return exports.slice(-3).map((one) => <ExportCard key={one.id} export={one} />);
}

function ExportCard({ export: one }: { readonly export: TranscriptExport }) {
  const { cancelExport } = useSaveActions();
  const { state } = one;
  const running = state.status === 'running';
  const { id } = one;
  const done = state.status === 'done';
  useEffect(() => {
    if (!done) return;
    return after(calmToastMs, () => cancelExport(id));
  }, [done, id, cancelExport]);
  return (
    <div className="toast">
      <article className="notice" data-place="toast" data-tone={state.status === 'failed' ? 'bad' : 'plain'}>
        {state.status === 'failed' ? (
          <TriangleAlert aria-hidden />
        ) : running ? (
          <FileDown aria-hidden />
        ) : (
          <Check aria-hidden />
        )}
        <div className="notice-text">
          <h3>{running ? 'Saving…' : state.status === 'done' ? 'Saved' : 'The output could not be saved'}</h3>
          <p>{words(one)}</p>
          {running && (
            <progress
              className="update-progress"
              aria-label={`Saving ${one.fileName}`}
              value={one.doneBytes}
              max={Math.max(1, one.totalBytes)}
            />
          )}
        </div>
        <button
          type="button"
          className="icon-button notice-close"
          aria-label={running ? `Stop saving ${one.fileName}` : `Dismiss: ${one.fileName}`}
          onClick={() => cancelExport(one.id)}
        >
          <X aria-hidden />
        </button>
      </article>
    </div>
  );
}

function words(one: TranscriptExport): string {
  const { state } = one;
  if (state.status === 'failed') return [state.failure.message, state.failure.next].filter(Boolean).join(' ');
  if (state.status === 'running') return `${one.fileName}: ${byteSize(one.doneBytes)} of ${byteSize(one.totalBytes)}`;
  return state.folder === null ? one.fileName : `${one.fileName} in ${state.folder}`;
}
