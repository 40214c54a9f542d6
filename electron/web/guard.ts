import type { IncomingMessage } from 'node:http';
import type { Keys } from './keys.ts';

/** Judges a request before anything else looks at it. */
export interface Guard {
  readonly cookieName: string;
  /**
   * Is it meant for us, and sent by our own page or typed by the user? Refuses names that were pointed at
   * 127.0.0.1 (DNS rebinding: their `Host` is the attacker's) and requests made by other sites' pages.
   */
  isOurs(request: IncomingMessage): boolean;
  /** The same for what changes something or opens a socket: browsers always send `Origin` there, so it is demanded. */
  isOurPage(request: IncomingMessage): boolean;
  isSignedIn(request: IncomingMessage): boolean;
}

function cookie(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

export function createGuard(port: number, keys: Keys): Guard {
  // Both can only mean this machine: browsers resolve `localhost` themselves.
  const hosts: ReadonlySet<string> = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  // Cookies are shared between the ports of a host, so the port goes into the name.
  const cookieName = `jobdeck-${port}`;

  const hasOurHost = (request: IncomingMessage): boolean => hosts.has(request.headers.host ?? '');
  const hasOurOrigin = (request: IncomingMessage): boolean =>
    request.headers.origin === `http://${request.headers.host}`;

  /** Another site may only bring the user to the front page (a link); that page then starts over without secrets. */
  function comesFromElsewhere(request: IncomingMessage): boolean {
    const site = request.headers['sec-fetch-site'];
    if (site === undefined || site === 'same-origin' || site === 'none') return false;
    return !(request.method === 'GET' && request.url === '/' && request.headers['sec-fetch-dest'] === 'document');
  }

  return {
    cookieName,
    isOurs: (request) =>
      hasOurHost(request) &&
      (request.headers.origin === undefined || hasOurOrigin(request)) &&
      !comesFromElsewhere(request),
    isOurPage: (request) => hasOurHost(request) && hasOurOrigin(request) && !comesFromElsewhere(request),
    isSignedIn(request) {
      const token = cookie(request, cookieName);
      return token !== null && keys.isSession(token);
    },
  };
}
