import type { Announcement, NoticeKind } from '../../contract.ts';
import { redact } from '../log.ts';
import { combine, comesTogether, commonActions, highestUrgency } from './batch-words.ts';
import type { NewNotice } from './new-notice.ts';
import { counted, safeSentence } from './text.ts';

export type AnnouncementWords = Pick<Announcement, 'title' | 'body' | 'urgency' | 'actions'>;

/** What a kind is called where no name may be shown: for one, and for several. */
const UNNAMED: Readonly<Record<NoticeKind, readonly [one: string, several: string]>> = {
  'session-held': ['A job is held by your terminal', 'Jobs are held by your terminals'],
  'session-ending': ['A terminal ends soon', 'Terminals end soon'],
  'session-ended': ['A terminal ended', 'Terminals ended'],
  'job-finished': ['A job is over', 'Jobs are over'],
  'job-started': ['A job that you waited for has started', 'Jobs that you waited for have started'],
  'wait-over': ['A wait for a job is over', 'Waits for jobs are over'],
  'token-expiring': ['An access token expires soon', 'Access tokens expire soon'],
  'token-renewed': ['An access token was renewed', 'Access tokens were renewed'],
  'token-not-renewed': ['An access token was not renewed', 'Access tokens were not renewed'],
  'token-refused': ['An access token is refused', 'Access tokens are refused'],
  'web-session-expiring': ['A sign-in ends soon', 'Sign-ins end soon'],
  'web-session-refused': ['You were signed out', 'You were signed out of several accounts'],
  'file-set-aside': ['A file could not be read', 'Files could not be read'],
  policy: ['Your administrator’s policy could not be read in full', 'Your administrator’s policy could not be read'],
  vault: ['Tokens and cookies are kept in memory only', 'Tokens and cookies are kept in memory only'],
};

const LONGEST_TITLE = 100;
const LONGEST_BODY = 300;

/** One notification for everything that came together. */
export function announcementWords(parts: readonly NewNotice[], names: boolean): AnnouncementWords {
  const groups = grouped(parts);
  const words = groups.map((group) => (names ? named(group) : unnamed(group)));
  const [only] = words;
  const rest = {
    urgency: highestUrgency(parts),
    actions: parts.length === 1 ? actionsOf(parts[0]) : commonActions(parts).slice(0, 2),
  };
  if (words.length === 1 && only !== undefined) {
    return { title: plain(only.title, LONGEST_TITLE), body: plain(only.body, LONGEST_BODY), ...rest };
  }
  const lines = words.map(({ title }) => title).join('. ');
  return { title: `${counted(parts.length, 'notice')} from Jobdeck`, body: plain(`${lines}.`, LONGEST_BODY), ...rest };
}

const actionsOf = (part: NewNotice | undefined) => (part?.actions ?? []).slice(0, 2);

/** What is one notice in the list is one line here; what stands alone there does so here. */
function grouped(parts: readonly NewNotice[]): readonly (readonly NewNotice[])[] {
  const groups = new Map<string, NewNotice[]>();
  for (const part of parts) {
    const name = comesTogether(part) ? part.kind : part.key;
    groups.set(name, [...(groups.get(name) ?? []), part]);
  }
  return [...groups.values()];
}

function named(parts: readonly NewNotice[]): { readonly title: string; readonly body: string } {
  return combine(parts);
}

function unnamed(parts: readonly NewNotice[]): { readonly title: string; readonly body: string } {
  const [first] = parts;
  if (first === undefined) return { title: '', body: '' };
  const [one, several] = UNNAMED[first.kind];
  if (parts.length === 1) return { title: first.unnamed ?? one, body: 'Jobdeck shows which.' };
  return { title: several, body: `${parts.length} of them: Jobdeck shows which.` };
}

/**
 * One line without anything that acts where it is shown: no controls, no markup (notification daemons on Linux take some),
 * nothing shaped like a secret.
 */
function plain(text: string, longest: number): string {
  const clean = String(redact('notice', safeSentence(text)))
    .replace(/</g, '‹')
    .replace(/>/g, '›');
  const characters = [...clean];
  return characters.length <= longest
    ? clean
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}
