import type { FailureKind, Job, JobKey } from '../../contract.ts';
import { assertNever, JobdeckError, toFailure } from '../errors.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { ClockSpan } from '../gitlab/server-clock.ts';
import type { Clock } from '../host.ts';
import type { LogMark } from '../terminals/ports.ts';
import { encodePath } from './job.ts';
import { createLogLines } from './log-lines.ts';
import { createLogMarks, type LineMark } from './log-marks.ts';
import { createLogOrder, type OrderedMark } from './log-order.ts';
import { pauseAfter } from './log-pace.ts';
import { createRawLog } from './log-raw.ts';
import { traceJson } from './schemas.ts';
import { parseJson } from './web-job.ts';

export interface LogFollowDeps {
  readonly key: JobKey;
  findJob(key: JobKey): Job | null;
  clientFor(accountId: string): GitlabClient;
  /** There is a web session worth asking with. */
  hasWebSession(accountId: string): boolean;
  readonly clock: Clock;
  /** Logs that are followed now, this one included. */
  followed(): number;
  onMark(mark: LogMark): void;
}

/** Past this a log is not read whole any more where it can be had in parts. */
const SMALL_LOG_BYTES = 256 * 1024;
/** Of a large one: what names the runner and the executor, and dates the first stages. */
const HEAD_BYTES = 64 * 1024;
/** Once, to date a hold to the second. */
const DATING_BYTES = 32 * 1024 * 1024;
const MISSES_ALLOWED = 3;
/** Failures that tell nothing of one way in particular. */
const CONCERN_BOTH: ReadonlySet<FailureKind> = new Set(['cancelled', 'offline', 'tls-untrusted', 'rate-limited']);
/** A mark is live when we looked so short a time before it came. */
const LIVE_WITHIN_MS = 8_000;
/** After a script's end or a cancel, and around a hold's end, more is written soon. */
const EXPECTANT_FOR_MS = 20_000;
/** From GitLab's handing a job out to the runner's first section: the answer's way, and the runner's first lines. */
const USUAL_PICKUP_MS = 150;
const LONGEST_PICKUP_MS = 3_000;

/**
 * Follows one job's log for the marks that the runner leaves in it, each told once. The raw log dates them exactly, so a
 * small one is read, its known part passed over, with an ETag. A large one is followed by the increments of the job page
 * (`trace.json`, web session), which cost what is new; without a web session it is read whole, as often as its size
 * allows (`log-pace.ts`). Answers its undo.
 */
