import type { Attachment } from '../../contract.ts';
import type { Clock, Log } from '../host.ts';
import { type BacklogLimits, createBacklog } from './backlog.ts';
import { createSegmentFiles } from './backlog-file.ts';
import { createOutputPump } from './output-pump.ts';

/** Everything a tab shows, over all its shells: kept in the backlog, pumped to the view. */
export interface SessionOutput {
  /** Copies. */
  append(bytes: Uint8Array): void;
  attach(): Attachment;
  acknowledge(offset: number): void;
  /** Bytes that no view has parsed yet. */
  readonly backlogBytes: number;
  readonly full: boolean;
  dispose(): Promise<void>;
}

export interface SessionOutputDeps {
  readonly sessionId: string;
  /** A folder of its own, made when needed. */
  readonly dir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<BacklogLimits>;
  emit(offset: number, bytes: Uint8Array): void;
  /** `full` or `backlogBytes` may have changed outside a call. */
  onChange(): void;
}

const DISK_RETRY_MS = 5_000;

export function createSessionOutput(deps: SessionOutputDeps): SessionOutput {
  const { clock, log, sessionId } = deps;
  let cancelRetry: (() => void) | null = null;
  let disposed = false;

  const backlog = createBacklog({
    segments: createSegmentFiles(deps.dir),
    ...(deps.limits === undefined ? {} : { limits: deps.limits }),
    onWritten: deps.onChange,
    onDiskError(code) {
      log.warn('terminals', 'a backlog cannot be written; it stays in memory', { session: sessionId, code });
      if (disposed) return;
      cancelRetry?.();
      cancelRetry = clock.after(DISK_RETRY_MS, backlog.retry);
    },
  });
  const pump = createOutputPump({
    backlog,
    clock,
    emit: deps.emit,
    onLost: (bytes) => log.warn('terminals', 'a part of a backlog cannot be read', { session: sessionId, bytes }),
  });

  return {
    append(bytes) {
      backlog.append(bytes);
      pump.received();
    },
    attach: pump.attach,
    acknowledge(offset) {
      pump.acknowledge(offset);
      deps.onChange();
    },
    get backlogBytes() {
      return backlog.end - backlog.acknowledged;
    },
    get full() {
      return backlog.full;
    },
    async dispose() {
      disposed = true;
      cancelRetry?.();
      pump.dispose();
      await backlog.dispose();
    },
  };
}
