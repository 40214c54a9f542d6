import type { Notice, NoticeAction, NoticeKind } from '../../contract.ts';
import type { NewNotice } from './new-notice.ts';
import { counted, safeName } from './text.ts';

/** Kinds that come in numbers when one cause hits many jobs: those that come together are one notice. */
const TOGETHER: Partial<Record<NoticeKind, (count: number) => string>> = {
  'session-held': (count) => `${counted(count, 'job')} are held by your terminals`,
  'session-ending': (count) => `${counted(count, 'terminal')} end soon`,
  'session-ended': (count) => `${counted(count, 'terminal')} ended together`,
  'job-finished': (count) => `${counted(count, 'job')} are over`,
  'job-started': (count) => `${counted(count, 'job')} that you waited for have started`,
  'wait-over': (count) => `${counted(count, 'wait')} for jobs are over without a terminal`,
};

const MOST_LISTED = 20;

const WEIGHT: Readonly<Record<Notice['urgency'], number>> = { calm: 0, soon: 1, now: 2 };

export function comesTogether(notice: Pick<NewNotice, 'kind' | 'about'>): boolean {
  return TOGETHER[notice.kind] !== undefined && notice.about?.length === 1;
}

/** Several of one kind as one. */
export function combine(parts: readonly NewNotice[]): Omit<NewNotice, 'key'> {
  const [first] = parts;
  if (first === undefined) throw new Error('nothing to combine');
  if (parts.length === 1) return first;
  const why = new Set(parts.map((part) => part.why ?? '')).size === 1 ? ` ${first.why ?? ''}` : '';
  return {
    kind: first.kind,
    urgency: highestUrgency(parts),
    title: TOGETHER[first.kind]?.(parts.length) ?? first.title,
    body: `${listed(parts.map(lineOf))}.${why}`,
    about: parts.flatMap(({ about }) => about ?? []),
    actions: commonActions(parts),
  };
}

export function highestUrgency(parts: readonly Pick<NewNotice, 'urgency'>[]): Notice['urgency'] {
  return parts.reduce<Notice['urgency']>(
    (highest, { urgency }) => (WEIGHT[urgency] > WEIGHT[highest] ? urgency : highest),
    'calm',
  );
}

/** A click leads to the first of them; a button does what helps all. */
export function commonActions(parts: readonly NewNotice[]): readonly NoticeAction[] {
  const show = parts.flatMap(({ actions }) => actions ?? []).find((action) => action.do === 'show-session');
  const [first, ...rest] = parts.map(({ actions }) => (actions ?? []).map((action) => JSON.stringify(action)));
  const common = (first ?? []).filter((text) => rest.every((texts) => texts.includes(text)));
  const others = common
    .map((text) => JSON.parse(text) as NoticeAction)
    .filter(({ do: what }) => what !== 'show-session');
  return [...(show === undefined ? [] : [show]), ...others];
}

function listed(lines: readonly string[]): string {
  const more = lines.length - MOST_LISTED;
  return more <= 0 ? lines.join(', ') : `${lines.slice(0, MOST_LISTED).join(', ')} and ${more} more`;
}

function lineOf({ about, brief }: NewNotice): string {
  const name = safeName(about?.[0]?.jobName ?? '');
  return brief === undefined ? name : `${name} ${brief}`;
}
