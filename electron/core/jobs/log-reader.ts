import type { Job, JobKey } from '../../contract.ts';
import { assertNever, toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { ClockSpan } from '../gitlab/server-clock.ts';
import type { Clock } from '../host.ts';
import type { LogMark } from '../terminals/ports.ts';
import { encodePath } from './job.ts';
import { createLogMarks } from './log-marks.ts';
import { createLogOrder, type OrderedMark } from './log-order.ts';
import { type TraceJson, traceJson } from './schemas.ts';
import { parseJson } from './web-job.ts';

export interface LogReaderDeps {
  findJob(key: JobKey): Job | null;
  clientFor(accountId: string): GitlabClient;
  /** There is a web session worth asking with. */
  hasWebSession(accountId: string): boolean;
  readonly clock: Clock;
}

/** Runners send log parts about every 3 s: asking more often shows nothing sooner. */
const POLL_MS = 3_000;
/** The API has no way to ask for a part of a log; a larger one is read whole only when something in it changed. */
const LARGE_LOG_CHARACTERS = 1024 * 1024;
/** A large log without a web session: each look costs the whole of it. */
const LARGE_LOG_POLL_MS = 15_000;
const LONGEST_RETRY_MS = 30_000;
/** A mark is live when we looked so short a time before it came. */
const LIVE_WITHIN_MS = 8_000;
/** From GitLab's handing a job out to the runner's first section: the answer's way, and the runner's first lines. */
const USUAL_PICKUP_MS = 150;
const LONGEST_PICKUP_MS = 3_000;

/**
 * Follows a job's log for the marks that the runner leaves in it, each told once. Only the raw log holds the second of
 * a section's end, which dates a hold exactly, so that is what is read: with an ETag, skipping what is known. A large
 * log is followed by the job page's own increments instead, and read raw when one of them looks telling.
 */
export function createLogReader(deps: LogReaderDeps): (key: JobKey, onMark: (mark: LogMark) => void) => () => void {
  return (key, onMark) => {
    const abort = new AbortController();
    const { clock } = deps;
    const marks = createLogMarks();
    const order = createLogOrder();
    let consumed = 0;
    let etag: string | null = null;
    let traceState: string | null = null;
    let lookedAt: number | null = null;
    let failuresInARow = 0;
    let cancelNext: (() => void) | null = null;
    let over = false;
    let firstSectionAt: number | null = null;

    async function poll(): Promise<void> {
      cancelNext = null;
      const job = deps.findJob(key);
      if (job === null || abort.signal.aborted) return;
      let waitMs = POLL_MS;
      try {
        const client = deps.clientFor(job.accountId);
        const isLarge = consumed > LARGE_LOG_CHARACTERS;
        const increments = isLarge && deps.hasWebSession(job.accountId);
        if (!increments || (await hasTellingIncrement(client, job))) await readRaw(client, job);
        if (isLarge && !increments) waitMs = LARGE_LOG_POLL_MS;
        failuresInARow = 0;
      } catch (error) {
        failuresInARow += 1;
        const { retryAfterMs } = toFailure(error);
        waitMs = Math.max(retryAfterMs ?? 0, Math.min(LONGEST_RETRY_MS, POLL_MS * 2 ** Math.min(failuresInARow, 5)));
      }
      if (abort.signal.aborted || over) return;
      cancelNext = clock.after(waitMs, () => void poll());
    }

    async function readRaw(client: GitlabClient, job: Job): Promise<void> {
      const path = `/projects/${job.projectId}/jobs/${job.id}/trace`;
      const answer = await client.apiText(path, { signal: abort.signal, ...(etag === null ? {} : { etag }) });
      if (abort.signal.aborted) return;
      const isLive = lookedAt !== null && clock.now() - lookedAt <= LIVE_WITHIN_MS;
      lookedAt = clock.now();
      if (answer.status === 304) return;
      etag = answer.headers.etag ?? null;
      // erased and begun anew: nothing of what was read stands any more
      if (answer.body.length < consumed) consumed = 0;
      // whole lines only: a character cut by the end of the log would be decoded otherwise next time
      const end = answer.body.lastIndexOf('\n') + 1;
      if (end <= consumed) return;
      const part = answer.body.slice(consumed, end);
      consumed = end;
      for (const mark of marks.feed(part).flatMap(order.take)) {
        if (abort.signal.aborted) return;
        if (mark.kind === 'section') firstSectionAt ??= mark.runnerAt;
        if (mark.kind === 'hold') tellClock(client, job);
        tell(mark, isLive);
      }
    }

    /** Told with the hold, when as much as can be is known of the server's clock. */
    function tellClock(client: GitlabClient, job: Job): void {
      const span = client.serverClock();
      if (span === null || job.startedAt === null || firstSectionAt === null) return;
      onMark({ kind: 'runner-clock', ...runnerClock(span, job.startedAt, firstSectionAt) });
    }

    function tell(mark: OrderedMark, live: boolean): void {
      over = mark.kind === 'job-end';
      onMark(datedMark(mark, clock.now(), live));
    }

    /** By web session; where that does not answer as hoped, the raw log is read. */
    async function hasTellingIncrement(client: GitlabClient, job: Job): Promise<boolean> {
      const path = `/${encodePath(job.projectPath)}/-/jobs/${job.id}/trace.json`;
      const query = traceState === null ? {} : { query: { state: traceState } };
      const answer = await client.web(path, { signal: abort.signal, ...query });
      if (answer.status === 204) return false;
      const parsed = traceJson.safeParse(answer.status === 200 ? parseJson(answer.body) : null);
      if (!parsed.success) return true;
      const isFirst = traceState === null;
      traceState = parsed.data.state ?? null;
      const telling = isFirst || parsed.data.append === false || isTelling(parsed.data);
      // what was seen here is as good as a look at the raw log
      if (!telling) lookedAt = clock.now();
      return telling;
    }

    void poll();
    return () => {
      abort.abort();
      cancelNext?.();
      cancelNext = null;
    };
  };
}

/**
 * Our clock minus the runner's. GitLab dates the job's start when it hands the job out, to the millisecond; the runner
 * opens its first section as soon as it has it, and dates that by its own clock, cut to the second.
 */
export function runnerClock(
  server: ClockSpan,
  startedAt: number,
  firstSectionAt: number,
): { readonly leastMs: number; readonly likelyMs: number; readonly mostMs: number } {
  const apart = startedAt - firstSectionAt;
  return {
    leastMs: server.leastMs + apart - 1000,
    likelyMs: (server.leastMs + server.mostMs) / 2 + apart - 500 + USUAL_PICKUP_MS,
    mostMs: server.mostMs + apart + LONGEST_PICKUP_MS,
  };
}

/** Sections count too: their marks tell how far the runner's clock is from ours. */
function isTelling(trace: TraceJson): boolean {
  if (trace.complete === true || looksTelling(trace.html ?? '')) return true;
  return (trace.lines ?? []).some(
    (line) =>
      line.section_header === true ||
      typeof line.section_duration === 'string' ||
      looksTelling((line.content ?? []).map((part) => part.text ?? '').join('')),
  );
}

function datedMark(mark: OrderedMark, seenAt: number, live: boolean): LogMark {
  switch (mark.kind) {
    case 'section':
      return { ...mark, seenAt, live };
    case 'hold':
    case 'hold-timed-out':
    case 'terminal-disconnected':
    case 'job-end':
    case 'cancel-seen':
    case 'runner':
    case 'executor':
    case 'imitated':
      return { ...mark, seenAt };
    default:
      return assertNever(mark);
  }
}

/** True when a rendered line (colours and section marks taken out by GitLab) may be one of the runner's. */
function looksTelling(text: string): boolean {
  return /Terminal is connected|terminal session timed out|Terminal disconnected|Job succeeded|Job failed|canceled externally/.test(
    text,
  );
}