export function followLog(deps: LogFollowDeps): () => void {
  const { clock, key } = deps;
  const abort = new AbortController();
  const { signal } = abort;
  const marks = createLogMarks();
  let order = createLogOrder();
  const lines = createLogLines();
  const raw = createRawLog({ text: (part) => take(marks.feed(part)), rewritten });
  let by: 'raw' | 'increments' = 'raw';
  let traceState: string | null = null;
  /** Increments in a row that were a page, or an older GitLab's. */
  let misses = 0;
  let lookedAt: number | null = null;
  let isLive = false;
  let changedAt = clock.now();
  let expectantUntil = 0;
  let failuresInARow = 0;
  let cancelNext: (() => void) | null = null;
  let jobEnded = false;
  let holdEndsAt = Number.NEGATIVE_INFINITY;
  let firstSectionAt: number | null = null;
  /** A hold whose beginning only the raw log dates. */
  let undated = false;

  async function look(): Promise<void> {
    cancelNext = null;
    const job = deps.findJob(key);
    if (job === null || signal.aborted) return;
    let bytes: number | null = null;
    let retryAfterMs = 0;
    try {
      const client = deps.clientFor(job.accountId);
      isLive = lookedAt !== null && clock.now() - lookedAt <= LIVE_WITHIN_MS;
      bytes = await lookOnce(client, job);
      lookedAt = clock.now();
      failuresInARow = 0;
    } catch (error) {
      failuresInARow += 1;
      retryAfterMs = toFailure(error).retryAfterMs ?? 0;
    }
    if (signal.aborted) return;
    const now = clock.now();
    const pauseMs = pauseAfter({
      bytes,
      newsOnly: by === 'increments',
      quietForMs: now - changedAt,
      expectant: now < expectantUntil || Math.abs(now - holdEndsAt) <= EXPECTANT_FOR_MS,
      jobEnded,
      failuresInARow,
      retryAfterMs,
      followed: deps.followed(),
    });
    cancelNext = clock.after(pauseMs, () => void look());
  }

  async function lookOnce(client: GitlabClient, job: Job): Promise<number> {
    const canIncrement = deps.hasWebSession(job.accountId) && misses < MISSES_ALLOWED;
    if (by === 'increments' && canIncrement) return lookAtIncrement(client, job);
    const enough = canIncrement ? { largerThan: SMALL_LOG_BYTES, headBytes: HEAD_BYTES } : null;
    let bytes = 0;
    try {
      const seen = await raw.look(client, tracePath(job), signal, enough);
      if (seen.changed) changedAt = clock.now();
      bytes = seen.bytes;
      if (!canIncrement || (!seen.tooLarge && raw.told <= SMALL_LOG_BYTES)) return bytes;
    } catch (error) {
      // a token that is refused, a log that is kept elsewhere: the web session may still see it
      if (!canIncrement || CONCERN_BOTH.has(toFailure(error).kind)) throw error;
    }
    by = 'increments';
    traceState = null;
    lines.startAt(raw.told - marks.pendingBytes);
    marks.skip();
    return bytes + (await lookAtIncrement(client, job));
  }

  /** What it cost. */
  async function lookAtIncrement(client: GitlabClient, job: Job): Promise<number> {
    const path = `/${encodePath(job.projectPath)}/-/jobs/${job.id}/trace.json`;
    const query = traceState === null ? {} : { query: { state: traceState } };
    const answer = await client.web(path, { signal, ...query });
    // there is no log (any more)
    if (answer.status === 204) return 0;
    const parsed = traceJson.safeParse(answer.status === 200 ? parseJson(answer.body) : null);
    if (!parsed.success || !Array.isArray(parsed.data.lines)) {
      misses += 1;
      throw new JobdeckError('server-error', 'The job’s log did not come as expected.');
    }
    misses = 0;
    const trace = parsed.data;
    const isFirst = traceState === null;
    traceState = trace.state ?? null;
    const isGap = trace.truncated === true && (!isFirst || (trace.offset ?? 0) > raw.told);
    if (isGap) order.skip();
    else if (trace.append === false && !isFirst) rewritten();
    take(lines.take(trace));
    return answer.body.length + (undated ? await dateHold(client, job) : 0);
  }

  /** The end of the raw log holds the mark behind which the hold's line stands. */
  async function dateHold(client: GitlabClient, job: Job): Promise<number> {
    undated = false;
    const text = await raw.tail(client, tracePath(job), signal, DATING_BYTES).catch(() => null);
    if (text === null) return 0;
    const found = createLogMarks()
      .feed(`${text}\n`)
      .filter((mark) => mark.kind === 'hold');
    const last = found[found.length - 1];
    if (last?.kind === 'hold' && last.runnerStartedAt !== null) tell(client, job, last);
    return text.length;
  }

  function rewritten(): void {
    order = createLogOrder();
    marks.skip();
    lines.forget();
    tell(null, null, { kind: 'imitated' });
  }

  function take(found: readonly LineMark[]): void {
    if (found.length > 0) changedAt = clock.now();
    const job = deps.findJob(key);
    for (const mark of found.flatMap((one) => order.take(one))) {
      if (signal.aborted || job === null) return;
      tell(deps.clientFor(job.accountId), job, mark);
    }
  }

  function tell(client: GitlabClient | null, job: Job | null, mark: OrderedMark): void {
    const now = clock.now();
    jobEnded = mark.kind === 'job-end';
    if (mark.kind === 'section' && mark.runnerAt !== null) {
      firstSectionAt ??= mark.runnerAt;
      if (mark.edge === 'start') lines.began(mark.name, mark.runnerAt);
    }
    if (mark.kind === 'hold') {
      undated = mark.runnerStartedAt === null;
      holdEndsAt = now + mark.limitMs;
      tellClock(client, job);
    }
    if (mark.kind === 'cancel-seen' || (mark.kind === 'section' && mark.edge === 'end')) {
      expectantUntil = Math.max(expectantUntil, now + EXPECTANT_FOR_MS);
    }
    deps.onMark(datedMark(mark, now, isLive));
  }

  /** Told with the hold, when as much as can be is known of the server's clock. */
  function tellClock(client: GitlabClient | null, job: Job | null): void {
    const span = client?.serverClock() ?? null;
    if (span === null || job === null || job.startedAt === null || firstSectionAt === null) return;
    deps.onMark({ kind: 'runner-clock', ...runnerClock(span, job.startedAt, firstSectionAt) });
  }

  void look();
  return () => {
    abort.abort();
    cancelNext?.();
    cancelNext = null;
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

function tracePath(job: Job): string {
  return `/projects/${job.projectId}/jobs/${job.id}/trace`;
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
    case 'repository':
    case 'imitated':
      return { ...mark, seenAt };
    default:
      return assertNever(mark);
  }
}
