import { describe, expect, it } from 'vitest';
import type { AwakeState, SessionState, Settings, TerminalSession } from '../../electron/contract.ts';
import { createAwake, wakefulSessions } from '../../electron/core/awake.ts';
import type { AwakeAnswer } from '../../electron/core/host.ts';
import { settled } from '../fakes/fake-client.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryLog } from '../fakes/memory-log.ts';
import { sampleJob, sampleSession } from '../fakes/samples.ts';

const open: SessionState = { status: 'open', since: 0 };
const held: SessionState = {
  status: 'held',
  since: 0,
  hold: { limitMs: 1, startedAt: 0, endsAt: 1, source: 'log-mark' },
};
const connecting: SessionState = {
  status: 'connecting',
  phase: 'dialing',
  since: 0,
  attempt: 1,
  nextTryAt: null,
  canTryNow: false,
  message: '',
};
const ended: SessionState = {
  status: 'ended',
  ending: { reason: 'let-finish', certainty: 'certain', at: 0, livedMs: 1, message: '', next: [] },
};

function list(states: Readonly<Record<string, SessionState>>): readonly TerminalSession[] {
  return Object.entries(states).map(([id, state], index) =>
    sampleSession(id, id.startsWith('local') ? null : sampleJob('a', index), state),
  );
}

describe('which terminals keep the computer awake', () => {
  it.each<[Settings['keepAwake'], readonly string[]]>([
    ['held', ['held']],
    ['open', ['open', 'held']],
    ['never', []],
  ])('with the setting %s', (setting, ids) => {
    const sessions = list({ connecting, open, held, ended, local: open });
    expect(wakefulSessions(sessions, setting)).toEqual(ids);
  });
});

function desk(answer: () => Promise<AwakeAnswer> | AwakeAnswer = () => ({ lock: { release() {} } })) {
  const clock = createManualClock();
  const told: AwakeState[] = [];
  let keepAwake: Settings['keepAwake'] = 'held';
  let locks = 0;
  let asked = 0;
  let lose: (why: string) => void = () => {};
  const awake = createAwake({
    clock,
    log: createMemoryLog(),
    settings: () => ({ keepAwake }),
    async keepAwake(reason, onLost) {
      asked += 1;
      // any user of the computer may read it
      expect(reason).not.toMatch(/job-\d/);
      const given = await answer();
      if (given.lock === null) return given;
      locks += 1;
      lose = (why) => {
        locks -= 1;
        onLost(why);
      };
      let released = false;
      return {
        lock: {
          release() {
            expect(released).toBe(false);
            released = true;
            locks -= 1;
          },
        },
      };
    },
    onChange: (state) => told.push(state),
  });
  return {
    awake,
    clock,
    told,
    locks: () => locks,
    asked: () => asked,
    lose: (why: string) => lose(why),
    async show(states: Readonly<Record<string, SessionState>>) {
      awake.sessionsChanged(list(states));
      await settled();
    },
    set(setting: Settings['keepAwake']) {
      keepAwake = setting;
      awake.settingsChanged();
    },
  };
}

describe('staying awake', () => {
  it('begins with the first hold, is one lock for all of them, and ends with the last', async () => {
    const { show, locks, told, asked } = desk();
    await show({ one: open });
    expect(locks()).toBe(0);
    await show({ one: held });
    expect(locks()).toBe(1);
    await show({ one: held, two: held });
    await show({ one: ended, two: held });
    expect([locks(), asked()]).toEqual([1, 1]);
    await show({ one: ended, two: ended });
    expect(locks()).toBe(0);
    expect(told).toEqual([
      { status: 'awake', sessionIds: ['one'] },
      { status: 'awake', sessionIds: ['one', 'two'] },
      { status: 'awake', sessionIds: ['two'] },
      { status: 'idle' },
    ]);
  });

  it('follows the setting at once', async () => {
    const { show, set, locks } = desk();
    await show({ one: open, two: held });
    set('never');
    expect(locks()).toBe(0);
    set('open');
    await settled();
    expect(locks()).toBe(1);
    set('held');
    expect(locks()).toBe(1);
  });

  it('gives a lock back that comes when nobody needs it any more', async () => {
    const answers: (() => void)[] = [];
    const { awake, show, locks } = desk(
      () => new Promise((resolve) => answers.push(() => resolve({ lock: { release() {} } }))),
    );
    await show({ one: held });
    await show({ one: ended });
    await show({ one: held });
    for (const answer of answers) answer();
    await settled();
    expect(locks()).toBe(1);
    awake.dispose();
    awake.dispose();
    expect(locks()).toBe(0);
  });

  it('says that it cannot, and asks again until it can', async () => {
    let allowed = false;
    const { awake, show, locks, clock } = desk(() =>
      allowed ? { lock: { release() {} } } : { lock: null, why: 'There is no way.' },
    );
    await show({ one: held });
    expect(awake.state()).toEqual({ status: 'unable', sessionIds: ['one'], why: 'There is no way.' });
    allowed = true;
    clock.advance(30_000);
    await settled();
    expect(awake.state()).toEqual({ status: 'awake', sessionIds: ['one'] });
    await show({});
    expect([locks(), clock.waiting]).toEqual([0, 0]);
  });

  it('asks again when the system takes the lock back', async () => {
    const { awake, show, locks, lose, clock } = desk();
    await show({ one: held });
    lose('Gone.');
    expect(awake.state()).toMatchObject({ status: 'unable', why: 'Gone.' });
    clock.advance(30_000);
    await settled();
    expect([awake.state().status, locks()]).toEqual(['awake', 1]);
    await show({ one: ended });
    expect(locks()).toBe(0);
  });
});
