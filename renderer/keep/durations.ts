/** `90` → `1h30m`, as the runner reads it (Go's time.ParseDuration). */
export function goDuration(minutes: number): string {
  return parts(minutes).join('');
}

/** `90` → `1h 30m`, as `timeout:` reads it. */
export function ciDuration(minutes: number): string {
  return parts(minutes).join(' ');
}

/** `90` → `1 h 30 min`. */
export function spokenMinutes(minutes: number): string {
  return ciDuration(minutes).replace('h', ' h').replace('m', ' min');
}

function parts(minutes: number): readonly string[] {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [...(hours > 0 ? [`${hours}h`] : []), ...(rest > 0 || hours === 0 ? [`${rest}m`] : [])];
}
