const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  μs: 0.001,
  ns: 0.000_001,
};

/**
 * Milliseconds of a duration as Go's `Duration.String()` writes it (`30m0s`, `1h0m0s`, `1.5s`, `0s`);
 * null when the text is none. Runners write the length of a hold so.
 */
export function parseGoDuration(text: string): number | null {
  const trimmed = text.trim();
  const negative = trimmed.startsWith('-');
  const unsigned = trimmed.replace(/^[+-]/, '');
  if (unsigned === '0') return 0;
  if (!/^(?:\d{1,12}(?:\.\d{1,9})?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(unsigned)) return null;
  let totalMs = 0;
  for (const [, figure, unit] of unsigned.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    totalMs += Number(figure) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  }
  if (!Number.isFinite(totalMs)) return null;
  return negative ? -totalMs : totalMs;
}
