/** Days of a month cannot be told from months in `03/04`, and a name of a zone like CST is one of several: not read. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ZONES: Readonly<Record<string, number>> = { utc: 0, gmt: 0, z: 0, cet: 60, cest: 120 };
const LONGEST = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const CLOCK = '(\\d{1,2}):(\\d{2})(?::\\d{2})? ?([ap]\\.?m\\.?)?';
const ZONE = '(?:(UTC|GMT|CET|CEST|Z)(?![A-Za-z])(?: ?([+-]\\d{1,2})(?::?(\\d{2}))?)?|([+-]\\d{2}):?(\\d{2}))';
/** `22:00 UTC`, `22:00–23:30 UTC`, `from 22:00 to 23:30 (UTC)`: the zone of an end is that of its beginning. */
const TIME = new RegExp(
  `(?<![\\d:])${CLOCK}(?: ?(?:-|–|—|to|until) ?(?:\\d{1,2}:\\d{2})(?: ?[ap]\\.?m\\.?)?)? ?\\(?${ZONE}`,
  'i',
);
const ISO_DAY = /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/;
const DAY_MONTH = /(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([A-Za-z]{3,9})\.?,?(?: (\d{4}))?/g;
const MONTH_DAY = /([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,? (\d{4}))?/g;
/** A day that is told some other way. */
const OTHER_DAY =
  /\b(?:tomorrow|tonight|weekend|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b|\d{1,2}[./]\d{1,2}/i;

/**
 * The first moment that a text names together with its time zone. A time without a day is the first one after the text
 * was put up. Null where anything about it would be a guess.
 */
export function announcedTime(text: string, shownFrom: number): number | null {
  const read = text
    .slice(0, LONGEST)
    .replace(/T(?=\d{2}:)/g, ' ')
    .replace(/\s+/g, ' ');
  const time = TIME.exec(read);
  if (time === null) return null;
  const minutes = minutesOf(time);
  const zone = zoneOf(time);
  if (minutes === null || zone === null) return null;
  const day = dayIn(read, shownFrom);
  if (day === 'unclear') return null;
  if (day !== null) return day + (minutes - zone) * MINUTE_MS;
  const onThatDay = startOfDay(shownFrom + zone * MINUTE_MS) + (minutes - zone) * MINUTE_MS;
  return onThatDay >= shownFrom ? onThatDay : onThatDay + DAY_MS;
}

function minutesOf([, hourText, minuteText, half]: RegExpExecArray): number | null {
  const [hour, minute] = [Number(hourText), Number(minuteText)];
  if (minute > 59) return null;
  if (half === undefined) return hour > 23 ? null : hour * 60 + minute;
  if (hour < 1 || hour > 12) return null;
  return ((hour % 12) + (/^p/i.test(half) ? 12 : 0)) * 60 + minute;
}

/** Minutes ahead of UTC. */
function zoneOf([, , , , name, hours, minutes, bareHours, bareMinutes]: RegExpExecArray): number | null {
  const told = hours ?? bareHours;
  const sign = told?.startsWith('-') === true ? -1 : 1;
  const offset = told === undefined ? 0 : Number(told) * 60 + sign * Number(minutes ?? bareMinutes ?? 0);
  if (Math.abs(offset) > 14 * 60) return null;
  return name === undefined ? offset : (ZONES[name.toLowerCase()] ?? 0) + offset;
}

/** As a moment at 0:00 UTC; null = none is named. */
function dayIn(text: string, shownFrom: number): number | 'unclear' | null {
  const iso = ISO_DAY.exec(text);
  if (iso !== null) return dayOf(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])) ?? 'unclear';
  for (const match of text.matchAll(DAY_MONTH)) {
    const found = named(match[2], match[1], match[3], shownFrom);
    if (found !== null) return found;
  }
  for (const match of text.matchAll(MONTH_DAY)) {
    const found = named(match[1], match[2], match[3], shownFrom);
    if (found !== null) return found;
  }
  return OTHER_DAY.test(text) ? 'unclear' : null;
}

function named(
  month: string | undefined,
  day: string | undefined,
  year: string | undefined,
  shownFrom: number,
): number | 'unclear' | null {
  const at = MONTHS.indexOf((month ?? '').slice(0, 3).toLowerCase());
  if (at < 0 || !isMonth(month ?? '')) return null;
  if (year !== undefined) return dayOf(Number(year), at, Number(day)) ?? 'unclear';
  const thisYear = new Date(shownFrom).getUTCFullYear();
  const found = dayOf(thisYear, at, Number(day));
  if (found === null) return 'unclear';
  // announced in December for January
  return found < shownFrom - 31 * DAY_MS ? (dayOf(thisYear + 1, at, Number(day)) ?? 'unclear') : found;
}

const FULL_MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;

function isMonth(word: string): boolean {
  return FULL_MONTH.test(word);
}

function dayOf(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month, day);
  const back = new Date(at);
  return year >= 2000 && back.getUTCMonth() === month && back.getUTCDate() === day ? at : null;
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
