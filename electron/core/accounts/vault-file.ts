import { z } from 'zod';
import { type FileProblem, lastGoodPath, putAside, readFileIfThere, writeFileAtomic } from '../files.ts';
import { passphraseParamsSchema } from './passphrase-cipher.ts';

const contentSchema = z.object({
  version: z.literal(1),
  /** What encrypted the entries. */
  backend: z.string().min(1).max(100),
  passphrase: passphraseParamsSchema.nullable(),
  /** Ciphertext by name, base64. */
  entries: z.record(z.string().max(200), z.base64()),
});

export type VaultContent = z.infer<typeof contentSchema>;

export interface VaultFile {
  /** Null when there is none. A damaged file is put aside and the last good copy taken. Throws `disk`. */
  read(): VaultContent | null;
  write(content: VaultContent): void;
  /** Keeps the file as it is now under another name; no-op without a file. */
  keep(why: string): string | null;
}

/** The vault on disk: ciphertext only, mode 0600, each write whole, with a copy of the last good content. */
export function createVaultFile(deps: {
  readonly file: string;
  readonly now: () => number;
  readonly onProblem: (problem: FileProblem) => void;
}): VaultFile {
  const { file } = deps;
  return {
    read() {
      const text = readFileIfThere(file);
      const content = text === null ? null : parse(text);
      if (text === null || content !== null) return content;

      const keptAs = putAside(file, 'unreadable', deps.now());
      const goodText = readFileIfThere(lastGoodPath(file));
      const good = goodText === null ? null : parse(goodText);
      if (good !== null) writeFileAtomic(file, serialise(good));
      deps.onProblem({
        file: 'vault',
        message:
          good === null
            ? 'Give your accounts their tokens and sessions again.'
            : 'The last good copy of your tokens and sessions is in use.',
        keptAs,
      });
      return good;
    },
    write(content) {
      const text = serialise(content);
      writeFileAtomic(file, text);
      writeFileAtomic(lastGoodPath(file), text);
    },
    keep(why) {
      return readFileIfThere(file) === null ? null : putAside(file, why, deps.now());
    },
  };
}

function serialise(content: VaultContent): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function parse(text: string): VaultContent | null {
  try {
    return contentSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
