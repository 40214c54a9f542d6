import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Snippet } from '../../../electron/contract.ts';
import { SnippetsDialog } from '../../../renderer/snippets/SnippetsDialog.tsx';
import { sampleJob, samplePolicy, sampleSession, sampleSettings } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

afterEach(cleanup);

const open = { status: 'open', since: 0 } as const;
const one = sampleSession('one', sampleJob('a', 1, { name: 'build', ref: 'main' }), open);
const two = sampleSession('two', sampleJob('a', 2, { name: "it's $(reboot)", ref: 'fix' }), open);
const checkout: Snippet = { name: 'Look at the branch', text: 'git log {ref}', run: true };
const copy: Snippet = { name: 'Copy a file', text: 'scp {?file} {job_name}:', run: false };

type Sent = [string, string, boolean];

async function show(snippets: readonly Snippet[], name: string | null = null, locked = false) {
  const sent: Sent[] = [];
  let closed = 0;
  const rendered = await renderOn(
    {
      sessions: [one, two],
      settings: { ...sampleSettings, snippets },
      policy: { ...samplePolicy, lockedSettings: locked ? ['snippets'] : [] },
    },
    <SnippetsDialog
      sessions={[one, two]}
      proposed={['one']}
      name={name}
      onSend={(...send) => void sent.push(send)}
      onClose={() => {
        closed += 1;
      }}
    />,
  );
  return { ...rendered, sent, closed: () => closed };
}

const preview = () => [...document.querySelectorAll('.snippet-previews pre')].map((pre) => pre.textContent);

describe('snippets', () => {
  it('are chosen and sent by the keyboard alone, as the preview said', async () => {
    const { user, sent, closed } = await show([checkout, copy]);
    await user.type(screen.getByRole('combobox', { name: 'Find a snippet' }), 'branch{Enter}');
    expect(preview()).toEqual(["git log 'main'"]);
    await user.keyboard('{Enter}');
    expect(sent).toEqual([['one', "git log 'main'", true]]);
    expect(closed()).toBe(1);
  });

  it('ask what they need, and go to each terminal with its own job’s words, quoted', async () => {
    const { user, sent } = await show([checkout, copy], 'Copy a file');
    expect(preview()).toEqual(['Say what file is.']);
    expect(screen.getByRole('button', { name: 'Insert' }).getAttribute('aria-disabled')).toBe('true');
    await user.click(screen.getByRole('checkbox', { name: /^it's/ }));
    await user.type(screen.getByLabelText('file'), 'a b{Enter}');
    expect(sent).toEqual([
      ['one', "scp 'a b' 'build':", false],
      ['two', "scp 'a b' 'it'\\''s $(reboot)':", false],
    ]);
  });

  it('are offered no terminal that has no shell', async () => {
    const { store } = await show([checkout]);
    expect(store.getState().sessions).toHaveLength(2);
    expect(within(screen.getByRole('group', { name: 'Send to' })).getAllByRole('checkbox')).toHaveLength(2);
    cleanup();
    await renderOn(
      { settings: { ...sampleSettings, snippets: [checkout] } },
      <SnippetsDialog
        sessions={[
          {
            ...one,
            state: {
              status: 'connecting',
              phase: 'dialing',
              since: 0,
              attempt: 1,
              nextTryAt: null,
              canTryNow: false,
              message: '',
            },
          },
        ]}
        proposed={['one']}
        name={null}
        onSend={() => undefined}
        onClose={() => undefined}
      />,
    );
    expect(screen.getByText(/No terminal of a job has a shell now/)).toBeDefined();
  });

  it('are written where a value would be safe, and nowhere else', async () => {
    const { user, api } = await show([]);
    await user.type(screen.getByLabelText('Name'), 'Say it');
    await user.type(screen.getByLabelText('Command'), 'echo "{{ref}"');
    expect(screen.getByRole('alert').textContent).toMatch(/Jobdeck quotes each value itself/);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(api.asked.some(({ name }) => name === 'updateSettings')).toBe(false);
    await user.clear(screen.getByLabelText('Command'));
    await user.type(screen.getByLabelText('Command'), 'echo {{ref}');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(api.asked.at(-1)).toEqual({
      name: 'updateSettings',
      args: [{ snippets: [{ name: 'Say it', text: 'echo {ref}', run: false }] }],
    });
    expect(await screen.findByRole('option', { name: /Say it/ })).toBeDefined();
  });

  it('have names of their own, are changed and deleted', async () => {
    const { user, api } = await show([checkout, copy]);
    await user.click(screen.getByRole('button', { name: 'Edit' }));
    await user.clear(screen.getByLabelText('Name'));
    await user.type(screen.getByLabelText('Name'), 'Copy a file');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByRole('alert').textContent).toBe('Another snippet has that name.');
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(api.asked.at(-1)).toEqual({ name: 'updateSettings', args: [{ snippets: [copy] }] });
  });

  it('cannot be changed where the administrator has locked them', async () => {
    await show([checkout], null, true);
    expect(screen.queryByRole('button', { name: 'New' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
  });
});
