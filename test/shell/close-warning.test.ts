import { describe, expect, it } from 'vitest';
import type { Armed } from '../../electron/contract.ts';
import { watchWaiting } from '../../electron/doors/waiting-jobs.ts';
import { closeWarning } from '../../electron/shell/windows/close-warning.ts';
import { settled } from '../fakes/fake-client.ts';
import { createFakeCore } from '../fakes/fake-core.ts';

describe('the question before the app closes', () => {
  it('is not asked when nothing would be missed', () =>
    expect(closeWarning({ held: [], running: [], waiting: [] })).toBeNull());

  it('names the jobs that end', () => {
    expect(closeWarning({ held: ['build'], running: [], waiting: [] })).toEqual({
      message: 'Closing lets a held job finish',
      detail: 'Its script is done; only your open terminal keeps it from ending:\n• build',
    });
    const many = closeWarning({ held: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], running: [], waiting: [] });
    expect(many?.message).toBe('Closing lets 7 held jobs finish');
    expect(many?.detail.split('\n').slice(1)).toEqual(['• a', '• b', '• c', '• d', '• e', 'and 2 more']);
  });

  it('says what goes on without the app, and where that can be stopped', () => {
    const one = closeWarning({ held: [], running: ['build'], waiting: [] });
    expect(one?.message).toBe('Something still runs in a shell');
    expect(one?.detail).toMatch(/until the runner stops:\n• build\n\nClosing their tabs offers to stop it\.$/);
    const both = closeWarning({ held: ['test'], running: ['build'], waiting: [] });
    expect(both?.message).toBe('Closing lets a held job finish');
    expect(both?.detail).toMatch(/• test\n\nWhat runs .*:\n• build$/);
  });

  it('says that what is waited for is kept', () => {
    const one = closeWarning({ held: [], running: [], waiting: ['deploy'] });
    expect(one?.message).toBe('You are waiting for a job to start');
    expect(one?.detail).toMatch(/^• deploy\n\nThe job you are waiting for stays on the list/);
    const both = closeWarning({ held: ['build'], running: [], waiting: ['deploy', 'e2e'] });
    expect(both?.message).toBe('Closing lets a held job finish');
    expect(both?.detail).toMatch(/• build\n\nThe 2 jobs you are waiting for stay/);
  });
});

describe('the jobs that are waited for', () => {
  const armed = (name: string, state: Armed['state']): Armed => ({
    id: name,
    pipeline: { accountId: 'a', projectId: 1, projectPath: 'p', pipelineId: 1 },
    name,
    job: null,
    because: 'armed',
    since: 0,
    state,
    needsSignIn: false,
  });
  const waiting = armed('deploy', { status: 'waiting', message: '', startsAt: null });
  const over = armed('lint', { status: 'over', end: 'skipped', message: '', at: 0 });

  it('are those of the start, then those of the last word, without what is over', async () => {
    const core = createFakeCore();
    const empty = await core.calls.snapshot();
    core.answer('snapshot', () => ({ ...empty, armed: [waiting, over] }));
    const watch = watchWaiting(core);
    expect(watch.names()).toEqual([]);
    await settled();
    expect(watch.names()).toEqual(['deploy']);
    core.emit('armed', [over]);
    expect(watch.names()).toEqual([]);
    watch.dispose();
    core.emit('armed', [waiting]);
    expect(watch.names()).toEqual([]);
  });
});
