import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { AccountId, TerminalSession } from '../contract.ts';
import { announcedTime } from './announced-time.ts';
import { toFailure } from './errors.ts';
import type { GitlabClient } from './gitlab/ports.ts';
import type { Clock } from './host.ts';
import type { Announced } from './terminals/ports.ts';

/** What administrators of instances announce, as far as it may end terminals: asked for where one is open, and rarely. */
export interface Announcements {
  of(accountId: AccountId): readonly Announced[];
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  dispose(): void;
}

const ASK_EVERY_MS = 10 * 60_000;
/** An older GitLab tells its administrators only; a token may not be allowed to ask. */
const REFUSED_EVERY_MS = 6 * 3_600_000;
const MOST_SHOWN = 3;
const LONGEST_CHARACTERS = 300;

/** `GET /broadcast_messages` (docs.gitlab.com/api/broadcast_messages); `active` = shown now. */
const messages = z.array(
  z.object({
    message: z.string(),
    starts_at: z.string().nullish(),
    active: z.boolean().nullish(),
    target_path: z.string().nullish(),
    target_access_levels: z.array(z.number()).nullish(),
  }),
);
type Message = z.infer<typeof messages>[number];

/** In the words of the languages in which GitLab is most used. */
const CONCERNS_TERMINALS =
  /maint[ea]n|wartung|manuten|mantenimiento|onderhoud|konserwac|обслуж|технич|メンテ|维护|維護|점검|down ?time|outage|upgrad|aktualisier|mise à jour|restart|reboot|neustart|redémarr|migrat|unavailab|indisponib|nicht erreichbar|read-?only|offline|shut ?down/i;
/** Terminals are for developers and higher. */
const DEVELOPER = 30;
/** Controls, and what turns or hides the text around it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

export function createAnnouncements(deps: {
  clientFor(accountId: AccountId): GitlabClient;
  readonly clock: Clock;
  onChange(): void;
}): Announcements {
  const { clock } = deps;
  const known = new Map<AccountId, readonly Announced[]>();
  const asking = new Map<AccountId, { readonly abort: AbortController; cancelNext: (() => void) | null }>();

  async function ask(accountId: AccountId): Promise<void> {
    const entry = asking.get(accountId);
    if (entry === undefined) return;
    const { signal } = entry.abort;
    let againMs = ASK_EVERY_MS;
    try {
      const client = deps.clientFor(accountId);
      const { body, status } = await client.api('/broadcast_messages', messages, { signal, query: { per_page: 20 } });
      if (status === 200 && !signal.aborted) take(accountId, body);
    } catch (error) {
      const { kind, retryAfterMs } = toFailure(error);
      if (kind === 'forbidden' || kind === 'not-found' || kind === 'unauthorized' || kind === 'missing-scope') {
        againMs = REFUSED_EVERY_MS;
      }
      againMs = Math.max(againMs, retryAfterMs ?? 0);
    }
    if (!signal.aborted) entry.cancelNext = clock.after(againMs, () => void ask(accountId));
  }

  function take(accountId: AccountId, told: readonly Message[]): void {
    const now = told.flatMap((one) => announcedIn(one, clock.now()) ?? []).slice(0, MOST_SHOWN);
    if (isDeepStrictEqual(now, known.get(accountId) ?? [])) return;
    known.set(accountId, now);
    deps.onChange();
  }

  function stop(accountId: AccountId): void {
    const entry = asking.get(accountId);
    entry?.abort.abort();
    entry?.cancelNext?.();
    asking.delete(accountId);
    known.delete(accountId);
  }

  return {
    of: (accountId) => known.get(accountId) ?? [],
    sessionsChanged(sessions) {
      const wanted = new Set(
        sessions.flatMap(({ job, state }) =>
          job !== null && (state.status === 'open' || state.status === 'held') ? [job.accountId] : [],
        ),
      );
      for (const accountId of [...asking.keys()]) if (!wanted.has(accountId)) stop(accountId);
      for (const accountId of wanted) {
        if (asking.has(accountId)) continue;
        asking.set(accountId, { abort: new AbortController(), cancelNext: null });
        void ask(accountId);
      }
    },
    dispose() {
      for (const accountId of [...asking.keys()]) stop(accountId);
    },
  };
}

/** Null = not shown now, not to everyone who has terminals, or of something else. */
export function announcedIn(message: Message, now: number): Announced | null {
  if (message.active === false || (message.target_path ?? '') !== '') return null;
  const levels = message.target_access_levels ?? [];
  if (levels.length > 0 && !levels.some((level) => level >= DEVELOPER)) return null;
  const text = plainText(message.message);
  if (text === '' || !CONCERNS_TERMINALS.test(text)) return null;
  const shownFrom = Date.parse(message.starts_at ?? '');
  return { text, at: announcedTime(text, Number.isNaN(shownFrom) ? now : shownFrom) };
}

/** Administrators write Markdown and some HTML; what is shown is what it says. */
function plainText(markdown: string): string {
  const plain = markdown
    .slice(0, LONGEST_CHARACTERS * 10)
    .replace(/<[^<>]{0,500}>/g, ' ')
    .replace(/!?\[([^[\]]{0,300})\]\([^()\s]{0,500}\)/g, '$1')
    .replace(/(?<!\w)[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)/g, '')
    .replace(UNSAFE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...plain];
  return characters.length <= LONGEST_CHARACTERS
    ? plain
    : `${characters
        .slice(0, LONGEST_CHARACTERS - 1)
        .join('')
        .trimEnd()}…`;
}
