/** No runner holds a terminal for longer than a day. */
const mostMinutes = 24 * 60;

/** `10, 5 1` as [10, 5, 1], largest first, each once; null when something else stands there. */
export function readMinutes(text: string): readonly number[] | null {
  return readNumbers(text, mostMinutes);
}

/** The same for whole numbers up to another limit. */
export function readNumbers(text: string, most: number): readonly number[] | null {
  const numbers = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  if (numbers.some((one) => !Number.isInteger(one) || one < 1 || one > most)) return null;
  return [...new Set(numbers)].sort((a, b) => b - a);
}
