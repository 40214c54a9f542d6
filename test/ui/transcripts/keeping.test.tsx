import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Transcript } from '../../../electron/contract.ts';
import { EditAccountDialog } from '../../../renderer/accounts/EditAccountDialog.tsx';
import { TranscriptsPage } from '../../../renderer/settings/TranscriptsPage.tsx';
import { type FakeApi, fail, ok } from '../../fakes/fake-api.ts';
import { sampleAccount, sampleJob, sampleSettings, sampleTranscript } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

afterEach(cleanup);

const mine = ['one', 'two'].map((id) => sampleTranscript(id, sampleJob('a', 7)));
const others = [sampleTranscript('other', sampleJob('b', 9)), sampleTranscript('local', null)];

/** Core, as far as it keeps these. */
function keeping(api: FakeApi, all: readonly Transcript[]): void {
  let now = all;
  api.answer('listTranscripts', () => ok(now));
  api.answer('deleteTranscripts', (ids) => {
    now = now.filter(({ id }) => !ids.includes(id));
    return ok(undefined);
  });
}
const calls = (api: FakeApi) =>
  api.asked.filter(({ name }) => ['editAccount', 'deleteTranscripts', 'deleteAllTranscripts'].includes(name));

describe('the account’s form', () => {
  async function edit(keepTranscripts: boolean, prepare = (api: FakeApi) => keeping(api, [...mine, ...others])) {
    const account = sampleAccount('a', { keepTranscripts });
    const onClose = vi.fn();
    const rendered = await renderOn(
      { accounts: [account], settings: { ...sampleSettings, transcriptDays: 14 } },
      <EditAccountDialog account={account} onClose={onClose} />,
      prepare,
    );
    return { ...rendered, onClose };
  }
  const keep = () => screen.getByRole('switch', { name: 'Keep transcripts of this account’s terminals' });
  const save = () => screen.getByRole('button', { name: 'Save' });

  it('stops keeping, and says that those kept so far stay', async () => {
    const { user, api, onClose } = await edit(true);
    expect(screen.queryByRole('checkbox')).toBeNull();
    await user.click(keep());
    expect(
      await screen.findByRole('checkbox', { name: /^Delete those kept so far \(2 transcripts, 6\.0 kB\)/ }),
    ).toBeDefined();
    expect(screen.getByText('They stay, until they are 14 days old or have to make room.')).toBeDefined();
    expect(screen.getByText('Nothing more is kept, nor what tabs that are open now have printed.')).toBeDefined();
    await user.click(save());
    expect(calls(api)).toEqual([{ name: 'editAccount', args: ['a', { keepTranscripts: false }] }]);
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  });

  it('deletes those kept so far once it is saved, and no others', async () => {
    const { user, api, onClose } = await edit(true);
    await user.click(keep());
    await user.click(await screen.findByRole('checkbox'));
    expect(screen.getByText('Once saved they are gone for good.')).toBeDefined();
    expect(calls(api)).toEqual([]);
    await user.click(save());
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls(api)).toEqual([
      { name: 'editAccount', args: ['a', { keepTranscripts: false }] },
      { name: 'deleteTranscripts', args: [['one', 'two']] },
    ]);
  });

  it('deletes nothing where the switch was put back', async () => {
    const { user, api, onClose } = await edit(true);
    await user.click(keep());
    await user.click(await screen.findByRole('checkbox'));
    await user.click(keep());
    await user.click(save());
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(calls(api)).toEqual([]);
  });

  it('offers nothing to delete where there is nothing', async () => {
    const { user } = await edit(true, (api) => keeping(api, others));
    await user.click(keep());
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  it('deletes nothing where the change was refused, and says why', async () => {
    const { user, api, onClose } = await edit(true, (one) => {
      keeping(one, mine);
      one.answer('editAccount', () => fail('disk', { message: 'The disk is full.' }));
    });
    await user.click(keep());
    await user.click(await screen.findByRole('checkbox'));
    await user.click(save());
    expect(await screen.findByText('The disk is full.')).toBeDefined();
    expect(calls(api).map(({ name }) => name)).toEqual(['editAccount']);
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('the settings page', () => {
  const show = (keepTranscripts: boolean, transcriptLocalShells = true) =>
    renderOn(
      {
        accounts: [sampleAccount('a', { keepTranscripts })],
        transcripts: { count: 4, diskBytes: 12_000, keeping: 'disk' },
        settings: { ...sampleSettings, transcriptLocalShells },
      },
      <TranscriptsPage />,
      (api) => keeping(api, [...mine, ...others]),
    );

  it('switches an account’s off', async () => {
    const { user, api } = await show(true);
    expect(screen.queryByText(/kept so far/)).toBeNull();
    await user.click(screen.getByRole('switch', { name: 'Keep those of a.example.org' }));
    expect(calls(api)).toEqual([{ name: 'editAccount', args: ['a', { keepTranscripts: false }] }]);
  });

  it.each([
    ['an account', false, true, ['one', 'two'], '2 transcripts, 6.0 kB'],
    ['local shells', true, false, ['local'], 'one transcript, 3.0 kB'],
  ] as const)(
    'offers what is still there of %s, and deletes it when asked twice',
    async (_whose, keep, local, ids, words) => {
      const { user, api } = await show(keep, local);
      expect(await screen.findByText(`Those kept so far stay: ${words}.`)).toBeDefined();
      await user.click(screen.getByRole('button', { name: 'Delete them…' }));
      expect(calls(api)).toEqual([]);
      await user.click(screen.getByRole('button', { name: 'Delete for good' }));
      expect(calls(api)).toEqual([{ name: 'deleteTranscripts', args: [ids] }]);
      await vi.waitFor(() => expect(screen.queryByText(/kept so far/)).toBeNull());
    },
  );

  it('deletes all when asked twice', async () => {
    const { user, api } = await show(true);
    await user.click(screen.getByRole('button', { name: 'Delete all…' }));
    expect(calls(api)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Delete all for good' }));
    expect(calls(api)).toEqual([{ name: 'deleteAllTranscripts', args: [] }]);
  });

  it.each([
    ['run', /kept until Jobdeck is closed\. A passphrase/],
    ['locked', /for good once you unlock/],
    ['disk', /Encrypted like your tokens/],
  ] as const)('says how long they are kept (%s)', async (keeping, words) => {
    await renderOn({ transcripts: { count: 0, diskBytes: 0, keeping } }, <TranscriptsPage />);
    expect(screen.getByText(words)).toBeDefined();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Delete all…' }).disabled).toBe(true);
  });
});
