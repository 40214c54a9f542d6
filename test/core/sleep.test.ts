import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TerminalSocket } from '../../electron/core/gitlab/ports.ts';
import { createSleep, type Sleep } from '../../electron/core/sleep.ts';
import { createShell } from '../../electron/core/terminals/shell.ts';
import { createSystemClock } from '../../electron/doors/clock.ts';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.ts';

const HOUR_MS = 3_600_000;
let clock: ManualClock;
let told: string[];
let sleep: Sleep;
beforeEach(() => {
  clock = createManualClock();
  told = [];
  sleep = createSleep(clock, { suspended: () => told.push('suspended'), woke: () => told.push('woke') });
});

describe('sleep and waking', () => {
  it.each<[string, () => unknown, readonly string[]]>([
    ['nothing happens', () => clock.advance(HOUR_MS), []],
    ['the system tells of both', () => [sleep.suspended(), clock.sleep(HOUR_MS), sleep.woke()], ['suspended', 'woke']],
    ['the system tells of the waking twice', () => [clock.sleep(HOUR_MS), sleep.woke(), sleep.woke()], ['woke']],
    ['nobody tells, the gap does', () => [clock.sleep(HOUR_MS), clock.advance(10_000)], ['woke']],
    ['both tell', () => [clock.sleep(HOUR_MS), sleep.woke(), clock.advance(HOUR_MS)], ['woke']],
    ['the machine is only late', () => [clock.sleep(14_000), clock.advance(HOUR_MS)], []],
    ['it was announced and did not come', () => [sleep.suspended(), clock.advance(60_000)], ['suspended', 'woke']],
    [
      'it sleeps again soon',
      () => [sleep.woke(), clock.advance(1000), sleep.suspended(), clock.sleep(2000), sleep.woke()],
      ['woke', 'suspended', 'woke'],
    ],
    ['it was put away', () => [sleep.dispose(), clock.sleep(HOUR_MS), clock.advance(HOUR_MS)], []],
  ])('%s', (_name, happens, expected) => {
    happens();
    expect(told).toEqual(expected);
  });

  it('runs what fell due in the sleep before it tells, and leaves the rest its time', () => {
    clock.after(HOUR_MS - 1, () => told.push('due'));
    clock.after(HOUR_MS + 1000, () => told.push('later'));
    clock.sleep(HOUR_MS);
    expect(told).toEqual([]);
    sleep.woke();
    expect(told).toEqual(['due', 'woke']);
    clock.advance(999);
    expect(told).toEqual(['due', 'woke']);
    clock.advance(1);
    expect(told).toEqual(['due', 'woke', 'later']);
  });
});

describe('the system clock', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => vi.useRealTimers());

  it('catches up with the calendar, forgets what was called off, and waits no longer when it was set back', () => {
    const system = createSystemClock();
    const ran: string[] = [];
    system.after(60_000, () => ran.push('due'));
    system.after(60_000, () => ran.push('called off'))();
    system.after(2 * HOUR_MS, () => ran.push('later'));
    vi.setSystemTime(Date.now() + HOUR_MS);
    system.catchUp();
    vi.advanceTimersByTime(0);
    expect(ran).toEqual(['due']);
    vi.setSystemTime(Date.now() - 10 * HOUR_MS);
    system.catchUp();
    vi.advanceTimersByTime(2 * HOUR_MS);
    expect(ran).toEqual(['due', 'later']);
  });
});

describe('a shell after a sleep', () => {
  const make = () => {
    const events: string[] = [];
    const shell = createShell(clock, {
      onBegin() {},
      onBytes() {},
      onRoundTrip() {},
      onSilent: (silent) => events.push(silent ? 'silent' : 'heard'),
      onGivenUp: () => events.push('given up'),
      onClosed() {},
    });
    shell.connected({ probe: () => events.push('probe') } as unknown as TerminalSocket);
    return { shell, events };
  };

  it('is asked at once, and given up soon when it stays silent', () => {
    const { shell, events } = make();
    shell.woke();
    expect(events).toEqual(['probe']);
    shell.events.onSilent(true);
    clock.advance(9_999);
    expect(events).toEqual(['probe', 'silent']);
    clock.advance(1);
    expect(events).toEqual(['probe', 'silent', 'given up']);
  });

  it('has all its patience again once it was heard', () => {
    const { shell, events } = make();
    shell.woke();
    shell.events.onRoundTrip(3);
    shell.events.onSilent(true);
    clock.advance(14_999);
    expect(events).not.toContain('given up');
    clock.advance(1);
    expect(events).toContain('given up');
  });

  it('says when it is given up; a late answer is in time', () => {
    const { shell, events } = make();
    shell.events.onSilent(true);
    expect(shell.givesUpAt).toBe(clock.now() + 15_000);
    clock.advance(14_000);
    shell.events.onSilent(false);
    expect(shell.givesUpAt).toBeNull();
    clock.advance(HOUR_MS);
    expect(events).toEqual(['silent', 'heard']);
  });

  it('is given up at once on request, once, and only while it is silent', () => {
    const { shell, events } = make();
    shell.giveUp();
    expect(events).toEqual([]);
    shell.events.onSilent(true);
    shell.giveUp();
    clock.advance(HOUR_MS);
    expect(events).toEqual(['silent', 'given up']);
  });

  it('is not asked before it is open, nor after it was left', () => {
    const { shell, events } = make();
    shell.leave();
    shell.woke();
    expect(events).toEqual([]);
  });
});
