import type { NoticeKind, NoticeReach } from '../../electron/contract.ts';

export interface KindWords {
  readonly kind: NoticeKind;
  readonly label: string;
}

/** All kinds, in groups, as people would name them. */
export const kindGroups: readonly { readonly heading: string; readonly kinds: readonly KindWords[] }[] = [
  {
    heading: 'Terminals',
    kinds: [
      { kind: 'session-ending', label: 'A terminal ends soon' },
      { kind: 'session-ended', label: 'A terminal ended' },
      { kind: 'session-held', label: 'A finished job is held by its terminal' },
    ],
  },
  {
    heading: 'Jobs',
    kinds: [
      { kind: 'job-started', label: 'A job you waited for has started' },
      { kind: 'wait-over', label: 'A job you waited for brought no terminal' },
      { kind: 'job-finished', label: 'A job with a terminal is over' },
    ],
  },
  {
    heading: 'Accounts',
    kinds: [
      { kind: 'web-session-expiring', label: 'A sign-in ends soon' },
      { kind: 'web-session-refused', label: 'You were signed out' },
      { kind: 'token-expiring', label: 'An access token expires soon' },
      { kind: 'token-refused', label: 'An access token is refused' },
      { kind: 'token-not-renewed', label: 'An access token was not renewed' },
      { kind: 'token-renewed', label: 'An access token was renewed' },
    ],
  },
  {
    heading: 'Jobdeck',
    kinds: [
      { kind: 'vault', label: 'Secrets are kept in memory only' },
      { kind: 'file-set-aside', label: 'A file could not be read' },
      { kind: 'policy', label: 'The administrator’s policy could not be read in full' },
    ],
  },
];

export const reachOptions: readonly { readonly value: NoticeReach; readonly label: string }[] = [
  { value: 'off', label: 'Off' },
  { value: 'list', label: 'List' },
  { value: 'notify', label: 'Notify' },
  { value: 'sound', label: 'Sound' },
];

/** As core has them (`core/notices/kinds.ts`, which a test compares): what holds until the user chooses. */
export const usualReaches: Readonly<Record<NoticeKind, NoticeReach>> = {
  'session-held': 'notify',
  'session-ending': 'sound',
  'session-ended': 'notify',
  'job-finished': 'notify',
  'job-started': 'sound',
  'wait-over': 'notify',
  'token-expiring': 'notify',
  'token-renewed': 'list',
  'token-not-renewed': 'notify',
  'token-refused': 'notify',
  'web-session-expiring': 'notify',
  'web-session-refused': 'notify',
  'file-set-aside': 'list',
  policy: 'list',
  vault: 'list',
};

/** Monday first; 0 = Sunday. */
export const weekdays: readonly { readonly day: number; readonly short: string; readonly name: string }[] = [
  { day: 1, short: 'Mo', name: 'Monday' },
  { day: 2, short: 'Tu', name: 'Tuesday' },
  { day: 3, short: 'We', name: 'Wednesday' },
  { day: 4, short: 'Th', name: 'Thursday' },
  { day: 5, short: 'Fr', name: 'Friday' },
  { day: 6, short: 'Sa', name: 'Saturday' },
  { day: 0, short: 'Su', name: 'Sunday' },
];

/** `20:00`, as a time field wants it. */
export function clockTime(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Null while the field holds no whole time. */
export function minutesOf(text: string): number | null {
  const match = /^(\d{2}):(\d{2})/.exec(text);
  if (match === null) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}
