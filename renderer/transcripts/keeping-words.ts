import type { TranscriptsState } from '../../electron/contract.ts';

/** Why transcripts are not kept for good, as sentences. */
export const keepingWords: Readonly<Record<TranscriptsState['keeping'], string>> = {
  disk: 'Encrypted like your tokens, and kept until they are too old, have to make room, or are deleted.',
  run: 'Nothing on this system can encrypt, so transcripts are kept until Jobdeck is closed. A passphrase (Settings, Vault) would keep them.',
  locked: 'Your secrets are locked, so new transcripts are kept until Jobdeck is closed, or for good once you unlock.',
};
