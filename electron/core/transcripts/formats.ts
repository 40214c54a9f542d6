import type { Transcript } from '../../contract.ts';
import { exportCast } from './cast-export.ts';
import type { ExportFormat } from './export-messages.ts';
import { withGaps } from './gaps.ts';
import { exportHtml } from './html-export.ts';
import type { Stretch } from './record.ts';
import { exportScrollback } from './scrollback-export.ts';
import { exportText } from './text-export.ts';

export interface ExportSink {
  /** Resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** So much of the transcript has been read. */
  onRead(bytes: number): void;
}

const WRITE_BYTES = 256 * 1024;

/** Turns what was printed into another form's bytes. As fast as it can: where others wait for the thread, it does not belong. */
export async function writeExport(
  transcript: Transcript,
  printed: AsyncIterable<Stretch>,
  format: ExportFormat,
  sink: ExportSink,
): Promise<void> {
  const start = transcript.droppedBytes;
  const title = transcript.job === null ? transcript.title : `${transcript.job.name} · ${transcript.job.projectPath}`;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;

  async function* read(): AsyncGenerator<Stretch> {
    for await (const stretch of printed) {
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

  async function writeBytes(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    waiting.push(bytes);
    waitingBytes += bytes.length;
    if (waitingBytes >= WRITE_BYTES) await flush();
  }
  const write = (text: string): Promise<void> => writeBytes(Buffer.from(text, 'utf8'));

  const stretches = withGaps(read());
  switch (format) {
    case 'scrollback':
      await exportScrollback(read(), write);
      break;
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
      for await (const { bytes } of stretches) await writeBytes(asBuffer(bytes));
      break;
  }
  if (waitingBytes > 0) await flush();
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
