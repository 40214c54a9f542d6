import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { AwakeState, SessionState } from '../../electron/contract.ts';
import { AwakeNote } from '../../renderer/AwakeNote.tsx';
import { KeepDialog } from '../../renderer/keep/KeepDialog.tsx';
import { KeepAwakeSetting } from '../../renderer/settings/KeepAwakeSetting.tsx';
import { sampleFeed, sampleJob, sampleSession } from '../fakes/samples.ts';
import { renderOn } from './render.tsx';

afterEach(cleanup);

const job = sampleJob('one', 7, { name: 'build 2/4', runner: { description: 'nest-k8s-1', type: 'project_type' } });
const open: SessionState = { status: 'open', since: 0 };
const ended: SessionState = {
  status: 'ended',
  ending: { reason: 'script-finished', certainty: 'certain', at: 0, livedMs: 1, message: '', next: [] },
};
const session = (state: SessionState, executor: string | null) => ({
  sessions: [{ ...sampleSession('s', job, state), executor }],
});
const show = (snapshot: Parameters<typeof renderOn>[0]) =>
  renderOn(snapshot, <KeepDialog jobKey={job.key} onClose={() => {}} />);
const chosen = (group: string) =>
  within(screen.getByRole('radiogroup', { name: group })).getByRole('radio', { checked: true }).textContent;

describe('the way to keep a job', () => {
  it('begins with the executor of the log, and with what can be done while the shell is there', async () => {
    await show(session(open, 'docker'));
    expect([chosen('Executor'), chosen('Where')]).toEqual(['Docker', 'Right now']);
    expect(screen.getByText('The job’s log says docker.')).toBeDefined();
  });

  it('begins with a guess, said to be one, where the log has not told', async () => {
    await show({ feeds: [sampleFeed('one', [job])] });
    expect(chosen('Executor')).toBe('Kubernetes');
    expect(screen.getByText(/this is a guess/)).toBeDefined();
  });

  it('begins with the next job where the shell is gone', async () => {
    await show(session(ended, 'docker'));
    expect(chosen('Where')).toBe('In the job');
  });

  it('makes lines of what is chosen, and copies them', async () => {
    const { api, user } = await show(session(open, 'shell'));
    await user.click(screen.getByRole('radio', { name: 'In the job' }));
    await user.click(screen.getByRole('radio', { name: 'When it failed' }));
    await user.selectOptions(screen.getByLabelText('For up to'), '8 h');
    await user.click(screen.getByRole('button', { name: 'Copy: .gitlab-ci.yml' }));
    const copied = String(api.asked.find(({ name }) => name === 'writeClipboard')?.args[0]);
    expect(copied).toMatch(/^build:\n {2}timeout: 9h\n/);
    expect(copied).toContain('RUNNER_AFTER_SCRIPT_TIMEOUT: 8h');
    expect(copied).toContain('if [ "$CI_JOB_STATUS" = failed ]; then');
    expect(await screen.findByText('Copied')).toBeDefined();
  });
});

describe('the footer', () => {
  it.each<[AwakeState, string | null]>([
    [{ status: 'idle' }, null],
    [{ status: 'awake', sessionIds: ['s'] }, 'Keeping this computer awake for 1 job'],
    [{ status: 'awake', sessionIds: ['s', 't'] }, 'Keeping this computer awake for 2 jobs'],
    [{ status: 'unable', sessionIds: ['s'], why: 'No way.' }, 'This computer may go to sleep'],
  ])('says of %j: %s', async (awake, text) => {
    const { store, user } = await renderOn({ awake }, <AwakeNote />);
    const button = screen.queryByRole('button');
    expect(button?.textContent ?? null).toBe(text);
    if (button === null) return;
    await user.click(button);
    expect(store.getState().dialog).toEqual({ kind: 'settings', page: 'general' });
  });
});

it('the setting changes, and says why it cannot help', async () => {
  const awake: AwakeState = { status: 'unable', sessionIds: ['s'], why: 'This system has no way.' };
  const { api, user } = await renderOn({ awake }, <KeepAwakeSetting />);
  expect(screen.getByRole('alert').textContent).toBe('This system has no way.');
  await user.click(screen.getByRole('radio', { name: 'Never' }));
  expect(api.asked.find(({ name }) => name === 'updateSettings')?.args).toEqual([{ keepAwake: 'never' }]);
});
