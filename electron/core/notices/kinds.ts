import type { NoticeKind, NoticeReach } from '../../contract.ts';

/** How far each kind goes as long as the user has not said otherwise. */
export const kindReaches: Readonly<Record<NoticeKind, NoticeReach>> = {
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
  // These wait until the user looks.
  'file-set-aside': 'list',
  policy: 'list',
  vault: 'list',
};
