import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SessionState, ShellKept, TerminalSession } from '../../../electron/contract.ts';
import { KeptSign } from '../../../renderer/terminals/KeptSign.tsx';
import { SessionHealth } from '../../../renderer/terminals/SessionHealth.tsx';
import type { TerminalController } from '../../../renderer/terminals/terminal-contract.ts';
import { sampleSession } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

afterEach(cleanup);

describe('whether the shell goes on over a drop', () => {
  const kept = (resumedAt: number | null): ShellKept => ({ status: 'kept', by: 'screen', resumedAt });

  test.each<[string, ShellKept, SessionState['status'], string | null, RegExp]>([
    ['nobody asked', { status: 'off' }, 'open', null, /^/],
    ['not yet', { status: 'starting' }, 'open', null, /^/],
    ['it does', kept(null), 'open', 'kept', /runs in screen, so it goes on .* Closing the tab ends it/],
    ['it was found again', kept(1_000), 'open', 'resumed', /^The same shell as before, found again at /],
    ['it is being gone back to', kept(1_000), 'connecting', 'kept', /runs in screen/],
    ['over', kept(null), 'ended', null, /^/],
    ['none of them', { status: 'refused', why: 'none-there' }, 'open', 'not kept', /none of tmux, screen and dtach/],
    ['no such shell', { status: 'refused', why: 'unknown-shell' }, 'held', 'not kept', /did not answer as a shell/],
  ])('%s', async (_what, facts, status, word, title) => {
    await renderOn({}, <KeptSign kept={facts} status={status} />);
    const sign = screen.queryByRole('status');
    expect(sign?.textContent ?? null).toBe(word);
    expect(sign?.parentElement?.title ?? '').toMatch(title);
  });
});

describe('a connection that does not answer', () => {
  const terminal = { view: { subscribe: () => () => {}, getState: () => ({ pasteWaitingBytes: 0 }) } };
  terminal.view = { ...terminal.view, getInitialState: terminal.view.getState } as typeof terminal.view;

  async function show(of: Partial<TerminalSession>) {
    const session = { ...sampleSession('s', null, { status: 'open', since: 0 }), answering: false, ...of };
    const onTryNow = vi.fn();
    const { user } = await renderOn(
      { now: Date.now() },
      <SessionHealth session={session} terminal={terminal as unknown as TerminalController} onTryNow={onTryNow} />,
    );
    return { user, onTryNow };
  }

  test('says so, counts down to another, and need not be waited for', async () => {
    const { user, onTryNow } = await show({ givesUpAt: Date.now() + 12_000 });
    expect(screen.getByRole('status').textContent).toBe('not answering');
    expect(screen.getByRole('timer').textContent).toMatch(/^reconnecting in 1[123] s$/);
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(onTryNow).toHaveBeenCalledOnce();
  });

  test('in a hold it is waited for, and the sign says why', async () => {
    await show({ givesUpAt: null });
    expect(screen.queryByRole('button', { name: 'Try now' })).toBeNull();
    expect(screen.getByRole('status').parentElement?.title).toMatch(/the job would end with this connection/);
  });
});
