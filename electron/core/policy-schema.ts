import { z } from 'zod';
import { preferenceFields } from './preferences.ts';

/*
 * What an administrator may write into the policy file. `docs/policy.schema.json` is made from this
 * (`npx vitest run test/core/policy.test.ts -u`), and `docs/administrators.md` explains it.
 */

const webAddress = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/, 'an http(s) address without user name, query or fragment');

const filePath = z.string().min(1).max(4096);
const pem = z.string().max(512 * 1024);

const bypass = z
  .array(z.string().min(1).max(300))
  .max(500)
  .describe(
    'Servers reached directly: git.example.org, *.example.org, 10.0.0.0/8, <local> (names without a dot), each with :port where only that port is meant.',
  );

const proxy = z
  .discriminatedUnion('mode', [
    z
      .strictObject({ mode: z.literal('automatic') })
      .describe('The proxies of the environment (HTTPS_PROXY, NO_PROXY) where it names one, else the system’s.'),
    z.strictObject({ mode: z.literal('none') }).describe('Always directly.'),
    z
      .strictObject({
        mode: z.literal('fixed'),
        url: z
          .string()
          .max(2048)
          .regex(/^https?:\/\/([^\s/?#@]+@)?[^\s/?#@]+\/?$/, 'an http(s) address of a proxy'),
        bypass: bypass.optional(),
      })
      .describe('One proxy. A user and password in the URL can be read by everybody who can read this file.'),
    z
      .strictObject({ mode: z.literal('script'), url: webAddress })
      .describe(
        'A proxy auto-configuration script (PAC). The desktop app only; the browser door uses the environment.',
      ),
  ])
  .describe('How servers are reached.');

const instance = z
  .strictObject({
    address: webAddress.describe(
      'Address of the GitLab instance, with its relative root: https://git.example.org/gitlab',
    ),
    label: z.string().min(1).max(100).optional().describe('What it is called on the first screen.'),
    help: webAddress.optional().describe('A page that tells users how to get access.'),
    caFile: filePath.optional().describe('PEM file of a CA to trust for this instance; relative to this file.'),
    caPem: pem.optional().describe('The same as text.'),
    proxy: proxy.optional().describe('How this instance is reached, where that differs.'),
    applicationId: z
      .string()
      .regex(/^[\w-]{1,200}$/)
      .optional()
      .describe('Id of the OAuth application (not confidential, scope read_api) registered for Jobdeck there.'),
  })
  .describe('An instance offered to every user.');

const updates = z
  .strictObject({
    mode: z
      .enum(['off', 'manual', 'automatic'])
      .optional()
      .describe(
        'off: never asked. manual: only when the user asks. automatic: looked for and fetched by itself, installed when Jobdeck is closed. Default under a policy: off.',
      ),
    channel: z.enum(['latest', 'beta']).optional().describe('Default: latest.'),
    feedUrl: webAddress
      .regex(/^https:|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/, 'https')
      .optional()
      .describe(
        'Folder that holds latest.yml, latest-mac.yml, latest-linux.yml and the packages. Default: the build’s own.',
      ),
    publicKey: z
      .string()
      .regex(/^-----BEGIN PUBLIC KEY-----[\s\S]+-----END PUBLIC KEY-----\s*$/, 'an Ed25519 public key as PEM')
      .optional()
      .describe('With it, the feed’s metadata must be signed: latest-linux.yml.sig and so on, Ed25519.'),
    staging: z
      .enum(['follow', 'at-once'])
      .optional()
      .describe(
        'follow: takes part in the feed’s stagingPercentage. at-once: for pilot machines, which never wait for it.',
      ),
    waitDays: z
      .number()
      .int()
      .min(0)
      .max(90)
      .optional()
      .describe('Take a release only so many days after its release date.'),
  })
  .describe('Updates of the desktop app.');

const policyFields = {
  $schema: z.string().max(2048).optional().describe('For editors; ignored.'),
  instances: z.array(instance).max(50).optional().describe('Offered on the first screen and when an account is added.'),
  onlyTheseInstances: z
    .boolean()
    .optional()
    .describe('Reach no other server than those above, compared by scheme, host and port.'),
  proxy: proxy.optional(),
  ca: z
    .array(z.union([z.strictObject({ file: filePath }), z.strictObject({ pem })]))
    .max(50)
    .optional()
    .describe('CAs trusted beside the system’s, for every instance, proxy and the update feed.'),
  settings: z.strictObject(preferenceFields).partial().optional().describe('Defaults until the user changes them.'),
  lockedSettings: z
    .array(z.enum(Object.keys(preferenceFields) as (keyof typeof preferenceFields)[]))
    .optional()
    .describe('Settings that the user cannot change: they have the value above, or Jobdeck’s own default.'),
  updates: updates.optional(),
  localShell: z
    .boolean()
    .optional()
    .describe('May tabs with a shell on this machine be opened? Default: as the app allows.'),
  telemetry: z.literal('none').optional().describe('Jobdeck sends none; there is nothing else to choose.'),
};

const version = z.literal(1).describe('Of this format.');

export const policySchema = z.strictObject({ version, ...policyFields });

/** As written, and fit to be used: what could not be read is gone. */
export type PolicyText = z.infer<typeof policySchema>;
