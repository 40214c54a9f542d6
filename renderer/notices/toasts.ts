import type { AccountId, Notice, NoticeKind, SessionId } from '../../electron/contract.ts';

/** More than this at once is noise; the rest waits behind the bell. */
export const mostToasts = 3;

/** How long a calm notice stands before it goes behind the bell by itself. */
export const calmToastMs = 8000;

const weight: Readonly<Record<Notice['urgency'], number>> = { now: 0, soon: 1, calm: 2 };

/** Kinds that wait in the list by themselves, and are worth a word when they come. */
const SAID_ONCE: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['file-set-aside', 'policy']);

/**
 * The unread notices to show: the most urgent, then the newest; what the user's rules keep in the list, or an earlier run
 * told, is none. What the vault cannot do stands in the footer at all times, and accounts whose terminals wait for a
 * sign-in (`asked`) have a banner that asks for it: one question is enough.
 */
export function chooseToasts(
  notices: readonly Notice[],
  put: ReadonlySet<string>,
  asked: readonly AccountId[],
): readonly Notice[] {
  const isAsked = ({ actions }: Notice): boolean =>
    actions.some((action) => action.do === 'sign-in' && asked.includes(action.accountId));
  const isLoud = ({ kind, reach }: Notice): boolean => reach !== 'list' || SAID_ONCE.has(kind);
  return notices
    .filter(
      (notice) => isLoud(notice) && notice.kind !== 'vault' && !notice.read && !put.has(notice.id) && !isAsked(notice),
    )
    .sort((a, b) => weight[a.urgency] - weight[b.urgency] || b.at - a.at)
    .slice(0, mostToasts);
}

/** The terminal in front tells the same itself: a toast about it need not stay over it. */
export function isAbout(notice: Notice, sessionId: SessionId | null): boolean {
  return notice.actions.some((action) => action.do === 'show-session' && action.sessionId === sessionId);
}
