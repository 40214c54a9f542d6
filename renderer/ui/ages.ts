/** `just now`, `8 s ago`, `4 min ago`, `2 h ago`, `3 days ago`: how old something is, short. */
export function age(passedMs: number): string {
  const seconds = Math.floor(passedMs / 1000);
  if (seconds < 1) return 'just now';
  return `${span(seconds)} ago`;
}

/** The same without the direction. */
export function shortSpan(ms: number): string {
  return span(Math.max(0, Math.floor(ms / 1000)));
}

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
}
