import { useMemo } from 'react';
import type { SessionId, TranscriptFormat } from '../../electron/contract.ts';
import { useDeck } from '../store.ts';
import { giveToBrowser, linkToBrowser } from './browser-file.ts';

export interface SaveActions {
  /** Everything that was printed. */
  readonly saveAll: (id: SessionId, format: TranscriptFormat) => void;
  /** A text that this page has. */
  readonly saveText: (fileName: string, text: Promise<string>) => void;
  /** Stops an export, or takes one that is over off the list. */
  readonly cancelExport: (id: string) => void;
}

/** Saving to files: by core where it can show a file dialog, else by the user's browser. A failure is told beside the notices. */
export function useSaveActions(): SaveActions {
  const { api, store } = useDeck();
  return useMemo<SaveActions>(
    () => ({
      async saveAll(id, format) {
        const answer = await api.exportTranscript(id, format);
        if (!answer.ok) store.getState().complain('The output could not be saved', answer.failure);
        else if (answer.value.download !== null) linkToBrowser(answer.value.download);
      },
      async saveText(fileName, text) {
        const whole = await text;
        if (store.getState().app.door === 'browser') return giveToBrowser(fileName, whole);
        const answer = await api.saveText(fileName, whole);
        if (!answer.ok) store.getState().complain('The output could not be saved', answer.failure);
      },
      cancelExport: (id) => void api.cancelExport(id),
    }),
    [api, store],
  );
}
