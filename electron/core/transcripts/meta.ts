import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EndingReason } from '../../contract.ts';
import { ENDED_BECAUSE } from '../terminals/seam.ts';

/*
 * What is known of a transcript beside its output, in the clear like the job lists: it must be listed, aged and removed
 * while the vault is locked.
 */

const endings = Object.keys(ENDED_BECAUSE) as EndingReason[];

const metaSchema = z.object({
  version: z.literal(1),
  accountId: z.string().max(64).nullable(),
  instance: z.string().max(2048).nullable(),
  job: z
    .object({
      key: z.string().max(100),
      id: z.number().int(),
      name: z.string().max(1000),
      projectPath: z.string().max(2000),
      pipelineId: z.number().int(),
      ref: z.string().max(2000),
      webUrl: z.string().max(8192),
    })
    .nullable(),
  title: z.string().max(1000),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  shells: z.number().int().min(0),
  ending: z.enum(endings).nullable().catch(null),
  key: z.object({ by: z.string().max(64), box: z.base64().max(400) }),
});
export type TranscriptMeta = z.infer<typeof metaSchema>;

const FILE = 'transcript.json';

/** Null when there is none, or none that could be understood. */
export async function readMeta(dir: string): Promise<TranscriptMeta | null> {
  try {
    return metaSchema.parse(JSON.parse(await readFile(join(dir, FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** Whole or not at all. Rejects where the disk refuses or the folder is gone. */
export async function writeMeta(dir: string, meta: TranscriptMeta): Promise<void> {
  const temporary = join(dir, `.${FILE}.tmp`);
  try {
    await writeFile(temporary, `${JSON.stringify(meta)}\n`, { mode: 0o600 });
    await rename(temporary, join(dir, FILE));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** Without it the folder is removed at the next start. */
export async function removeMeta(dir: string): Promise<void> {
  await rm(join(dir, FILE), { force: true });
}
