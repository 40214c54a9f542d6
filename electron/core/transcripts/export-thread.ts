import { Worker } from 'node:worker_threads';
import { JobdeckError } from '../errors.ts';
import { type ExportNews, type ExportOrder, WRITTEN } from './export-messages.ts';
import type { ExportSink } from './formats.ts';

/**
 * Resolves when the last piece is written. Rejects with `cancelled` as soon as `signal` says so, as `sink.write` does, and
 * when the thread dies. Nothing of it runs once it has settled.
 */
export type ExportThread = (order: ExportOrder, sink: ExportSink, signal: AbortSignal) => Promise<void>;

/** Runs exports beside core. `program` is read at the first of them: see export-worker.ts. */
export function createExportThread(program: () => Promise<string>): ExportThread {
  return async (order, sink, signal) => {
    const code = await program();
    if (signal.aborted) throw stopped();
    // Its text instead of its path: threads read no archives, which is what a packaged app lies in.
    const worker = new Worker(code, { eval: true, name: 'transcript export', workerData: order, execArgv: [] });
    try {
      await follow(worker, sink, signal);
    } finally {
      await worker.terminate();
    }
  };
}

function follow(worker: Worker, sink: ExportSink, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let writing = Promise.resolve();
    const stop = (): void => reject(stopped());
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (news: ExportNews) => {
      switch (news.is) {
        case 'bytes':
          writing = writing.then(async () => {
            if (signal.aborted) return;
            await sink.write(news.bytes);
            worker.postMessage(WRITTEN);
          });
          writing.catch(reject);
          break;
        case 'read':
          sink.onRead(news.doneBytes);
          break;
        case 'done':
          writing.then(resolve, reject);
          break;
      }
    });
    worker.once('error', reject);
    // after `done` it has settled, or is about to
    worker.once('exit', () => writing.then(() => reject(new Error('the thread has ended')), reject));
  });
}

function stopped(): JobdeckError {
  return new JobdeckError('cancelled', 'You stopped it.');
}
