import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Transcript, TranscriptExport } from '../../../electron/contract.ts';
import { ExportCards } from '../../../renderer/transcripts/ExportCards.tsx';
import { TranscriptsDialog } from '../../../renderer/transcripts/TranscriptsDialog.tsx';
import { fail, ok } from '../../fakes/fake-api.ts';
import { emptySnapshot } from '../../fakes/fake-core.ts';
import { sampleJob, sampleTranscript } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

// a terminal of its own, which has tests of its own
vi.mock('../../../renderer/transcripts/TranscriptViewer.tsx', () => ({ TranscriptViewer: () => null }));
afterEach(cleanup);

const build = sampleTranscript('b', sampleJob('a', 7, { name: 'build', projectPath: 'acme/checkout' }));
const flash = sampleTranscript('f', sampleJob('a', 8, { name: 'flash', projectPath: 'devices/firmware', ref: 'v2' }));
const running: TranscriptExport = {
  id: 'e',
  transcriptId: 'f',
  format: 'text',
  fileName: 'flash-8.txt',
  doneBytes: 1_000,
  totalBytes: 2_000,
  state: { status: 'running' },
};

async function show(kept: readonly Transcript[], snapshot: Parameters<typeof renderOn>[0] = {}) {
  let now = kept;
  return renderOn(
    { app: { ...emptySnapshot.app, door: 'desktop' }, ...snapshot },
    <TranscriptsDialog shown={null} onClose={() => {}} />,
    (api) => {
      api.answer('listTranscripts', () => ok(now));
      api.answer('deleteTranscripts', (ids) => {
        now = now.filter(({ id }) => !ids.includes(id));
        return ok(undefined);
      });
    },
  );
}
const names = () => within(screen.getByRole('list', { name: 'Transcripts' })).queryAllByRole('listitem').length;

describe('the transcripts', () => {
  it.each([
    ['flash', 'flash'],
    ['firmware 8', 'flash'],
    ['CHECKOUT', 'build'],
    ['v2', 'flash'],
  ])('are found by %s', async (words, name) => {
    const { user } = await show([build, flash]);
    await user.type(await screen.findByRole('searchbox', { name: 'Find a transcript' }), words);
    expect(names()).toBe(1);
    expect(screen.getByRole('button', { name: `Show ${name}` })).toBeDefined();
  });

  it('say so where none fits, and where there are none', async () => {
    const { user } = await show([build]);
    await user.type(await screen.findByRole('searchbox', { name: 'Find a transcript' }), 'nowhere');
    expect(screen.getByText('No transcript fits “nowhere”.')).toBeDefined();
    cleanup();
    await show([]);
    expect(await screen.findByText(/Nothing has been printed in a terminal yet/)).toBeDefined();
  });

  it('are deleted only when asked twice', async () => {
    const { user, api } = await show([build, flash]);
    await user.click(await screen.findByRole('button', { name: 'Delete build' }));
    expect(api.asked.map(({ name }) => name)).not.toContain('deleteTranscripts');
    await user.click(screen.getByRole('button', { name: 'Keep' }));
    expect(names()).toBe(2);
    await user.click(screen.getByRole('button', { name: 'Delete build' }));
    await user.click(screen.getByRole('button', { name: 'Delete for good' }));
    expect(api.asked).toContainEqual({ name: 'deleteTranscripts', args: [['b']] });
    await vi.waitFor(() => expect(names()).toBe(1));
  });

  it('of an open tab are deleted up to now', async () => {
    const { user } = await show([{ ...build, endedAt: null }]);
    await user.click(await screen.findByRole('button', { name: 'Delete build' }));
    expect(screen.getByRole('button', { name: 'Delete up to now' })).toBeDefined();
  });

  it('are saved in the format that is chosen, by keyboard', async () => {
    const { user, api } = await show([build]);
    (await screen.findByRole('button', { name: 'Save build' })).focus();
    await user.keyboard('{Enter}');
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual([
      'Plain text.txt',
      'Web page.html',
      'Terminal output.ansi',
      'Recording.cast',
    ]);
    await user.keyboard('{ArrowDown}{Enter}');
    expect(api.asked).toContainEqual({ name: 'exportTranscript', args: ['b', 'html'] });
  });

  it('show how far one is that is being saved, and stop it', async () => {
    const { user, api } = await show([build, flash], { exports: [running] });
    const bar = await screen.findByRole<HTMLProgressElement>('progressbar', { name: 'Saving flash-8.txt' });
    expect([bar.value, bar.max]).toEqual([1_000, 2_000]);
    await user.click(screen.getByRole('button', { name: 'Stop saving' }));
    expect(api.asked).toContainEqual({ name: 'cancelExport', args: ['e'] });
    act(() => api.tell('exports', []));
    expect(screen.getByRole('button', { name: 'Save flash' })).toBeDefined();
  });

  it.each([
    ['vault-locked', 'unlock your secrets to read it'],
    ['no-key', 'the keyring that protects it is not there'],
  ] as const)('that cannot be read (%s) say why, and can only be deleted', async (readable, why) => {
    await show([{ ...build, readable }]);
    expect(await screen.findByText(new RegExp(why))).toBeDefined();
    const able = screen.getAllByRole('button').filter((one) => !(one as HTMLButtonElement).disabled);
    const names = able.map((one) => one.getAttribute('aria-label') ?? one.textContent);
    expect(names.sort()).toEqual(['Close dialog', 'Delete build', 'Settings…']);
  });

  it('say so when they cannot be listed', async () => {
    await renderOn({}, <TranscriptsDialog shown={null} onClose={() => {}} />, (api) =>
      api.answer('listTranscripts', () => fail('disk', { message: 'The disk is gone.' })),
    );
    expect(await screen.findByText('The disk is gone.')).toBeDefined();
  });
});

describe('the card of an export', () => {
  it('counts, stops, says where the file is, or why there is none', async () => {
    const { user, api } = await renderOn({ exports: [running] }, <ExportCards />);
    expect(screen.getByText('flash-8.txt: 1.0 kB of 2.0 kB')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Stop saving flash-8.txt' }));
    expect(api.asked).toContainEqual({ name: 'cancelExport', args: ['e'] });
    act(() => api.tell('exports', [{ ...running, state: { status: 'done', folder: '/home/mira' } }]));
    expect(screen.getByText('flash-8.txt in /home/mira')).toBeDefined();
    const failure = { kind: 'disk', message: 'There is not enough room in /mnt.', next: 'Make room there.' } as const;
    act(() => api.tell('exports', [{ ...running, state: { status: 'failed', failure } }]));
    expect(screen.getByText('There is not enough room in /mnt. Make room there.')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Dismiss: flash-8.txt' })).toBeDefined();
  });
});
