import type { SignInHead } from '../../contract.ts';
import type { ServerTrust, SignInRequest } from '../../core/host.ts';
import { addressOf, parseUrl } from './rules.ts';

/** What the window knows; `makeHead` turns it into what its head shows. Pure. */
export interface WindowFacts {
  readonly request: Pick<SignInRequest, 'purpose' | 'baseUrl' | 'instance' | 'who' | 'note' | 'startUrl'>;
  /** The page that is shown; empty before the first. */
  readonly url: string;
  readonly popUpUrl: string | null;
  readonly isDark: boolean;
  readonly loading: boolean;
  readonly trust: ServerTrust | null;
  readonly message: SignInHead['message'];
  readonly can: SignInHead['can'];
}

/** Net errors from -200 to -299 are about certificates (net/base/net_error_list.h). */
export function isCertificateError(code: number): boolean {
  return code <= -200 && code > -300;
}

export function makeHead(facts: WindowFacts): SignInHead {
  const { request, trust } = facts;
  const url = parseUrl(facts.url) ?? new URL(request.startUrl);
  const popUp = facts.popUpUrl === null ? null : parseUrl(facts.popUpUrl);
  const encrypted = trust === null || trust.certificate.problem === null;
  return {
    purpose: request.purpose,
    instance: request.instance,
    who: request.who,
    address: addressOf(url),
    place: url.origin === new URL(request.baseUrl).origin ? 'instance' : 'led-to',
    connection: url.protocol !== 'https:' ? 'plain' : encrypted ? 'encrypted' : 'refused',
    certificate: url.protocol === 'https:' ? (trust?.certificate ?? null) : null,
    ownAuthority: url.protocol === 'https:' && (trust?.trusted ?? false),
    theme: facts.isDark ? 'dark' : 'light',
    loading: facts.loading,
    message: facts.message,
    popUp: popUp === null ? null : popUp.host || popUp.protocol,
    can: facts.can,
    note: request.note,
  };
}

/** Why a page did not come, as a sentence. */
export function loadFailure(code: number, name: string, url: string): string {
  const host = parseUrl(url)?.host ?? 'The page';
  if (isCertificateError(code)) {
    return `${host} is not trusted (${name}). If your company has a CA of its own, give its file to this account first.`;
  }
  // ours: an address that the window may not load
  if (name === 'ERR_BLOCKED_BY_CLIENT') return `${host} is no place that signing in may lead to.`;
  return `${host} cannot be reached (${name}). Check the network, then try again.`;
}

export function strayed(to: string, instance: string): string {
  const url = parseUrl(to);
  const where = url === null ? 'somewhere else' : url.host === '' ? `a ${url.protocol} address` : url.host;
  return `The page wanted to open ${where}, which is no part of signing in to ${instance}. It stays here.`;
}
