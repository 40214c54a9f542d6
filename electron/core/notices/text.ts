/** Texts of notices. Names come from servers, and a notice stands outside the page: nothing in them may act. */

const LONGEST_NAME = 60;
/** Controls, line and paragraph separators, and everything that turns or hides the text around it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A name as one short line of plain characters, never empty. */
export function safeName(name: string): string {
  const plain = name.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
  if (plain === '') return 'unnamed';
  const characters = [...plain];
  return characters.length <= LONGEST_NAME ? plain : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

/** A sentence made elsewhere, its names not yet cleaned. */
export function safeSentence(text: string): string {
  return text.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim().slice(0, 500);
}

/** `30 minutes`, `1 hour 5 minutes`, `45 seconds`. */
export function spokenDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return counted(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return counted(minutes, 'minute');
  const rest = minutes % 60;
  const hours = counted(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${counted(rest, 'minute')}`;
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Local time of day to the second: a hold's end is known that well. */
export function timeOfDay(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
