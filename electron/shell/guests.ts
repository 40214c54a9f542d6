import type { Session, WebContents } from 'electron';

/** Sessions that show pages of others, by rules of their own instead of the app page's. */
export interface Guests {
  admit(session: Session): void;
  isGuest(contents: WebContents): boolean;
}

export function createGuests(): Guests {
  const sessions = new WeakSet<Session>();
  return {
    admit: (session) => void sessions.add(session),
    isGuest: (contents) => sessions.has(contents.session),
  };
}
