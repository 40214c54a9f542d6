import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionState, TerminalSession } from '../../electron/contract.ts';
import { type Announcements, announcedIn, createAnnouncements } from '../../electron/core/announcements.ts';
import { JobdeckError } from '../../electron/core/errors.ts';
import type { GitlabClient } from '../../electron/core/gitlab/ports.ts';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.ts';
import { sampleJob, sampleNow, sampleSession } from '../fakes/samples.ts';

const now = Date.UTC(2026, 10, 27, 9, 30);
const message = (text: string, rest: object = {}) => ({ message: text, starts_at: '2026-11-27T09:00:00Z', ...rest });

describe('what an announcement says', () => {
  test.each<[string, object, string | null]>([
    ['Maintenance at 22:00 UTC', {}, 'Maintenance at 22:00 UTC'],
    ['**Upgrade** [here](https://status.example.org/x)', {}, 'Upgrade here'],
    ['<b>Downtime</b> soon<script>alert(1)</script>', {}, 'Downtime soon alert(1)'],
    ['Wartung\u202e am\u0007 Abend', {}, 'Wartung am Abend'],
    ['snake_case_runner restarts', {}, 'snake_case_runner restarts'],
    ['Welcome to our GitLab', {}, null],
    ['Maintenance', { active: false }, null],
    ['Maintenance', { target_path: '*/wiki' }, null],
    ['Maintenance', { target_access_levels: [10, 20] }, null],
    ['Maintenance', { target_access_levels: [20, 40] }, 'Maintenance'],
    ['  ', {}, null],
  ])('%j %j', (text, rest, shown) => {
    expect(announcedIn(message(text, rest), now)?.text ?? null).toBe(shown);
  });

  test('a long one is cut at a whole character', () => {
    const text = announcedIn(message(`Restart ${'🛠'.repeat(400)}`), now)?.text ?? '';
    expect([...text]).toHaveLength(300);
    expect(text.endsWith('🛠…')).toBe(true);
  });
});

describe('asking for them', () => {
  let clock: ManualClock;
  let answer: unknown[] | Error;
  let asked: string[];
  let changes: number;
  let announcements: Announcements;

  beforeEach(() => {
    clock = createManualClock();
    answer = [message('Maintenance')];
    asked = [];
    changes = 0;
    announcements = createAnnouncements({
      clock,
      clientFor: (id) =>
        ({
          async api(path: string) {
            asked.push(`${id} ${path}`);
            if (answer instanceof Error) throw answer;
            return { status: 200, headers: {}, body: answer };
          },
        }) as unknown as GitlabClient,
      onChange: () => {
        changes += 1;
      },
    });
  });
  afterEach(() => announcements.dispose());

  const tab = (state: SessionState): readonly TerminalSession[] => [
    sampleSession('s', sampleJob('work', 7, { name: 'build' }), state),
  ];
  const open = tab({ status: 'open', since: sampleNow });
  const accountId = open[0]?.job?.accountId ?? '';

  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  test('only where a terminal is open, once, and then every ten minutes', async () => {
    announcements.sessionsChanged(
      tab({
        status: 'connecting',
        phase: 'checking',
        since: 0,
        attempt: 1,
        nextTryAt: null,
        canTryNow: false,
        message: '',
      }),
    );
    expect(asked).toEqual([]);
    announcements.sessionsChanged(open);
    announcements.sessionsChanged(open);
    await pass(0);
    expect(asked).toEqual([`${accountId} /broadcast_messages`]);
    expect(announcements.of(accountId)).toEqual([{ text: 'Maintenance', at: null }]);
    expect(changes).toBe(1);
    await pass(600_000);
    expect(asked).toHaveLength(2);
    expect(changes).toBe(1);
    announcements.sessionsChanged([]);
    await pass(3_600_000);
    expect(asked).toHaveLength(2);
  });

  test('one that is taken down is gone', async () => {
    announcements.sessionsChanged(open);
    await pass(0);
    answer = [];
    await pass(600_000);
    expect(announcements.of(accountId)).toEqual([]);
    expect(changes).toBe(2);
  });

  test('keeps what it knew when it cannot ask, and asks rarely where it may not', async () => {
    announcements.sessionsChanged(open);
    await pass(0);
    answer = new JobdeckError('offline', 'No network.');
    await pass(600_000);
    expect(announcements.of(accountId)).toHaveLength(1);
    answer = new JobdeckError('forbidden', 'No.');
    await pass(600_000);
    expect(asked).toHaveLength(3);
    await pass(5 * 3_600_000);
    expect(asked).toHaveLength(3);
    await pass(3_600_000);
    expect(asked).toHaveLength(4);
  });
});
