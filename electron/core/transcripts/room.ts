export interface RoomFacts {
  readonly now: number;
  readonly budgetBytes: number;
  readonly days: number;
  readonly transcripts: readonly {
    readonly id: string;
    /** Null = its tab is open. */
    readonly endedAt: number | null;
    readonly diskBytes: number;
    /** Being read. */
    readonly busy: boolean;
  }[];
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * What makes room: what is too old, then the oldest that have ended. `overBytes` is what is still above the budget after
 * that, and must come from open tabs.
 */
export function planRoom({ now, budgetBytes, days, transcripts }: RoomFacts): {
  readonly remove: readonly string[];
  readonly overBytes: number;
} {
  let used = transcripts.reduce((sum, one) => sum + one.diskBytes, 0);
  const remove: string[] = [];
  const ended = transcripts
    .flatMap((one) => (one.endedAt === null || one.busy ? [] : [{ ...one, endedAt: one.endedAt }]))
    .sort((one, other) => one.endedAt - other.endedAt);
  for (const { id, endedAt, diskBytes } of ended) {
    if (used <= budgetBytes && now - endedAt <= days * DAY_MS) break;
    remove.push(id);
    used -= diskBytes;
  }
  return { remove, overBytes: Math.max(0, used - budgetBytes) };
}
