import type { TranscriptFormat } from '../../contract.ts';
import { exportCast } from './cast-export.ts';
import { withGaps } from './gaps.ts';
import { exportHtml } from './html-export.ts';
import type { Stretch } from './record.ts';
import type { OpenTranscript } from './shelf.ts';
import { exportText } from './text-export.ts';

export interface ExportSink {
  /** Resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** So much of the transcript has been read. */
  onRead(bytes: number): void;
}

const WRITE_BYTES = 256 * 1024;

export async function writeExport(open: OpenTranscript, format: TranscriptFormat, sink: ExportSink): Promise<void> {
  const { transcript } = open;
  const start = transcript.droppedBytes;
  const title = transcript.job === null ? transcript.title : `${transcript.job.name} · ${transcript.job.projectPath}`;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;

  async function* read(): AsyncGenerator<Stretch> {
    for await (const stretch of open.stretches(0)) {
      // what is computed from it may take long: others get their turn
      await new Promise<void>((resolve) => setImmediate(resolve));
      yield stretch;
      sink.onRead(Math.max(0, stretch.offset + stretch.bytes.length - start));
    }
  }

  async function flush(): Promise<void> {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    await sink.write(bytes);
  }

  async function write(text: string): Promise<void> {
    if (text === '') return;
    const bytes = Buffer.from(text, 'utf8');
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes >= WRITE_BYTES) await flush();
  }

  const stretches = withGaps(read());
  switch (format) {
    case 'text':
      await exportText(stretches, write);
      break;
    case 'html':
      await exportHtml(title, stretches, write);
      break;
    case 'asciicast':
      await exportCast({ title, startedAt: transcript.startedAt }, stretches, write);
      break;
    case 'ansi':
      for await (const { bytes } of stretches) await sink.write(bytes);
      break;
  }
  if (waitingBytes > 0) await flush();
}
