import type { Transcript, TranscriptFormat } from '../../contract.ts';

const ENDINGS: Readonly<Record<TranscriptFormat, string>> = {
  text: 'txt',
  ansi: 'ansi',
  html: 'html',
  asciicast: 'cast',
};
export const contentTypes: Readonly<Record<TranscriptFormat, string>> = {
  text: 'text/plain; charset=utf-8',
  ansi: 'application/octet-stream',
  html: 'text/html; charset=utf-8',
  asciicast: 'application/x-asciicast',
};

/** Names that Windows keeps for devices, whatever ending they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const LONGEST_NAME = 80;

/** A job may be called anything, `../../.bashrc` too: letters, digits and a few signs are left of it. */
export function safeFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .slice(0, LONGEST_NAME)
    .replace(/-{2,}/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '');
  if (plain === '') return 'terminal';
  return DEVICE.test(plain.split('.', 1)[0] ?? '') ? `job-${plain}` : plain;
}

/** `build-4711-2026-11-23-1403.txt`, local time. */
export function exportFileName(transcript: Transcript, format: TranscriptFormat): string {
  const date = new Date(transcript.startedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const { job } = transcript;
  const name = job === null ? transcript.title : `${safeFileName(job.name)}-${job.id}`;
  return `${safeFileName(name)}-${day}-${two(date.getHours())}${two(date.getMinutes())}.${ENDINGS[format]}`;
}
