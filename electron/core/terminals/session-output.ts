import type { StreamStart } from '../../contract.ts';
import { createBacklog } from './backlog.ts';
import { createOutputPump } from './output-pump.ts';
import { createScreenWatch, encodeSeam } from './seam.ts';
import type { SessionDeps } from './session.ts';
import { createSkimLedger } from './skim-ledger.ts';
import { createTail } from './tail.ts';

/** Everything a tab shows, over all its shells: kept in the backlog, pumped to the view. */
export interface SessionOutput {
  /** What a shell printed. Copies. */
  append(bytes: Uint8Array): void;
  /** A line of ours between or behind shells. */
  seam(text: string): void;
  /** The view has this size from now on. */
  resized(columns: number, rows: number): void;
  attach(): StreamStart;
  acknowledge(offset: number, linesThatFill: number | null): void;
  /** Something was typed, whose echo is waited for. */
  typed(): void;
  /** How fast it may come: null as fast as it does. */
  readonly bytesPerSecond: number | null;
  /** Bytes that no view has parsed yet. */
  readonly backlogBytes: number;
  readonly full: boolean;
  dispose(): Promise<void>;
}

/** `readAtMost`: `bytesPerSecond` is another from now on. */
export type SessionOutputDeps = SessionDeps & { readAtMost(bytesPerSecond: number | null): void };

const DISK_RETRY_MS = 5_000;
/** How far behind the view is, is looked at no more often. */
const PACE_EVERY_BYTES = 64 * 1024;

export function createSessionOutput(deps: SessionOutputDeps): SessionOutput {
  const { clock, log, id, recording } = deps;
  const screen = createScreenWatch();
  const tail = createTail();
  const ledger = createSkimLedger();
  const reader = deps.pace.join(deps.readAtMost);
  let full = false;
  let pacedAt = 0;
  let cancelRetry: (() => void) | null = null;
  let disposed = false;

  const backlog = createBacklog({
    clock,
    recording,
    ...(deps.limits === undefined ? {} : { limits: deps.limits }),
    onWritten() {
      pace();
      changed();
    },
    onDiskError(code) {
      log.warn('terminals', 'a backlog cannot be written; it stays in memory', { session: id, code });
      recording.trouble(code);
      if (disposed) return;
      cancelRetry?.();
      cancelRetry = clock.after(DISK_RETRY_MS, backlog.retry);
    },
  });
  const pump = createOutputPump({
    backlog,
    ledger,
    clock,
    emit: deps.emit,
    onLost: (bytes) => log.warn('terminals', 'a part of a backlog cannot be read', { session: id, bytes }),
  });

  recording.follow(backlog);

  function changed(): void {
    if (full !== backlog.full) {
      full = backlog.full;
      log.info('terminals', full ? 'backlog full' : 'backlog drained', { session: id });
      reader.full(full);
      deps.onChange('now');
    }
    deps.onChange('soon');
  }

  function pace(): void {
    pacedAt = backlog.end;
    // a disk that is slower than the shell is waited for like a view that is
    reader.behind(pump.behindBytes, backlog.unwrittenBytes);
  }

  function append(bytes: Uint8Array): void {
    backlog.append(bytes);
    ledger.append(bytes);
    pump.received();
    if (backlog.end - pacedAt >= PACE_EVERY_BYTES) pace();
    changed();
  }

  return {
    append(bytes) {
      screen.printed(bytes);
      tail.push(bytes);
      append(bytes);
    },
    seam(text) {
      backlog.mark('seam');
      const atLineStart = /(?:^|\n)$/.test(tail.shown());
      append(encodeSeam(text, { otherScreen: screen.otherScreen, atLineStart }));
      screen.reset();
      tail.clear();
    },
    resized: (columns, rows) => backlog.mark('size', columns, rows),
    attach: pump.attach,
    acknowledge(offset, linesThatFill) {
      pump.acknowledge(offset, linesThatFill);
      pace();
      changed();
    },
    typed() {
      reader.typed();
      pump.typed();
    },
    get bytesPerSecond() {
      return reader.bytesPerSecond;
    },
    get backlogBytes() {
      return backlog.end - backlog.acknowledged;
    },
    get full() {
      return full;
    },
    async dispose() {
      disposed = true;
      cancelRetry?.();
      pump.dispose();
      reader.leave();
      await backlog.dispose();
      await recording.finish();
    },
  };
}
