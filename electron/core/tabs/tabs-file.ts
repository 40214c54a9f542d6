import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { AccountId, SessionId } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import { readFileIfThere, writeFileAtomic } from '../files.ts';
import type { Log } from '../host.ts';
import { type RememberedJob, rememberedJob } from '../jobs/remembered-list.ts';

/** The tabs of a run: whose terminal each was, in their order, and how the pages had them stand together. */
export interface KeptTabs {
  readonly tabs: readonly KeptTab[];
  readonly layout: string;
}

export interface KeptTab {
  readonly accountId: AccountId;
  readonly job: RememberedJob;
  /** Of what it printed in this run and earlier ones, the oldest first. */
  readonly transcripts: readonly SessionId[];
}

/** Where they lie between runs. No step throws. */
export interface TabsFile {
  read(): KeptTabs;
  write(kept: KeptTabs): void;
  erase(): void;
}

export const MOST_TABS = 200;
/** Of one tab: so many runs are looked back. */
export const MOST_TRANSCRIPTS = 8;
export const MOST_LAYOUT_CHARACTERS = 256 * 1024;
export const noTabs: KeptTabs = { tabs: [], layout: '' };

const schema = z.object({
  version: z.literal(1),
  tabs: z.array(z.unknown()).max(MOST_TABS),
  layout: z.string().max(MOST_LAYOUT_CHARACTERS).catch(''),
});
const tab = z.object({
  accountId: z.string().min(1).max(64),
  job: rememberedJob,
  // a folder's name, too
  transcripts: z.array(z.uuid()).max(MOST_TRANSCRIPTS).catch([]),
});

/** Losing it costs the tabs of the last run, which the list leads to again: a damaged one is as good as none. Mode 0600. */
export function createTabsFile(file: string, log: Log): TabsFile {
  function attempt<T>(what: string, step: () => T, otherwise: T): T {
    try {
      return step();
    } catch (error) {
      log.warn('tabs', what, { kind: toFailure(error).kind });
      return otherwise;
    }
  }

  return {
    read: () =>
      attempt(
        'not read',
        () => {
          const text = readFileIfThere(file);
          if (text === null) return noTabs;
          const { tabs, layout } = schema.parse(JSON.parse(text));
          const good = tabs.flatMap((one) => {
            const read = tab.safeParse(one);
            return read.success ? [read.data] : [];
          });
          return { tabs: good, layout };
        },
        noTabs,
      ),
    write: (kept) =>
      attempt('not kept', () => writeFileAtomic(file, JSON.stringify({ version: 1, ...kept })), undefined),
    erase: () => attempt('not erased', () => rmSync(file, { force: true }), undefined),
  };
}
