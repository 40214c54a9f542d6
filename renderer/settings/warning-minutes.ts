/** No runner holds a terminal for longer than a day. */
const mostMinutes = 24 * 60;

/** `10, 5 1` as [10, 5, 1], largest first, each once; null when something else stands there. */
export function readMinutes(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const minutes = parts.map(Number);
  if (minutes.some((one) => !Number.isInteger(one) || one < 1 || one > mostMinutes)) return null;
  return [...new Set(minutes)].sort((a, b) => b - a);
}
