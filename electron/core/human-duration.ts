/** As GitLab counts them (its fork of the library chronic_duration): a month has 30 days, a year 365¼. */
const UNITS: readonly (readonly [names: string, seconds: number])[] = [
  ['y|yrs?|years?', 31_557_600],
  ['mo|mos|months?', 2_592_000],
  ['w|wks?|weeks?', 604_800],
  ['d|days?', 86_400],
  ['h|hrs?|hours?', 3_600],
  ['m|mins?|minutes?', 60],
  ['s|secs?|seconds?', 1],
];
const SHAPE = new RegExp(`^${UNITS.map(([names]) => `(?:(\\d{1,9}) ?(?:${names})(?![a-z]))?`).join(' ?')}$`, 'i');
const LONGEST = 100;

/**
 * Milliseconds of a duration as GitLab shows it to people: `1h 30m`, `2d`, `1mo 5d`, also in words (`1 hour 30 minutes`).
 * The units stand in falling order, each once. Null for anything else, and for nothing at all.
 */
export function parseHumanDuration(text: string): number | null {
  if (text.length > LONGEST) return null;
  const match = SHAPE.exec(text.replace(/[\s,]+/g, ' ').trim());
  if (match === null) return null;
  const seconds = UNITS.reduce((sum, [, size], index) => sum + Number(match[index + 1] ?? 0) * size, 0);
  return seconds > 0 ? seconds * 1000 : null;
}
