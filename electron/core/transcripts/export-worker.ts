/**
 * An export's own thread: reads a transcript's files, turns them into another format, and hands the pieces to core, which
 * writes them. Text and web page go through a whole terminal, at a few megabytes a second: on core's thread that would
 * hold up every terminal. The build makes one text of this file and what it imports: see electron/build/bundles.ts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type ExportNews, type ExportOrder, PIECES_AHEAD, WRITTEN } from './export-messages.ts';
import { writeExport } from './formats.ts';
import { readStretches } from './reader.ts';

/** Told again after so much more was read. */
const TELL_EVERY_BYTES = 128 * 1024;

async function run({ transcript, source, format }: ExportOrder): Promise<void> {
  const tell = (news: ExportNews, moved: readonly ArrayBuffer[] = []): void =>
    parentPort?.postMessage(news, [...moved]);
  let ahead = 0;
  let goOn: (() => void) | null = null;
  let toldBytes = 0;
  parentPort?.on('message', (message: unknown) => {
    if (message !== WRITTEN) return;
    ahead -= 1;
    goOn?.();
    goOn = null;
  });
  const printed = readStretches(source.dir, source.key, source.from, source.to);
  await writeExport(transcript, printed, format, {
    async write(piece) {
      // of its own, so that it can be moved instead of copied once more
      const bytes = Uint8Array.from(piece);
      tell({ is: 'bytes', bytes }, [bytes.buffer]);
      ahead += 1;
      if (ahead < PIECES_AHEAD) return;
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    },
    onRead(doneBytes) {
      if (doneBytes - toldBytes < TELL_EVERY_BYTES) return;
      toldBytes = doneBytes;
      tell({ is: 'read', doneBytes });
    },
  });
  tell({ is: 'done' });
  parentPort?.close();
}

void run(workerData as ExportOrder);
