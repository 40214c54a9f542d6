import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ending, Job, TerminalSession } from '../../../electron/contract.ts';
import { createTabs } from '../../../electron/core/tabs/tabs.ts';
import { createTabsFile } from '../../../electron/core/tabs/tabs-file.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { sampleAccount, sampleJob, sampleNow, sampleSession } from '../../fakes/samples.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-tabs-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const path = () => join(dir, 'tabs.json');

/** One run of the app. */
function run(remembers = true) {
  const opened: Job[] = [];
  const told: string[] = [];
  const clock = createManualClock();
  const settings = { rememberJobs: remembers };
  const tabs = createTabs({
    file: createTabsFile(path(), createMemoryLog()),
    clock,
    account: (id) => (id === 'one' ? sampleAccount('one') : null),
    settings: () => settings,
    open: (job) => opened.push(job),
    onLayout: (layout) => told.push(layout),
  });
  return { tabs, clock, opened, told, settings };
}

const job = (id: number, account = 'one') =>
  sampleJob(account, id, { webUrl: `https://${account}.example.org/acme/checkout/-/jobs/${id}` });
const ended = (next: Ending['next']): TerminalSession['state'] => ({
  status: 'ended',
  ending: { reason: 'network-lost', certainty: 'certain', at: sampleNow, livedMs: 1, message: 'Gone.', next },
});
const openTab = (of: Job | null, state: TerminalSession['state'] = { status: 'open', since: sampleNow }) =>
  sampleSession(`s${of?.id ?? 'shell'}`, of, state);
const session = (id: string, of: Job, bytesIn: number): TerminalSession => ({ ...openTab(of), id, bytesIn });

describe('tabs over a restart', () => {
  it('are those that can be connected again, in their order, with how they stood together', () => {
    const first = run();
    first.tabs.restore();
    first.tabs.sessionsChanged([
      openTab(job(3)),
      openTab(null),
      openTab(job(1), ended(['reconnect', 'close'])),
      openTab(job(2), ended(['retry-job', 'close'])),
    ]);
    first.tabs.keepLayout('side by side');
    expect(first.told).toEqual(['side by side']);
    first.tabs.dispose();
    const second = run();
    second.tabs.restore();
    expect(second.opened.map(({ key, name }) => [key, name])).toEqual([
      ['one:3', job(3).name],
      ['one:1', job(1).name],
    ]);
    expect(second.tabs.layout()).toBe('side by side');
  });

  it('are written soon, so that a crash loses none', () => {
    const first = run();
    first.tabs.sessionsChanged([openTab(job(1))]);
    first.clock.advance(500);
    const second = run();
    second.tabs.restore();
    expect(second.opened.map(({ key }) => key)).toEqual(['one:1']);
    expect(statSync(path()).mode & 0o077).toBe(0);
  });

  it('are gone with their account, and lead nowhere but to its instance', () => {
    const first = run();
    first.tabs.sessionsChanged([
      openTab(job(1, 'two')),
      openTab({ ...job(2), webUrl: 'https://evil.example/-/jobs/2' }),
    ]);
    first.tabs.dispose();
    const second = run();
    second.tabs.restore();
    expect(second.opened).toEqual([]);
  });

  it('are kept nowhere while jobs are not to be remembered', () => {
    const first = run();
    first.tabs.sessionsChanged([openTab(job(1))]);
    first.clock.advance(500);
    first.settings.rememberJobs = false;
    first.tabs.settingsChanged();
    expect(readdirSync(dir)).toEqual([]);
    first.tabs.sessionsChanged([openTab(job(2))]);
    first.tabs.dispose();
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['cut short', '{"version":1,"tabs":[{"acc', []],
    ['of another version', '{"version":2,"tabs":[],"layout":"x"}', []],
    ['of another kind', '[]', []],
  ])('are none when their file is %s', (_what, text, expected) => {
    writeFileSync(path(), text);
    const { tabs, opened } = run();
    tabs.restore();
    expect([opened, tabs.layout()]).toEqual([expected, '']);
  });

  it('come back without the one whose entry is damaged', () => {
    const first = run();
    first.tabs.sessionsChanged([openTab(job(1)), openTab(job(2))]);
    first.tabs.dispose();
    const kept = JSON.parse(readFileSync(path(), 'utf8')) as { tabs: { job: { id: unknown } }[]; layout: unknown };
    if (kept.tabs[0]) kept.tabs[0].job.id = 'one';
    kept.layout = 7;
    writeFileSync(path(), JSON.stringify(kept));
    const { tabs, opened } = run();
    tabs.restore();
    expect([opened.map(({ key }) => key), tabs.layout()]).toEqual([['one:2'], '']);
  });

  describe('know where what they showed is', () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
    const transcriptsOf = (tabs: ReturnType<typeof run>['tabs'], of = job(1)) => tabs.earlierTranscripts(of.key);

    /** A run in which the tab of the job has that session, which printed so much. */
    function next(id: string, bytesIn: number) {
      const { tabs } = run();
      tabs.restore();
      const earlier = transcriptsOf(tabs);
      tabs.sessionsChanged([session(id, job(1), bytesIn)]);
      tabs.dispose();
      return earlier;
    }

    it('over several runs, but for those in which nothing came', () => {
      expect(next(first, 12)).toEqual([]);
      expect(next(randomUUID(), 0)).toEqual([first]);
      expect(next(second, 1)).toEqual([first]);
      expect(next(third, 0)).toEqual([first, second]);
    });

    it('eight runs back', () => {
      const ids = Array.from({ length: 12 }, () => randomUUID());
      for (const id of ids) next(id, 1);
      expect(next(first, 0)).toEqual(ids.slice(-8));
    });

    it('also while the others are brought back, which is told of meanwhile', () => {
      const before = run();
      before.tabs.sessionsChanged([session(first, job(1), 1), session(second, job(2), 1)]);
      before.tabs.dispose();
      const open: TerminalSession[] = [];
      const restored = createTabs({
        file: createTabsFile(path(), createMemoryLog()),
        clock: createManualClock(),
        account: () => sampleAccount('one'),
        settings: () => ({ rememberJobs: true }),
        open(of) {
          open.push(session(randomUUID(), of, 0));
          restored.sessionsChanged(open);
        },
        onLayout: () => {},
      });
      restored.restore();
      expect([job(1), job(2)].map((of) => transcriptsOf(restored, of))).toEqual([[first], [second]]);
      restored.dispose();
      const after = run();
      after.tabs.restore();
      expect([job(1), job(2)].map((of) => transcriptsOf(after.tabs, of))).toEqual([[first], [second]]);
    });

    it('until they are closed: another tab of the job begins empty', () => {
      next(first, 1);
      const { tabs } = run();
      tabs.restore();
      tabs.sessionsChanged([]);
      tabs.sessionsChanged([session(second, job(1), 1)]);
      expect(transcriptsOf(tabs)).toEqual([]);
    });

    it.each([
      ['from a version that kept none', undefined],
      ['damaged', ['../../etc']],
      ['of another kind', 'one'],
    ])('and come back without, where that is %s', (_what, transcripts) => {
      next(first, 1);
      const kept = JSON.parse(readFileSync(path(), 'utf8')) as { tabs: Record<string, unknown>[] };
      for (const tab of kept.tabs) tab.transcripts = transcripts;
      writeFileSync(path(), JSON.stringify(kept));
      const { tabs, opened } = run();
      tabs.restore();
      expect([opened.length, transcriptsOf(tabs)]).toEqual([1, []]);
    });
  });
});
