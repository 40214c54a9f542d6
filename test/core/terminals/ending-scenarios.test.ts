import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measured } from '../../gitlab/world.ts';
import { recoveries, type Scenario, scenarios } from './ending-scenarios.ts';
import { type Scene, startScene, type Tab } from './ending-scene.ts';

/**
 * Why a terminal ended, driven end to end: a whole core over real sockets against a simulated GitLab with real shells.
 * All are played at once, a few at a time, since most of what they do is to wait.
 */
const AT_A_TIME = 16;
const LONGEST_MS = 150_000;

interface Played {
  readonly scene: Scene;
  readonly tab: Tab;
}

const played = new Map<string, Promise<Played>>();
const scenes: Scene[] = [];

beforeAll(() => {
  const free: (() => void)[] = [];
  let running = 0;
  const all = [...scenarios, ...recoveries].sort((a, b) => Number(b.isLong ?? false) - Number(a.isLong ?? false));
  for (const one of all) {
    const turn = running < AT_A_TIME ? Promise.resolve() : new Promise<void>((resolve) => free.push(resolve));
    running += 1;
    const result = turn.then(async () => {
      const scene = await startScene(one.options);
      scenes.push(scene);
      const tab = await one.play(scene);
      if ('ends' in one) await tab.ending();
      else await tab.shows(/new shell ·/);
      return { scene, tab };
    });
    played.set(one.name, result);
    const over = () => void free.shift()?.();
    result.then(over, over);
  }
});

afterAll(async () => {
  await Promise.allSettled(played.values());
  await Promise.all(scenes.map((scene) => scene.dispose()));
}, LONGEST_MS);

function playedAs(name: string): Promise<Played> {
  const found = played.get(name);
  if (found === undefined) throw new Error(`not played: ${name}`);
  return found;
}

describe('how terminals end', () => {
  it.each(scenarios.map((one) => [one.name, one] as const))(
    '%s',
    async (name, one: Scenario) => {
      const { scene, tab } = await playedAs(name);
      const ending = await tab.ending();
      const { reason, certainty, message, next } = ending;
      expect({ reason, certainty, first: next[0] }, message).toEqual({
        reason: one.ends.reason,
        certainty: one.ends.certainty,
        first: one.ends.first,
      });
      expect(message).toMatch(one.ends.says);
      for (const status of one.never ?? []) expect(tab.history).not.toContain(status);
      expect(tab.history.filter((status) => status === 'ended')).toHaveLength(1);
      await one.also?.(scene, tab);
    },
    LONGEST_MS,
  );

  it.each(recoveries.map((one) => [one.name, one] as const))(
    'comes back after %s',
    async (name, { seam }) => {
      const { tab } = await playedAs(name);
      expect(tab.view.state.status).toBe('open');
      expect(tab.view.shellNumber).toBe(2);
      expect(/new shell · [^\r\n]*/.exec(tab.text)?.[0]).toMatch(seam);
      expect(tab.history).not.toContain('ended');
    },
    LONGEST_MS,
  );
});

describe('the table', () => {
  it('plays every end that was measured', () => {
    const known = measured().ends.map(({ executor, what }) => `${executor}: ${what}`);
    const mapped = [...scenarios, ...recoveries].flatMap((one) => one.measured ?? []);
    expect([...new Set(mapped)].sort()).toEqual([...known].sort());
    expect(scenarios.length).toBeGreaterThanOrEqual(25);
  });

  it('tells what looks alike alike, and no cause of several as certain', () => {
    const groups = new Map<string, Scenario[]>();
    for (const one of scenarios) {
      if (one.alike !== undefined) groups.set(one.alike, [...(groups.get(one.alike) ?? []), one]);
    }
    for (const [, alike] of groups) {
      expect(alike.length).toBeGreaterThan(1);
      expect(new Set(alike.map(({ ends }) => `${ends.reason} ${ends.certainty} ${ends.first}`)).size).toBe(1);
    }
  });
});
