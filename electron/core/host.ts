import type { Announcement, AppInfo, CertificateSummary, SessionId, SignInHead, Update } from '../contract.ts';
import type { ProxyRule } from './gitlab/proxy.ts';
import type { AskSystemProxy, Ways } from './gitlab/ways.ts';
import type { Policy, UpdatePolicy } from './policy.ts';

/** Time, injected, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs once after `ms`; returns its undo. Does not keep the process alive. */
  after(ms: number, run: () => void): () => void;
  /** Timers stand still while the machine sleeps: runs at once what fell due meanwhile, and puts the rest right. */
  catchUp(): void;
}

/** One line each: component, event, ids. Never terminal bytes, secrets, or URLs with queries. */
export interface Log {
  info(component: string, event: string, fields?: Readonly<Record<string, LogField>>): void;
  warn(component: string, event: string, fields?: Readonly<Record<string, LogField>>): void;
}
export type LogField = string | number | boolean | null;

/** Encrypts small texts with something only this user's system account can use. */
export interface Cipher {
  /** Recorded beside the data, so that a changed keyring is told from a damaged file. */
  readonly backend: string;
  /** Rejects when the keyring refuses. */
  encrypt(plain: string): Promise<Uint8Array>;
  /** Rejects when the text was not encrypted by this cipher. */
  decrypt(secret: Uint8Array): Promise<string>;
}

export type CipherOffer =
  | { readonly cipher: Cipher }
  /** `why` is a sentence for the user. */
  | { readonly cipher: null; readonly why: string };

/** The settings file through electron-store (desktop) or conf, its base (browser). */
export interface SettingsFile {
  readonly path: string;
  /** Throws when the file is there and is no JSON object. */
  read(): Readonly<Record<string, unknown>>;
  /** Replaces the whole content, atomically, mode 0600. */
  write(value: Readonly<Record<string, unknown>>): void;
}

/** A cookie as a browser holds it. */
export interface BrowserCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** For this host alone, not for hosts below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'none' | 'lax' | 'strict' | null;
  /** Null = until the browser is closed. */
  readonly expiresAt: number | null;
}

/** What the cookies of a sign-in window are worth now. */
export type SignInVerdict =
  /** The expected user's, and kept: the window has nothing left to do. */
  | { readonly is: 'done' }
  | { readonly is: 'not-yet' }
  /** Somebody is signed in, and it is not who was expected. `message` says what to do. */
  | { readonly is: 'wrong-user'; readonly message: string }
  | { readonly is: 'trouble'; readonly message: string };

/** What is to be thought of the certificates that a server showed, its own first. */
export interface ServerTrust {
  readonly certificate: CertificateSummary;
  /** They lead to the user's CA for this instance, or to one of this system's that Chromium does not know. */
  readonly trusted: boolean;
}

export interface SignInRequest {
  readonly purpose: SignInHead['purpose'];
  /** Base URL of the instance. */
  readonly baseUrl: string;
  readonly instance: string;
  readonly startUrl: string;
  readonly who: string | null;
  readonly note: string | null;
  readonly proxy: ProxyRule;
  /** What the window starts with; empty = as nobody. */
  readonly cookies: readonly BrowserCookie[];
  /** Asked whenever the instance's cookies or the page have changed. Never rejects. */
  judge(cookies: readonly BrowserCookie[]): Promise<SignInVerdict>;
  /** Asked about a server whose authority Chromium does not know, and to describe any; null = unreadable. */
  inspect(chainPems: readonly string[], hostname: string): ServerTrust | null;
}

/** GitLab's own sign-in page, shown in a window that keeps nothing once it is closed. */
export interface SignInWindow {
  open(request: SignInRequest): {
    /** `done` when a verdict said so, `closed` when the user closed it. Never rejects. */
    readonly ended: Promise<'done' | 'closed'>;
    /** Brings it to the front. */
    focus(): void;
    close(): void;
  };
}

/** Finds, fetches and installs newer versions of the app, as one door can. */
export interface Updater {
  /** Null = nothing newer for this machine now. Rejects with what `toUpdateFailure` makes. */
  check(): Promise<Update | null>;
  /** Fetches and verifies what `check` found. Rejects with `cancelled` after an abort, and as `check`. */
  download(onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void>;
  /** Installs what was fetched when the app ends. */
  installOnQuit(): void;
  /** Ends the app, after the user's word where it would be missed, and starts the new version. */
  restart(): void;
}

export interface DownloadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number;
}

/** What an updater is made with. */
export interface UpdaterTerms {
  /** Null = the app's own ways. */
  readonly policy: UpdatePolicy | null;
  readonly ways: Ways;
}

export type UpdaterOffer =
  | { readonly updater: Updater }
  /** `why` is for the user: full sentences, with what does update this copy. */
  | { readonly updater: null; readonly why: string };

export type AwakeAnswer =
  | { readonly lock: { release(): void } }
  /** `why` is full sentences for the user: why this system cannot be kept awake, and what to do instead. */
  | { readonly lock: null; readonly why: string };

/** What core needs from a door. */
export interface Host {
  readonly app: AppInfo;
  readonly clock: Clock;
  readonly log: Log;
  readonly settingsFile: SettingsFile;
  /** What an administrator has decided; read by the door. */
  readonly policy: Policy;
  /** The system's proxies; null where the door cannot ask. */
  readonly askSystemProxy: AskSystemProxy | null;
  /** Asked once at start; cheap, since an updater is loaded when it is first used. */
  offerUpdater(terms: UpdaterTerms): UpdaterOffer;
  /** Asked once at start, late (a keyring may prompt). */
  offerCipher(): Promise<CipherOffer>;
  /**
   * A desktop notification. The browser door leaves it to the page and does nothing. Throws when this desktop is known to
   * show none.
   */
  announce(announcement: Announcement): void;
  /** One more window, for this session if one is named; rejects on the browser door. */
  openWindow(sessionId: SessionId | null): Promise<void>;
  /** Null where no such window can be had: there the session cookie is pasted. */
  readonly signIn: SignInWindow | null;
  /**
   * Keeps this computer from going to sleep by itself until the lock is released. What its user asks for is the system's
   * affair: some then ask back.
   * `reason` is shown by some systems. `onLost`: the system has taken the lock back. Never rejects.
   */
  keepAwake(reason: string, onLost: (why: string) => void): Promise<AwakeAnswer>;
  /** Asks where to save a file of that name: its path, or null when the user took it back. Null where the user's browser saves. */
  readonly chooseFile: ((fileName: string) => Promise<string | null>) | null;
  openExternal(url: string): Promise<void>;
  readClipboard(): Promise<string>;
  writeClipboard(text: string): Promise<void>;
}
