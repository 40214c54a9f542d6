import { z } from 'zod';

/** What the settings file keeps of an account: everything but its secrets. */
export const accountRecordSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  label: z.string().min(1).max(100),
  colour: z.number().int().min(0).max(7).catch(0),
  url: z.string().regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*[^\s/?#])?$/),
  version: z.string().max(100).nullable().catch(null),
  user: z.object({ id: z.number().int(), username: z.string().max(300), name: z.string().max(300) }),
  /** Certificates only; `parseCa` made it. */
  caPem: z.string().nullable().catch(null),
  /** What was last known of the token, so that an expiry can be told offline. */
  token: z
    .object({
      scopes: z.array(z.string().max(100)).max(100),
      expiresAt: z.number().nullable(),
      createdAt: z.number().nullable().catch(null),
      /** GitLab has told of it as of a personal access token; others have neither scopes nor an end that could be known. */
      personal: z.boolean().catch(true),
    })
    .nullable()
    .catch(null),
  renewTokenDays: z.number().int().min(1).max(60).nullable().catch(null),
  warningMinutes: z.array(z.number().min(0).max(1440)).max(10).readonly().nullable().catch(null),
  keepTranscripts: z.boolean().catch(true),
  /** The web session's use, so that its end can be told offline. */
  session: z.object({ usedAt: z.number(), movedAt: z.number(), expiresAt: z.number() }).nullable().catch(null),
});

export type AccountRecord = z.infer<typeof accountRecordSchema>;
