import { describe, expect, it } from 'vitest';
import type { TerminalSession } from '../../../../electron/contract.ts';
import { adopted, writeKept } from '../../../../renderer/terminals/panes/kept-layout.ts';
import { changeTree, type Layout, showBeside, toggleZoom } from '../../../../renderer/terminals/panes/layout.ts';
import { resize, sessionsOf } from '../../../../renderer/terminals/panes/pane-tree.ts';
import { sampleJob, sampleNow, sampleSession } from '../../../fakes/samples.ts';

/** The session of that job in some run: its id is another one each time. */
const session = (job: number, run: string): TerminalSession =>
  sampleSession(`${run}-${job}`, sampleJob('one', job), { status: 'open', since: sampleNow });
const shell = sampleSession('shell', null, { status: 'open', since: sampleNow });
const run = (name: string, ...jobs: number[]): TerminalSession[] => jobs.map((job) => session(job, name));
const shown = (layout: Layout): (readonly string[])[] => layout.map(({ tree }) => sessionsOf(tree));

describe('a kept layout', () => {
  const before = run('a', 1, 2, 3, 4);
  const pair = showBeside([], 'a-2', 'a-1', 'right');
  const sized = changeTree(pair, 'a-1', (tree) => resize(tree, ['a-1', 'a-2'], [30, 70]));

  it('comes back in another run, where each has another id, with its sizes and zoom', () => {
    const kept = writeKept(toggleZoom(showBeside(sized, 'a-3', 'a-2', 'down'), 'a-1'), '', before, before);
    const again = adopted([], kept, run('b', 4, 3, 2, 1));
    expect(shown(again)).toEqual([['b-1', 'b-2', 'b-3']]);
    expect(again[0]?.zoomed).toBe(true);
    expect(again[0]?.tree.parts.map(({ share }) => share)).toEqual([30, 70]);
  });

  it('comes back without what did not come back', () => {
    const all = [...before, shell];
    const kept = writeKept(showBeside(showBeside(pair, 'a-3', 'a-1', 'down'), 'shell', 'a-3', 'left'), '', all, all);
    expect(shown(adopted([], kept, run('b', 1, 3)))).toEqual([['b-1', 'b-3']]);
    expect(adopted([], kept, run('b', 2))).toEqual([]);
    // A shell has its id over a reload of the page.
    expect(shown(adopted([], kept, all))).toEqual([['a-1', 'shell', 'a-3', 'a-2']]);
  });

  it('has the groups of all windows: each writes its own, and takes back its own', () => {
    const [left, right] = [before.slice(0, 2), before.slice(2)];
    const ofRight = writeKept(showBeside([], 'a-4', 'a-3', 'down'), '', right, before);
    const both = writeKept(pair, ofRight, left, before);
    expect(shown(adopted([], both, left))).toEqual([['a-1', 'a-2']]);
    expect(shown(adopted([], both, right))).toEqual([['a-3', 'a-4']]);
    const leftOnly = writeKept([], both, right, before);
    expect(shown(adopted([], leftOnly, before))).toEqual([['a-1', 'a-2']]);
  });

  it('leaves those alone that stand together already', () => {
    const kept = writeKept(pair, '', before, before);
    expect(adopted(pair, kept, before)).toEqual([]);
    expect(adopted(showBeside([], 'a-3', 'a-1', 'left'), kept, before)).toEqual([]);
  });

  it.each([
    '',
    'null',
    '{',
    '[null,{}]',
    '[{"tree":{"kind":"pane","sessionId":"job one:1"}}]',
    '[{"tree":{"kind":"split"}}]',
  ])('is none when it is %j', (text) => {
    expect(adopted([], text, before)).toEqual([]);
    expect(writeKept([], text, before, before)).toBe('');
  });

  it('forgets the second of two groups that name the same session', () => {
    const one = JSON.parse(writeKept(pair, '', before, before)) as unknown[];
    const two = JSON.parse(writeKept(showBeside([], 'a-3', 'a-2', 'up'), '', before, before)) as unknown[];
    expect(shown(adopted([], JSON.stringify([...one, ...two]), before))).toEqual([['a-1', 'a-2']]);
  });
});
