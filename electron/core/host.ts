import type { AppInfo, Notice, SessionId } from '../contract.ts';

/** Time, injected, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs once after `ms`; returns its undo. Does not keep the process alive. */
  after(ms: number, run: () => void): () => void;
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

/** What core needs from a door. */
export interface Host {
  readonly app: AppInfo;
  readonly clock: Clock;
  readonly log: Log;
  readonly settingsFile: SettingsFile;
  /** Asked once at start, late (a keyring may prompt). */
  offerCipher(): Promise<CipherOffer>;
  /** A desktop notification; the browser door leaves it to the page and does nothing. */
  notify(notice: Notice): void;
  /** One more window, for this session if one is named; rejects on the browser door. */
  openWindow(sessionId: SessionId | null): Promise<void>;
  openExternal(url: string): Promise<void>;
  readClipboard(): Promise<string>;
  writeClipboard(text: string): Promise<void>;
}
