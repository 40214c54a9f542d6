import { randomUUID } from 'node:crypto';
import { type Certificate, type Session, session as sessions } from 'electron';
import type { BrowserCookie, ServerTrust, SignInRequest } from '../../core/host.ts';
import { chromiumProxy } from '../proxy-rules.ts';
import { fromChromium, toChromium } from './cookies.ts';
import { mayLoad, parseUrl } from './rules.ts';

/** Chromium's `ERR_CERT_AUTHORITY_INVALID`: the one refusal that an authority of one's own can mend. */
const AUTHORITY_UNKNOWN = -202;
/** Answers of `setCertificateVerifyProc`: accept, and leave it to Chromium. */
const ACCEPT = 0;
const AS_CHROMIUM_SAYS = -3;

/** Storage of one sign-in: in memory, empty at the start and emptied at the end. */
export interface SignInPartition {
  readonly session: Session;
  /** What the host showed last. */
  trustOf(hostname: string): ServerTrust | null;
  /** That would be sent to the instance. */
  cookies(): Promise<readonly BrowserCookie[]>;
  /** Called when one of the instance's cookies has changed; returns its undo. */
  onCookies(listener: () => void): () => void;
  /** Forgets everything; the window goes on as nobody. */
  empty(): Promise<void>;
}

type Needs = Pick<SignInRequest, 'baseUrl' | 'cookies' | 'inspect' | 'proxy'>;

export async function openPartition(request: Needs, onTrust: () => void): Promise<SignInPartition> {
  const { baseUrl } = request;
  const host = new URL(baseUrl).hostname;
  const shown = new Map<string, ServerTrust>();
  // no `persist:` in front: in memory only. A new one each time, since Chromium keeps what it thought of certificates.
  const session = sessions.fromPartition(`sign-in-${randomUUID()}`, { cache: false });

  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url, baseUrl) }));
  session.setCertificateVerifyProc(({ hostname, certificate, errorCode }, answer) => {
    const trust = request.inspect(chainOf(certificate), hostname);
    const mended = errorCode === AUTHORITY_UNKNOWN && trust?.trusted === true;
    if (trust !== null) {
      const problem = errorCode === 0 || mended ? null : (trust.certificate.problem ?? `Chromium ${errorCode}`);
      shown.set(hostname, { certificate: { ...trust.certificate, problem }, trusted: mended });
      onTrust();
    }
    answer(mended ? ACCEPT : AS_CHROMIUM_SAYS);
  });
  await session.setProxy(chromiumProxy(request.proxy, process.env));
  for (const cookie of request.cookies) await session.cookies.set(toChromium(cookie, baseUrl));

  return {
    session,
    trustOf: (hostname) => shown.get(hostname) ?? null,
    async cookies() {
      const held = await session.cookies.get({ url: `${baseUrl}/` });
      return held.map((cookie) => fromChromium(cookie, host));
    },
    onCookies(listener) {
      const heard = (_event: unknown, { domain }: Electron.Cookie, _cause: string, removed: boolean) => {
        if (!removed && isCookieOf(domain, host)) listener();
      };
      session.cookies.on('changed', heard);
      return () => void session.cookies.off('changed', heard);
    },
    async empty() {
      // what a page writes while it is being emptied goes with the second time
      for (let time = 0; time < 2; time += 1) {
        await session.clearStorageData();
        await session.clearCache();
        await session.clearAuthCache();
      }
    },
  };
}

function isCookieOf(domain: string | undefined, host: string): boolean {
  const name = (domain ?? host).replace(/^\./, '');
  return host === name || host.endsWith(`.${name}`);
}

/** The server's own certificate first, then what it sent along. */
function chainOf(certificate: Certificate): readonly string[] {
  const pems: string[] = [];
  let current: Certificate | undefined = certificate;
  while (current !== undefined && pems.length < 10) {
    pems.push(current.data);
    // the last one of a chain names itself in some versions, nobody in others
    current = current.issuerCert === current ? undefined : current.issuerCert;
  }
  return pems;
}

export function hostnameOf(url: string): string {
  return parseUrl(url)?.hostname ?? '';
}
