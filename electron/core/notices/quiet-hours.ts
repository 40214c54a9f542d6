import type { QuietHours } from '../../contract.ts';

/** Is the desktop to be left alone at this moment, by the wall clock of this machine? Equal ends mean the whole day. */
export function isQuiet(quiet: QuietHours, at: Date): boolean {
  if (!quiet.on) return false;
  const minute = at.getHours() * 60 + at.getMinutes();
  const today = at.getDay();
  const beginsOn = (day: number) => quiet.days.includes(day);
  if (quiet.from < quiet.until) return beginsOn(today) && minute >= quiet.from && minute < quiet.until;
  // over midnight: the hours after it belong to the day before
  return minute >= quiet.from ? beginsOn(today) : minute < quiet.until && beginsOn((today + 6) % 7);
}
