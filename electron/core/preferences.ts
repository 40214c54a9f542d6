import { z } from 'zod';
import type { Settings } from '../contract.ts';
import { kindReaches } from './notices/kinds.ts';

const kindNames = Object.keys(kindReaches) as (keyof typeof kindReaches)[];
const minuteOfDay = z
  .number()
  .int()
  .min(0)
  .max(24 * 60 - 1);

const themeName = z.string().regex(/^(own:)?[\w-]{1,64}$/);
const colour = z.string().regex(/^#[0-9a-f]{6}$/);

/** One line, as a list shows it. */
const snippetName = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u);

/** What each preference may be; at both doors and in the settings file. */
export const preferenceFields = {
  theme: z.enum(['system', 'light', 'dark']),
  jobScope: z.enum(['mine', 'all']),
  terminalFontSize: z.number().min(6).max(48),
  terminalFontFamily: z.string().max(300),
  scrollbackLines: z.number().int().min(100).max(500_000),
  cursorBlink: z.boolean(),
  copyOnSelect: z.boolean(),
  renderer: z.enum(['auto', 'webgl', 'dom']),
  confirmMultilinePaste: z.boolean(),
  shellSize: z.enum(['follow', 'open', 'never']),
  keepShells: z.boolean(),
  screenReader: z.boolean(),
  terminalThemeDark: themeName,
  terminalThemeLight: themeName,
  terminalThemes: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[\w-]{1,64}$/),
        name: z.string().min(1).max(80),
        colours: z.strictObject({
          background: colour,
          foreground: colour,
          cursor: colour.nullable(),
          cursorText: colour.nullable(),
          selection: z
            .string()
            .regex(/^#[0-9a-f]{6}([0-9a-f]{2})?$/)
            .nullable(),
          ansi: z.array(colour).length(16),
        }),
      }),
    )
    .max(50),
  minimumContrast: z.number().min(1).max(21),
  lineHeight: z.number().min(1).max(2),
  letterSpacing: z.number().min(-2).max(10),
  ligatures: z.boolean(),
  cursorStyle: z.enum(['block', 'bar', 'underline']),
  bell: z.enum(['off', 'mark', 'flash', 'sound']),
  rightClick: z.enum(['auto', 'menu', 'paste']),
  middleClick: z.enum(['auto', 'paste', 'off']),
  wordSeparators: z.string().max(100),
  programCopies: z.enum(['ask', 'never']),
  terminalImages: z.boolean(),
  snippets: z
    .array(z.strictObject({ name: snippetName, text: z.string().min(1).max(4000), run: z.boolean() }))
    .max(200),
  desktopNotifications: z.boolean(),
  notificationNames: z.boolean(),
  noticeKinds: z.partialRecord(z.enum(kindNames), z.enum(['off', 'list', 'notify', 'sound'])),
  noticeProjects: z
    .array(z.strictObject({ pattern: z.string().min(1).max(300), rule: z.enum(['mute', 'urgent']) }))
    .max(100),
  quietHours: z.strictObject({
    on: z.boolean(),
    from: minuteOfDay,
    until: minuteOfDay,
    days: z.array(z.number().int().min(0).max(6)).max(7),
    letUrgent: z.boolean(),
  }),
  holdWarningMinutes: z.array(z.number().min(0).max(1440)).max(10),
  expiryWarningDays: z.array(z.number().int().min(1).max(365)).max(10),
  keepSignedIn: z.boolean(),
  sidebarWidth: z.number().min(120).max(4000),
  automaticUpdates: z.boolean(),
  tray: z.boolean(),
  closeToTray: z.enum(['ask', 'keep', 'quit']),
  startAtLogin: z.boolean(),
  globalShortcut: z.string().max(60).nullable(),
  menuBar: z.boolean(),
  keepAwake: z.enum(['held', 'open', 'never']),
  rememberJobs: z.boolean(),
  transcriptMegabytes: z
    .number()
    .int()
    .min(64)
    .max(1024 * 1024),
  transcriptDays: z.number().int().min(1).max(3650),
  transcriptLocalShells: z.boolean(),
} satisfies { readonly [K in keyof Settings]: z.ZodType<Settings[K]> };

/** The fields that are written and can be read. Names those that could not. */
export function readPreferences(raw: unknown): {
  readonly chosen: Partial<Settings>;
  readonly unreadable: readonly string[];
} {
  const fields = z.record(z.string(), z.unknown()).safeParse(raw ?? {});
  if (!fields.success) return { chosen: {}, unreadable: ['preferences'] };
  const good: Record<string, unknown> = {};
  const unreadable: string[] = [];
  for (const [name, schema] of Object.entries(preferenceFields)) {
    const written = fields.data[name];
    if (written === undefined) continue;
    const parsed = schema.safeParse(written);
    if (parsed.success) good[name] = parsed.data;
    else unreadable.push(name);
  }
  return { chosen: good, unreadable };
}
