/** `npm run release:checksums -- FOLDER`: writes SHA256SUMS, which `sha256sum --check` reads. */
import { createHash } from 'node:crypto';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { releasedFiles } from './files.ts';

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function writeChecksums(folder: string): Promise<void> {
  const names = releasedFiles(folder);
  if (names.length === 0) throw new Error(`nothing to release in ${folder}`);
  const lines: string[] = [];
  for (const name of names) lines.push(`${await sha256(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
  console.log(lines.join('').trimEnd());
}

writeChecksums(process.argv[2] ?? 'release').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
