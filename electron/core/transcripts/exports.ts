import { randomBytes, randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { ExportId, SessionId, TranscriptExport, TranscriptFormat } from '../../contract.ts';
import { JobdeckError, toFailure } from '../errors.ts';
import type { Clock, Host, Log } from '../host.ts';
import type { ExportThread } from './export-thread.ts';
import { contentTypes, exportFileName, safeFileName } from './file-names.ts';
import type { OpenTranscript, Shelf } from './shelf.ts';
import { type Write, writeWhole } from './whole-file.ts';

/** What the browser door gives to the user's browser. */
export interface Download {
  readonly fileName: string;
  readonly contentType: string;
  /** `write` rejects when the browser has gone, and so does this. */
  writeTo(write: (bytes: Uint8Array) => Promise<void>): Promise<void>;
}

export interface Exports {
  list(): readonly TranscriptExport[];
  /** Rejects with `cancelled` when no file was chosen, and as `Shelf.open`. */
  start(id: SessionId, format: TranscriptFormat): Promise<{ readonly download: string | null }>;
  cancel(id: ExportId): void;
  /** Spends a ticket that `start` gave; null when it is not one. */
  takeDownload(ticket: string): Download | null;
  saveText(fileName: string, text: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface ExportsDeps {
  readonly shelf: Pick<Shelf, 'open'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Null where the user's browser saves. */
  readonly chooseFile: Host['chooseFile'];
  readonly thread: ExportThread;
  onChange(exports: readonly TranscriptExport[]): void;
}

interface Running {
  view: TranscriptExport;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

const TELL_EVERY_MS = 200;
/** A browser that was given a ticket comes at once. */
const TICKET_MS = 60_000;
const DOWNLOAD_PATH = '/transcripts/';

/** Writes transcripts out, as streams: a gigabyte takes no more memory than a line. */
export function createExports(deps: ExportsDeps): Exports {
  const { clock, log, chooseFile, thread } = deps;
  let exports: readonly Running[] = [];
  const tickets = new Map<string, { readonly download: Download; readonly cancelTimeout: () => void }>();
  let cancelTell: (() => void) | null = null;

  const list = () => exports.map(({ view }) => view);

  function tell(): void {
    cancelTell?.();
    cancelTell = null;
    deps.onChange(list());
  }

  function tellSoon(): void {
    cancelTell ??= clock.after(TELL_EVERY_MS, tell);
  }

  function forget(id: ExportId): void {
    exports = exports.filter(({ view }) => view.id !== id);
    tell();
  }

  /** Runs one from its first byte to its last, and keeps the list right. `write` rejects where it cannot go on. */
  function run(
    transcript: OpenTranscript,
    format: TranscriptFormat,
    fileName: string,
    into: (produce: (write: Write) => Promise<void>) => Promise<string | null>,
  ): Running {
    const running: { -readonly [K in keyof Running]: Running[K] } = {
      view: {
        id: randomUUID(),
        transcriptId: transcript.transcript.id,
        format,
        fileName,
        doneBytes: 0,
        totalBytes: transcript.transcript.bytes,
        state: { status: 'running' },
      },
      stop: new AbortController(),
      done: Promise.resolve(),
    };
    const produce = (write: Write) =>
      thread(
        { transcript: transcript.transcript, source: transcript.source, format },
        {
          write,
          onRead(doneBytes) {
            running.view = { ...running.view, doneBytes };
            tellSoon();
          },
        },
        running.stop.signal,
      );
    exports = [...exports, running];
    tell();
    running.done = into(produce)
      .then(
        (folder) => {
          const { totalBytes } = running.view;
          running.view = { ...running.view, doneBytes: totalBytes, state: { status: 'done', folder } };
          tell();
        },
        (error: unknown) => {
          const failure = toFailure(error);
          if (failure.kind === 'cancelled') return forget(running.view.id);
          log.warn('transcripts', 'export failed', { kind: failure.kind });
          running.view = { ...running.view, state: { status: 'failed', failure } };
          tell();
        },
      )
      .finally(transcript.close);
    return running;
  }

  async function offerDownload(
    transcript: OpenTranscript,
    format: TranscriptFormat,
    fileName: string,
  ): Promise<string> {
    const ticket = randomBytes(24).toString('base64url');
    const download: Download = {
      fileName,
      contentType: contentTypes[format],
      writeTo: (write) =>
        new Promise((resolve, reject) => {
          run(transcript, format, fileName, async (produce) => {
            try {
              await produce((bytes) => write(bytes).catch(browserGone));
              resolve();
            } catch (error) {
              reject(error);
              throw error;
            }
            return null;
          });
        }),
    };
    const cancelTimeout = clock.after(TICKET_MS, () => {
      tickets.delete(ticket);
      transcript.close();
    });
    tickets.set(ticket, { download, cancelTimeout });
    return `${DOWNLOAD_PATH}${ticket}`;
  }

  return {
    list,
    async start(id, format) {
      const transcript = await deps.shelf.open(id);
      const fileName = exportFileName(transcript.transcript, format);
      if (chooseFile === null) return { download: await offerDownload(transcript, format, fileName) };
      const path = await chooseFile(fileName).catch(() => null);
      if (path === null) {
        transcript.close();
        throw new JobdeckError('cancelled', 'No file was chosen.');
      }
      run(transcript, format, basename(path), async (produce) => {
        await writeWhole(path, produce);
        return dirname(path);
      });
      return { download: null };
    },
    cancel(id) {
      const found = exports.find(({ view }) => view.id === id);
      if (found === undefined) return;
      found.stop.abort();
      if (found.view.state.status !== 'running') forget(id);
    },
    takeDownload(ticket) {
      const found = tickets.get(ticket);
      if (found === undefined) return null;
      tickets.delete(ticket);
      found.cancelTimeout();
      return found.download;
    },
    async saveText(fileName, text) {
      if (chooseFile === null) throw new JobdeckError('bad-input', 'The browser does this by itself.');
      const path = await chooseFile(fileName.split(/[\\/]/).map(safeFileName).join('-'));
      if (path === null) throw new JobdeckError('cancelled', 'No file was chosen.');
      await writeWhole(path, (write) => write(Buffer.from(text, 'utf8')));
    },
    async dispose() {
      cancelTell?.();
      for (const { cancelTimeout } of tickets.values()) cancelTimeout();
      tickets.clear();
      for (const { stop } of exports) stop.abort();
      await Promise.all(exports.map(({ done }) => done));
    },
  };
}

function browserGone(): never {
  throw new JobdeckError('cancelled', 'The browser stopped it.');
}
