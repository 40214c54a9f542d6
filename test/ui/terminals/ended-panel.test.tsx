import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Ending, TerminalSession } from '../../../electron/contract.ts';
import { EndedPanel } from '../../../renderer/terminals/EndedPanel.tsx';
import type { TabActions } from '../../../renderer/terminals/use-tab-actions.ts';
import { sampleJob, sampleSession, sampleSettings } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

afterEach(cleanup);

const closed: Ending = {
  reason: 'app-closed',
  certainty: 'certain',
  at: 0,
  livedMs: null,
  message: 'Jobdeck was closed, and the terminal with it.',
  next: ['reconnect', 'close'],
};
const finished: Ending = { ...closed, reason: 'job-finished', next: ['open-job-page', 'close'] };
const ended = (n: number, ending: Ending): TerminalSession =>
  sampleSession(`s${n}`, sampleJob('a', n), { status: 'ended', ending });

async function show(endings: readonly Ending[], keepShells = false) {
  const sessions = endings.map((ending, n) => ended(n, ending));
  const actions = { reconnect: vi.fn(), reconnectAll: vi.fn() };
  const [first] = sessions;
  const [ending] = endings;
  if (first === undefined || ending === undefined) throw new Error('no session');
  const rendered = await renderOn(
    { sessions, settings: { ...sampleSettings, keepShells } },
    <EndedPanel session={first} ending={ending} actions={actions as unknown as TabActions} />,
  );
  return { ...rendered, actions };
}
const buttons = () => screen.getAllByRole('button').map(({ textContent }) => textContent);

describe('the panel of an ended terminal', () => {
  it('reconnects this one, or all that may be', async () => {
    const { user, actions } = await show([closed, closed, finished, closed]);
    expect(buttons()).toEqual(['Reconnect', 'Reconnect all 3', 'Close tab']);
    await user.click(screen.getByRole('button', { name: 'Reconnect' }));
    expect(actions.reconnect).toHaveBeenCalledWith('s0');
    await user.click(screen.getByRole('button', { name: 'Reconnect all 3' }));
    expect(actions.reconnectAll).toHaveBeenCalledOnce();
  });

  it.each([
    ['no other may be', [closed, finished]],
    ['it may not be itself', [finished, closed, closed]],
  ])('does not offer all of them where %s', async (_why, endings) => {
    await show(endings);
    expect(buttons().join()).not.toContain('all');
  });

  it('does not say that the shell of an earlier run never opened', async () => {
    await show([closed]);
    expect(screen.queryByText(/never opened/)).toBeNull();
    expect(screen.getByText(/Reconnecting opens a new shell/)).toBeDefined();
  });

  it('says that a kept one may be found again', async () => {
    await show([closed], true);
    expect(screen.getByText(/finds the shell again if it was kept/)).toBeDefined();
  });
});
