import { z } from 'zod';
import type { Notice, NoticeAction, NoticeKind } from '../../contract.ts';
import { type FileProblem, putAside, readFileIfThere, writeFileAtomic } from '../files.ts';
import type { Log } from '../host.ts';
import { kindReaches } from './kinds.ts';
import type { KeptNotice } from './notice-list.ts';

export interface Kept {
  /** Keys of all that has been told, oldest first. */
  readonly told: readonly string[];
  readonly notices: readonly KeptNotice[];
}

/** What was told, over restarts. */
export interface NoticeMemory {
  /** What an earlier run left: without what led to its terminals, which are gone. */
  readonly kept: Kept;
  /** On the disk when it returns. A full disk costs the memory, never the notice. */
  write(kept: Kept): void;
}

const accountId = z.string().max(64);
const actionSchema: z.ZodType<NoticeAction> = z.discriminatedUnion('do', [
  z.object({ do: z.literal('show-session'), sessionId: z.string() }),
  z.object({ do: z.literal('reconnect'), sessionId: z.string() }),
  z.object({ do: z.literal('retry-job'), jobKey: z.string().max(100) }),
  z.object({ do: z.literal('sign-in'), accountId }),
  z.object({ do: z.literal('edit-account'), accountId }),
  z.object({ do: z.literal('renew-token'), accountId }),
  z.object({ do: z.literal('copy'), label: z.string().max(100), text: z.string().max(2000) }),
  z.object({ do: z.literal('open-url'), label: z.string().max(100), url: z.string().regex(/^https?:\/\//) }),
  z.object({ do: z.literal('open-settings') }),
]);
const noticeSchema: z.ZodType<Notice> = z.object({
  id: z.string().max(64),
  kind: z.enum(Object.keys(kindReaches) as NoticeKind[]),
  urgency: z.enum(['calm', 'soon', 'now']),
  at: z.number(),
  title: z.string().max(1000),
  body: z.string().max(2000),
  actions: z.array(actionSchema).max(2),
  read: z.boolean(),
  about: z.array(
    z.object({
      accountId: accountId.nullable(),
      projectPath: z.string().nullable(),
      jobKey: z.string().nullable(),
      jobName: z.string().nullable(),
    }),
  ),
  reach: z.enum(['list', 'notify', 'sound']),
});
const key = z.string().max(500);
const fileSchema = z.object({
  version: z.literal(1),
  told: z.array(key),
  notices: z.array(z.object({ keys: z.array(key), notice: noticeSchema })),
});

const NOTHING: Kept = { told: [], notices: [] };
/** Those tell of a terminal that did not outlive its run. */
const OF_A_TERMINAL = new Set<NoticeKind>(['session-held', 'session-ending']);

export function createNoticeMemory(deps: {
  readonly file: string;
  now(): number;
  readonly log: Log;
  onProblem(problem: FileProblem): void;
}): NoticeMemory {
  return {
    kept: read(deps),
    write({ told, notices }) {
      try {
        writeFileAtomic(deps.file, JSON.stringify({ version: 1, told, notices }));
      } catch {
        deps.log.warn('notices', 'not remembered');
      }
    },
  };
}

function read({ file, now, onProblem }: Parameters<typeof createNoticeMemory>[0]): Kept {
  let text: string | null;
  try {
    text = readFileIfThere(file);
    if (text === null) return NOTHING;
    const { told, notices } = fileSchema.parse(JSON.parse(text));
    return { told, notices: notices.map(afterRestart) };
  } catch {
    onProblem({
      file: 'list of notices',
      message: 'The list starts afresh, and things may be told again.',
      keptAs: asideOrNull(file, now()),
    });
    return NOTHING;
  }
}

function asideOrNull(file: string, now: number): string | null {
  try {
    return putAside(file, 'unreadable', now);
  } catch {
    return null;
  }
}

function afterRestart({ keys, notice }: KeptNotice): KeptNotice {
  const actions = notice.actions.filter((action) => !('sessionId' in action));
  const read = notice.read || OF_A_TERMINAL.has(notice.kind);
  return { keys, notice: { ...notice, actions, read, reach: 'list' } };
}
