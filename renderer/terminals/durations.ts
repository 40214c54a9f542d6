const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `4:58`, `26:58`, `22:40:19`: what is left, rounded up, so that 0:00 means over. */
export function countdown(leftMs: number): string {
  return clock(Math.ceil(Math.max(0, leftMs) / 1000));
}

/** What has passed, rounded down. */
export function elapsed(passedMs: number): string {
  return clock(Math.floor(Math.max(0, passedMs) / 1000));
}

function clock(totalSeconds: number): string {
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  const seconds = twoDigits(totalSeconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** For sentences: `12 seconds`, `4 minutes`, `2 h 5 min`. */
export function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return 'less than a second';
  if (seconds < 60) return plural(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return plural(minutes, 'minute');
  const restMinutes = minutes % 60;
  return restMinutes === 0 ? plural(minutes / 60, 'hour') : `${Math.floor(minutes / 60)} h ${restMinutes} min`;
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `812 B`, `64 kB`, `12 MB`: decimal, as networks count. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
