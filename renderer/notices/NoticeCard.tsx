import {
  type Bell,
  CircleCheck,
  CircleSlash,
  KeyRound,
  PauseCircle,
  SquareTerminal,
  TriangleAlert,
  Unplug,
  X,
} from 'lucide-react';
import type { Notice, NoticeAction, NoticeKind } from '../../electron/contract.ts';
import { useActions } from '../actions.ts';
import { useNow } from '../clock.ts';
import { useStore } from '../store.ts';
import { age } from '../ui/ages.ts';
import { Button } from '../ui/Button.tsx';

const icons: Readonly<Record<NoticeKind, typeof Bell>> = {
  'session-held': PauseCircle,
  'session-ending': PauseCircle,
  'session-ended': Unplug,
  'job-finished': CircleCheck,
  'job-started': SquareTerminal,
  'wait-over': CircleSlash,
  'token-expiring': KeyRound,
  'token-renewed': KeyRound,
  'token-not-renewed': KeyRound,
  'token-refused': KeyRound,
  'web-session-expiring': KeyRound,
  'web-session-refused': KeyRound,
  'file-set-aside': TriangleAlert,
  policy: TriangleAlert,
  vault: KeyRound,
};

export interface NoticeCardProps {
  readonly notice: Notice;
  readonly place: 'toast' | 'centre';
  readonly onClose: () => void;
  /** After one of the buttons. */
  readonly onActed?: () => void;
}

/** A notice: what, why, what now, with at most two buttons. */
export function NoticeCard({ notice, place, onClose, onActed }: NoticeCardProps) {
  const { actOnNotice, readNotices } = useActions();
  const sessions = useStore((state) => state.sessions);
  const Icon = icons[notice.kind];
  // a tab that was closed leads nowhere
  const isThere = (action: NoticeAction): boolean =>
    !('sessionId' in action) || sessions.some(({ id }) => id === action.sessionId);
  const actions = notice.actions.filter(isThere);
  return (
    <article className="notice" data-urgency={notice.urgency} data-place={place} data-read={notice.read || undefined}>
      <Icon aria-hidden />
      <div className="notice-text">
        <h3>
          {notice.title}
          {!notice.read && place === 'centre' && <span className="visually-hidden"> (new)</span>}
        </h3>
        <p>{notice.body}</p>
        {place === 'centre' && <NoticeAge at={notice.at} />}
        {actions.length > 0 && (
          <div className="notice-actions">
            {actions.map((action, index) => (
              <Button
                key={`${action.do}-${actionLabel(action)}`}
                size="small"
                look={index === 0 && place === 'toast' ? 'primary' : 'plain'}
                onClick={() => {
                  actOnNotice(action);
                  if (!notice.read) readNotices([notice.id]);
                  onActed?.();
                }}
              >
                {actionLabel(action)}
              </Button>
            ))}
          </div>
        )}
      </div>
      <button
        type="button"
        className="icon-button notice-close"
        aria-label={`Dismiss: ${notice.title}`}
        onClick={onClose}
      >
        <X aria-hidden />
      </button>
    </article>
  );
}

function NoticeAge({ at }: { readonly at: number }) {
  return <span className="notice-age num">{age(useNow() - at)}</span>;
}

function actionLabel(action: NoticeAction): string {
  switch (action.do) {
    case 'show-session':
      return 'Go to terminal';
    case 'reconnect':
      return 'Reconnect';
    case 'retry-job':
      return 'Retry with a terminal';
    case 'edit-account':
      return 'Edit account…';
    case 'renew-token':
      return 'Renew…';
    case 'sign-in':
      return 'Sign in…';
    case 'open-url':
    case 'copy':
      return action.label;
    case 'open-settings':
      return 'Open settings';
  }
}
