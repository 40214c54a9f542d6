import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Announcement, EndingReason, Notice, NoticeKind, SessionState } from '../../../electron/contract.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { accountNamed } from '../jobs/world.ts';
import { createMemoryDisk, ended, held, jobOf, MINUTE, noticesOf, openState, sessionOf } from './notices-world.ts';

/** What may happen, in any order; what makes no sense at that moment does nothing. */
type Event =
  | { readonly does: 'open' | 'finish' | 'repeat'; readonly job: number }
  | { readonly does: 'hold'; readonly job: number; readonly minutes: number }
  | { readonly does: 'end'; readonly job: number; readonly reason: EndingReason }
  | { readonly does: 'pass' | 'sleep'; readonly seconds: number }
  | { readonly does: 'restart' | 'crash' | 'refuse' | 'heal' | 'read' };

const job = fc.integer({ min: 1, max: 3 });
const seconds = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 10, max: 900 }));
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('open', 'finish', 'repeat'), job }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('hold'), job, minutes: fc.constantFrom(1, 3, 6, 30) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('end'),
      job,
      reason: fc.constantFrom<EndingReason>('network-lost', 'job-finished', 'hold-used-up', 'let-finish', 'signed-out'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ does: fc.constantFrom('pass', 'pass', 'sleep'), seconds }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('restart', 'refuse', 'heal', 'read') }) },
);

const UNTOLD = new Set<EndingReason>(['let-finish']);
const THRESHOLDS = [5, 1];

interface Modelled {
  state: SessionState | null;
  shell: number;
  /** The smallest threshold that was told of this hold. */
  warned: number;
  over: boolean;
}

/** A run of the core's notices, and beside it what should have been told: counted by kind and job. */
function createRun() {
  const clock = createManualClock();
  const disk = createMemoryDisk();
  const jobs = new Map<number, Modelled>();
  const expected = new Map<string, number>();
  const announced: { readonly announcement: Announcement; readonly list: readonly Notice[] }[] = [];
  const count = (kind: NoticeKind, name: string | number) =>
    void expected.set(`${kind} ${name}`, (expected.get(`${kind} ${name}`) ?? 0) + 1);
  let isRefused = false;
  let run = start();

  /** What a run that was killed still has on its timers reaches neither desktop nor disk. */
  function start() {
    const life = { over: false };
    const memory = disk.open();
    const notices = noticesOf(
      { holdWarningMinutes: THRESHOLDS },
      clock,
      { kept: memory.kept, write: (kept) => void (life.over || memory.write(kept)) },
      (announcement, list) => void (life.over || announced.push({ announcement, list })),
    );
    return { ...notices, life };
  }

  function modelled(id: number): Modelled {
    const known = jobs.get(id) ?? { state: null, shell: 0, warned: Number.POSITIVE_INFINITY, over: false };
    jobs.set(id, known);
    return known;
  }

  function feed(): void {
    const list = [...jobs].flatMap(([id, { state, shell }]) =>
      state === null ? [] : [sessionOf(`s${id}`, state, { jobId: id, name: `job-${id}`, shellNumber: shell })],
    );
    run.notices.sessionsChanged(list);
    const failure = { kind: 'session-refused', message: 'No.', next: null } as const;
    run.notices.accountsChanged([accountNamed('a', isRefused ? { sessionState: { status: 'refused', failure } } : {})]);
  }

  /** The machine is awake at this moment. */
  function awakeAt(now: number): void {
    for (const [id, known] of jobs) {
      if (known.state?.status !== 'held') continue;
      const { endsAt, limitMs } = known.state.hold;
      const reached = THRESHOLDS.filter(
        (one) => one * MINUTE < limitMs && now >= endsAt - one * MINUTE && now < endsAt,
      );
      const smallest = Math.min(...reached);
      if (reached.length === 0 || smallest >= known.warned) continue;
      known.warned = smallest;
      count('session-ending', id);
    }
  }

  function pass(ms: number): void {
    const until = clock.now() + ms;
    const moments = [...jobs.values()].flatMap(({ state }) =>
      state?.status === 'held' ? THRESHOLDS.map((one) => state.hold.endsAt - one * MINUTE) : [],
    );
    for (const at of [...moments.filter((at) => at > clock.now() && at <= until).sort((a, b) => a - b), until])
      awakeAt(at);
    clock.advance(ms);
  }

  /** The result joins the story of the terminal's end, or stands alone. */
  function finish(id: number, known: Modelled): void {
    if (known.over || known.state === null) return;
    known.over = true;
    run.notices.jobFinished(jobOf(id, `job-${id}`), 'success');
  }

  function take(does: Event): void {
    const now = clock.now();
    const known = 'job' in does ? modelled(does.job) : null;
    const status = known?.state?.status;
    if (does.does === 'open' && known && status !== 'open' && status !== 'held' && !known.over) {
      known.state = openState;
      known.shell += 1;
      known.warned = Number.POSITIVE_INFINITY;
    }
    if (does.does === 'hold' && known && status === 'open') {
      known.state = held(now, does.minutes * MINUTE);
      count('session-held', does.job);
    }
    if (does.does === 'end' && known && (status === 'open' || status === 'held')) {
      known.state = ended(now, does.reason, { next: [] });
      if (!UNTOLD.has(does.reason)) count('session-ended', does.job);
    }
    if (does.does === 'finish' && known) finish(does.job, known);
    if (does.does === 'pass') pass(does.seconds * 1000);
    if (does.does === 'sleep') {
      clock.sleep(does.seconds * 1000);
      awakeAt(clock.now());
      clock.catchUp();
    }
    if (does.does === 'restart') {
      run.notices.dispose();
      run = start();
    }
    if (does.does === 'crash') {
      run.life.over = true;
      run = start();
    }
    if (does.does === 'refuse' && !isRefused) {
      isRefused = true;
      count('web-session-refused', 'a');
    }
    if (does.does === 'heal') isRefused = false;
    if (does.does === 'read') run.notices.read(run.notices.list().map(({ id }) => id));
    feed();
    if (does.does === 'hold' || does.does === 'restart') awakeAt(clock.now());
  }

  return {
    take,
    settle() {
      pass(60_000);
    },
    expected,
    announced,
    list: () => run.notices.list(),
    jobs,
  };
}

