import { z } from 'zod';
import type { Calls, Sends } from '../contract.ts';
import { preferenceFields } from './preferences.ts';
import { MOST_LAYOUT_CHARACTERS } from './tabs/tabs-file.ts';

/*
 * What either door lets through to core. A call or send without a line here does not compile.
 * The sizes are far above honest use and far below what would hurt.
 */

const id = z.string().min(1).max(128);
const ids = z.array(id).max(10_000);
const accountId = z.string().regex(/^[\w-]{1,64}$/);
const jobKey = z.string().regex(/^[\w-]{1,64}:\d{1,15}$/);
const address = z.string().max(4096);
const url = z.string().max(8192);
const token = z.string().max(4096);
const sessionCookie = z.string().max(32_768);
const caPem = z
  .string()
  .max(512 * 1024)
  .nullable();
const label = z.string().max(100);
const passphrase = z.string().min(1).max(1024);
const byteCount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const screenLines = z.number().int().min(1).max(10_000);
/** `instanceof`, since a plain object with numeric keys would pass for bytes elsewhere. */
const bytes = z.instanceof(Uint8Array).refine((value) => value.byteLength <= 64 * 1024 * 1024, 'too many bytes');

/** Some of the fields: each as it must be, or not there at all. */
function someOf<T extends Readonly<Record<string, z.ZodType>>>(fields: T) {
  const optional = Object.entries(fields).map(([name, field]) => [name, z.exactOptional(field)]);
  return z.strictObject(Object.fromEntries(optional) as { [K in keyof T]: z.ZodExactOptional<T[K]> });
}

const settingsPatch = someOf(preferenceFields);

const gitlabId = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const pipelineRef = z.strictObject({
  accountId,
  projectId: gitlabId,
  projectPath: z.string().min(1).max(1024),
  pipelineId: gitlabId,
});
const armTarget = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('job'), jobKey }),
  z.strictObject({
    what: z.literal('name'),
    pipeline: pipelineRef,
    name: z.string().min(1).max(255),
    which: z.enum(['any', 'next']),
  }),
]);

export const callArguments = {
  snapshot: z.tuple([]),
  probeInstance: z.tuple([address, caPem]),
  addAccount: z.tuple([
    z.strictObject({
      address,
      token: token.nullable(),
      sessionCookie: sessionCookie.nullable(),
      caPem,
      label: label.nullable(),
    }),
  ]),
  editAccount: z.tuple([
    accountId,
    z.strictObject({
      label: z.exactOptional(label),
      colour: z.exactOptional(z.number().int().min(0).max(7)),
      token: z.exactOptional(token),
      sessionCookie: z.exactOptional(sessionCookie),
      caPem: z.exactOptional(caPem),
      renewTokenDays: z.exactOptional(z.number().int().min(1).max(60).nullable()),
      warningMinutes: z.exactOptional(preferenceFields.holdWarningMinutes.nullable()),
      keepTranscripts: z.exactOptional(z.boolean()),
    }),
  ]),
  removeAccount: z.tuple([accountId]),
  signIn: z.tuple([accountId]),
  addAccountBySignIn: z.tuple([address, caPem]),
  cancelSignIn: z.tuple([]),
  openTokenPage: z.tuple([accountId]),
  rotateToken: z.tuple([accountId, z.iso.date().nullable()]),
  reorderAccounts: z.tuple([z.array(accountId).max(1000)]),
  checkAccount: z.tuple([accountId]),
  createVaultPassphrase: z.tuple([passphrase]),
  unlockVault: z.tuple([passphrase]),
  refreshJobs: z.tuple([accountId.nullable()]),
  openTerminal: z.tuple([jobKey]),
  openJobUrl: z.tuple([url]),
  arm: z.tuple([armTarget]),
  disarm: z.tuple([id]),
  retryWithTerminal: z.tuple([jobKey]),
  playWithTerminal: z.tuple([jobKey]),
  upcomingJobs: z.tuple([pipelineRef]),
  openLocalShell: z.tuple([]),
  reconnect: z.tuple([id]),
  fitShell: z.tuple([id]),
  keepShell: z.tuple([id]),
  answerPlace: z.tuple([id, z.enum(['go', 'dismiss'])]),
  tryNow: z.tuple([id]),
  leaveShell: z.tuple([id]),
  stopLeaving: z.tuple([id]),
  endSession: z.tuple([id]),
  closeSession: z.tuple([id]),
  reorderSessions: z.tuple([ids]),
  attachSession: z.tuple([id]),
  showSession: z.tuple([id]),
  openWindow: z.tuple([id.nullable()]),
  listTranscripts: z.tuple([]),
  readTranscript: z.tuple([id, byteCount.nullable()]),
  deleteTranscripts: z.tuple([ids]),
  deleteAllTranscripts: z.tuple([]),
  exportTranscript: z.tuple([id, z.enum(['text', 'ansi', 'html', 'asciicast'])]),
  cancelExport: z.tuple([id]),
  saveText: z.tuple([z.string().min(1).max(255), z.string().max(256 * 1024 * 1024)]),
  readNotices: z.tuple([ids]),
  dismissNotices: z.tuple([ids]),
  testNotification: z.tuple([]),
  updateSettings: z.tuple([settingsPatch]),
  checkForUpdates: z.tuple([]),
  downloadUpdate: z.tuple([]),
  cancelUpdate: z.tuple([]),
  installUpdate: z.tuple([]),
  openExternal: z.tuple([url.regex(/^https?:\/\//i)]),
  readClipboard: z.tuple([]),
  writeClipboard: z.tuple([z.string().max(64 * 1024 * 1024)]),
} satisfies { readonly [K in keyof Calls]: z.ZodType<Parameters<Calls[K]>> };

export const sendArguments = {
  input: z.tuple([id, bytes]),
  acknowledge: z.tuple([id, byteCount, z.number().int().nonnegative().nullable()]),
  resize: z.tuple([id, screenLines, screenLines]),
  networkChanged: z.tuple([]),
  setInFront: z.tuple([z.boolean()]),
  keepLayout: z.tuple([z.string().max(MOST_LAYOUT_CHARACTERS)]),
  setActiveSession: z.tuple([id.nullable()]),
} satisfies { readonly [K in keyof Sends]: z.ZodType<Parameters<Sends[K]>> };
