import type { NextStep } from '../../contract.ts';
import { assertNever } from '../errors.ts';
import type { DialFailure } from '../gitlab/ports.ts';
import type { Verdict } from './end-facts.ts';

type Handshake = Extract<DialFailure, { at: 'handshake' }>;

/** A refusal by the runner, or "in use", comes within 150 ms; a wait for a container or executor takes longer (measured). */
const AT_ONCE_MS = 10_000;

/** Why a terminal could not be opened, from how the attempt failed. Every 500 has one and the same body. */
export function dialEnding(failure: DialFailure, upgradesPass: boolean | null): Verdict {
  switch (failure.at) {
    case 'cancelled':
      return { reason: 'closed-by-me', certainty: 'certain', message: 'You stopped the attempt.', next: AGAIN };
    case 'timeout':
      return {
        reason: 'not-ready',
        certainty: 'likely',
        message: `GitLab did not answer within ${seconds(failure.afterMs)}: the runner takes connections but stays silent.`,
        next: ['reconnect', 'open-job-page'],
      };
    case 'network':
      return networkEnding(failure.code);
    case 'handshake':
      return handshakeEnding(failure, upgradesPass);
    default:
      return assertNever(failure);
  }
}

const AGAIN: readonly NextStep[] = ['reconnect', 'close'];
const TLS_CODE =
  /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|CRL_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_|ERR_SSL_|EPROTO)/;

function networkEnding(code: string): Verdict {
  if (code === 'NO_SUBPROTOCOL' || code === 'BAD_UPGRADE' || code.startsWith('HPE_')) {
    return {
      reason: 'proxy-blocks-websocket',
      certainty: 'likely',
      message: 'Something answered that speaks WebSocket otherwise than GitLab does: a proxy on the way, most likely.',
      next: ['check-network', 'reconnect'],
    };
  }
  if (TLS_CODE.test(code)) {
    return {
      reason: 'network-lost',
      certainty: 'certain',
      message: `The server’s certificate is not trusted (${code.slice(0, 40)}), so nothing was sent.`,
      next: ['check-network', 'reconnect'],
    };
  }
  const unknownName = code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  return {
    reason: 'network-lost',
    certainty: 'certain',
    message: unknownName
      ? 'The server’s name could not be looked up: the network or a VPN is off.'
      : `The server could not be reached (${code.slice(0, 40)}).`,
    next: ['check-network', 'reconnect'],
  };
}

function handshakeEnding(failure: Handshake, upgradesPass: boolean | null): Verdict {
  const { status } = failure;
  if (isSignInRedirect(failure) || status === 401) {
    return {
      reason: 'signed-out',
      certainty: status === 401 ? 'likely' : 'certain',
      message: 'GitLab asks to sign in: the web session of this instance is no longer valid.',
      next: ['sign-in', 'reconnect'],
    };
  }
  // what is no answer of a terminal at all may be Rails' answer to a plain request
  if (upgradesPass === false && !(status >= 500 && status !== 501) && status !== 429) return proxyEnding('certain');
  if (status === 301 || status === 308) {
    return {
      reason: 'no-terminal',
      certainty: 'likely',
      message: 'The project seems to have moved to another path.',
      next: ['reconnect', 'open-job-page'],
    };
  }
  if (status >= 300 && status < 400) {
    return {
      reason: 'signed-out',
      certainty: 'likely',
      message:
        'GitLab wants something from you first, such as new terms to accept, a new password or two-factor sign-in. Sign in on its page, then reconnect.',
      next: ['sign-in', 'open-job-page'],
    };
  }
  switch (status) {
    case 200:
    case 406:
    case 426:
    case 501:
      return upgradesPass === true ? refused(status) : proxyEnding('likely');
    case 400:
      return {
        reason: 'server-refused',
        certainty: 'certain',
        message:
          'GitLab takes the address for no terminal’s. Is the instance’s address right, with the path below which it is served?',
        next: ['open-job-page', 'close'],
      };
    case 403:
      return {
        reason: 'server-refused',
        certainty: 'certain',
        message: 'Refused by the server or its network rules (403): an address rule, a rate limiter, or a proxy.',
        next: ['check-network', 'reconnect'],
      };
    case 404:
      return {
        reason: 'no-terminal',
        certainty: 'likely',
        message:
          'GitLab knows no terminal of this job for you (404): it ended this moment, its runner has no session server, or the job is someone else’s.',
        next: ['reconnect', 'open-job-page'],
      };
    case 429:
      return {
        reason: 'rate-limited',
        certainty: 'certain',
        message: 'GitLab takes no more requests from you for the moment (429).',
        next: ['wait', 'reconnect'],
      };
    case 500:
      return internalError(failure.afterMs);
    case 502:
    case 503:
    case 504:
      return {
        reason: 'server-refused',
        certainty: 'certain',
        message: `The server, or a proxy in front of it, is not in order just now (${status}).`,
        next: ['wait', 'reconnect'],
      };
    default:
      return refused(status);
  }
}

function internalError(afterMs: number): Verdict {
  if (afterMs < AT_ONCE_MS) {
    return {
      reason: 'in-use-or-unreachable',
      certainty: 'likely',
      message:
        'GitLab answered 500 at once. A job has one terminal, and it may be in use elsewhere, in a browser tab for example; or GitLab cannot reach the runner. It does not say which.',
      next: ['reconnect', 'open-job-page'],
    };
  }
  return {
    reason: 'not-ready',
    certainty: 'likely',
    message: `The runner had no terminal ready within ${seconds(afterMs)}: its container or executor was not up yet.`,
    next: ['reconnect', 'open-job-page'],
  };
}

function proxyEnding(certainty: Verdict['certainty']): Verdict {
  return {
    reason: 'proxy-blocks-websocket',
    certainty,
    message:
      'A proxy between you and GitLab does not pass WebSockets: it takes the Upgrade headers away, so GitLab sees an ordinary request. Its administrators can let them through.',
    next: ['check-network', 'open-job-page'],
  };
}

function refused(status: number): Verdict {
  return {
    reason: 'server-refused',
    certainty: 'likely',
    message: `The server answered ${status} instead of opening the terminal.`,
    next: ['reconnect', 'open-job-page'],
  };
}

export function isSignInRedirect(failure: Handshake): boolean {
  return failure.status >= 300 && failure.status < 400 && /\/users\/sign_in\/?$/.test(failure.location ?? '');
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