function counted(list: readonly Notice[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, about } of list) {
    for (const { jobKey, accountId } of about) {
      const name = jobKey === null ? accountId : jobKey.split(':')[1];
      counts.set(`${kind} ${name}`, (counts.get(`${kind} ${name}`) ?? 0) + 1);
    }
  }
  return counts;
}

const runs = { numRuns: 400 };

describe('over random orders of events, restarts and sleeps', () => {
  it('each thing is told once: none is lost, none is doubled', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 40 }), (events) => {
        const run = createRun();
        for (const one of events) run.take(one);
        run.settle();
        const actual = counted(run.list());
        // a job's result is a notice of its own, or part of that of its terminal's end: both together would be twice
        for (const [id, { over }] of run.jobs) {
          const own = actual.get(`job-finished ${id}`) ?? 0;
          actual.delete(`job-finished ${id}`);
          const { key } = jobOf(id);
          const joined = run.list().filter(({ kind, about, body }) => {
            const isOfIt = kind === 'session-ended' && about.some(({ jobKey }) => jobKey === key);
            return isOfIt && (about.length === 1 ? /The job succeeded/ : new RegExp(`job-${id} succeeded`)).test(body);
          });
          expect(own + joined.length).toBe(over ? 1 : 0);
        }
        expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(run.expected));
        // each notice reached the desktop in at most one notification
        const ids = run.announced.flatMap(({ announcement }) => announcement.noticeIds);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      runs,
    );
  });

  it('a run that was killed makes nothing be shown a second time', () => {
    const rough: fc.Arbitrary<Event> = fc.oneof(
      { weight: 6, arbitrary: event },
      { weight: 1, arbitrary: fc.constant<Event>({ does: 'crash' }) },
    );
    fc.assert(
      fc.property(fc.array(rough, { minLength: 1, maxLength: 40 }), (events) => {
        const run = createRun();
        for (const one of events) run.take(one);
        run.settle();
        const shown = new Map<string, number>();
        for (const { announcement, list } of run.announced) {
          const told = counted(list.filter(({ id }) => announcement.noticeIds.includes(id)));
          for (const [what, times] of told) shown.set(what, (shown.get(what) ?? 0) + times);
        }
        for (const [what, times] of shown) {
          if (!what.startsWith('job-finished')) expect(times, what).toBeLessThanOrEqual(run.expected.get(what) ?? 0);
        }
      }),
      runs,
    );
  });
});
