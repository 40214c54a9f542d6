import PQueue from 'p-queue';
import type { SessionId } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import type { Clock, Log } from '../host.ts';
import { ENDED_BECAUSE, seamLine, timeAndDay } from '../terminals/seam.ts';
import type { ExportThread } from '../transcripts/export-thread.ts';
import type { OpenTranscript, Shelf } from '../transcripts/shelf.ts';

/** What the tabs of earlier runs showed, from their transcripts. */
export interface Recall {
  /**
   * The text of a tab's transcripts, the oldest first, with colours and nothing else; each line ends. Empty where there is
   * nothing, or nothing to be had now (the vault is locked, say). Never rejects.
   */
  text(transcripts: readonly SessionId[]): Promise<string>;
  dispose(): void;
}

export interface RecallDeps {
  readonly shelf: Pick<Shelf, 'open'>;
  readonly thread: ExportThread;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
}

/** Read of each transcript: more lines than a terminal usually keeps, in a few tenths of a second. */
const TAIL_BYTES = 4 * 1024 * 1024;
/** So many lines fill the scrollback that a terminal usually has: of older runs nothing more is read. */
const ENOUGH_LINES = 10_000;
/** A tab's shell is not kept waiting for longer, should the disk hang. */
const LONGEST_MS = 10_000;

export function createRecall({ shelf, thread, clock, log }: RecallDeps): Recall {
  // a window asks for its tabs all at once, and each is a thread's work
  const queue = new PQueue({ concurrency: 1 });
  const stop = new AbortController();

  async function read({ transcript, source }: OpenTranscript, signal: AbortSignal): Promise<string> {
    const pieces: Uint8Array[] = [];
    const from = Math.max(source.from, source.to - TAIL_BYTES);
    await thread(
      { transcript, source: { ...source, from }, format: 'scrollback' },
      { write: async (bytes) => void pieces.push(bytes), onRead: () => {} },
      signal,
    );
    const text = Buffer.concat(pieces).toString('utf8');
    // a run that was stopped before it closed its tabs has not said so in them
    if (text === '' || transcript.ending !== 'app-closed' || transcript.endedAt === null) return text;
    return `${text}${seamLine(`ended · ${timeAndDay(transcript.endedAt)} · ${ENDED_BECAUSE['app-closed']}`)}`;
  }

  async function readOrNothing(id: SessionId, signal: AbortSignal): Promise<string> {
    try {
      const open = await shelf.open(id);
      return await read(open, signal).finally(open.close);
    } catch (error) {
      const { kind } = toFailure(error);
      if (!['not-found', 'vault-locked', 'cancelled'].includes(kind)) {
        log.warn('tabs', 'what a tab showed could not be read', { session: id, kind });
      }
      return '';
    }
  }

  /** Nothing, where that takes too long; what still hangs is left to itself. */
  function inTime(run: (signal: AbortSignal) => Promise<string>): Promise<string> {
    return new Promise((resolve) => {
      const turn = new AbortController();
      const giveUp = (): void => {
        turn.abort();
        resolve('');
      };
      const cancelLate = clock.after(LONGEST_MS, giveUp);
      stop.signal.addEventListener('abort', giveUp);
      void run(turn.signal)
        .then(resolve)
        .finally(() => {
          cancelLate();
          stop.signal.removeEventListener('abort', giveUp);
        });
    });
  }

  async function textOf(transcripts: readonly SessionId[]): Promise<string> {
    let text = '';
    for (const id of [...transcripts].reverse()) {
      if (stop.signal.aborted || text.split('\n').length > ENOUGH_LINES) break;
      text = `${await inTime((signal) => readOrNothing(id, signal))}${text}`;
    }
    return text;
  }

  return {
    text: async (transcripts) => (transcripts.length === 0 ? '' : queue.add(() => textOf(transcripts))),
    dispose: () => stop.abort(),
  };
}
