export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Against what is measured in the same run; empty where there is nothing to set it against. */
  readonly ratio: string;
  readonly bar: string;
  /** Null: shown without being judged. */
  readonly met: boolean | null;
}

const heads = ['what', 'measured', 'ratio', 'bar', ''] as const;

/** A table that is as good to read in a terminal as in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ what, measured, ratio, bar, met }) => [what, measured, ratio, bar, verdict(met)]);
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...cells.map((row) => [...(row[column] ?? '')].length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join(' | ')} |`;
  return [line(heads), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...cells.map(line)].join('\n');
}

function verdict(met: boolean | null): string {
  if (met === null) return '';
  return met ? 'met' : 'MISSED';
}

/** The smallest value that so large a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const perCent = (share: number): string => `${Math.round(share * 100)} %`;
export const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
export const megabytes = (mb: number): string => `${mb.toFixed(mb < 10 ? 1 : 0)} MB`;
