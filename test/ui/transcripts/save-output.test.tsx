import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Transcript } from '../../../electron/contract.ts';
import type { SaveExtent } from '../../../renderer/transcripts/formats.ts';
import { SaveOutputDialog } from '../../../renderer/transcripts/SaveOutputDialog.tsx';
import { ok } from '../../fakes/fake-api.ts';
import { emptySnapshot } from '../../fakes/fake-core.ts';
import { sampleAccount, sampleJob, sampleSession, sampleSettings, sampleTranscript } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

afterEach(cleanup);

const job = sampleJob('a', 4711, { name: 'build' });
const session = sampleSession('s', job, { status: 'open', since: 0 });
const desktop = { ...emptySnapshot.app, door: 'desktop' as const };

async function show(
  extent: SaveExtent,
  keepTranscripts = true,
  given = session,
  kept: readonly Transcript[] = [sampleTranscript('s', job)],
) {
  const seen = vi.fn(async (format: string) => `seen as ${format}`);
  const onClose = vi.fn();
  const terminal = { seen, scrollback: () => ({ length: 1_234 }) };
  const rendered = await renderOn(
    {
      app: desktop,
      accounts: [sampleAccount('a', { keepTranscripts })],
      settings: { ...sampleSettings, transcriptLocalShells: false },
    },
    <SaveOutputDialog session={given} extent={extent} terminal={terminal as never} onClose={onClose} />,
    (api) => api.answer('listTranscripts', () => ok(kept)),
  );
  return { ...rendered, seen, onClose };
}
const radio = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name: new RegExp(`^${name}`) });

describe('saving what a terminal has printed', () => {
  it('begins with what was asked for, as plain text, with the keyboard on it', async () => {
    const { user, api, seen, onClose } = await show('seen');
    expect(document.activeElement).toBe(radio('What I see'));
    expect(radio('Plain text').checked).toBe(true);
    expect(screen.getByText(/1,234 lines/)).toBeDefined();
    await user.keyboard('{Enter}');
    expect(seen).toHaveBeenCalledWith('text', 'build');
    await vi.waitFor(() =>
      expect(api.asked).toContainEqual({ name: 'saveText', args: ['build-4711.txt', 'seen as text'] }),
    );
    expect(onClose).toHaveBeenCalled();
  });

  it.each([
    ['Plain text', 'text'],
    ['Web page', 'html'],
    ['Terminal output', 'ansi'],
    ['Recording', 'asciicast'],
  ])('saves everything as: %s', async (label, format) => {
    const { user, api, seen } = await show('everything');
    expect(radio('Everything').checked).toBe(true);
    await user.click(radio(label));
    await user.click(screen.getByRole('button', { name: 'Save…' }));
    expect(api.asked).toContainEqual({ name: 'exportTranscript', args: ['s', format] });
    expect(seen).not.toHaveBeenCalled();
  });

  it('has no recording of what is on the screen, and takes the plain text instead', async () => {
    const { user, api } = await show('everything');
    await user.click(radio('Recording'));
    await user.click(radio('What I see'));
    expect(radio('Recording').disabled).toBe(true);
    expect(radio('Plain text').checked).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Save…' }));
    await vi.waitFor(() => expect(api.asked.map(({ name }) => name)).toContain('saveText'));
  });

  it('says how much everything is, and what is gone of it', async () => {
    const facts = { bytes: 12_300_000, shells: 2, droppedBytes: 4_000_000 };
    await show('everything', true, session, [sampleTranscript('other', job), sampleTranscript('s', job, facts)]);
    expect(await screen.findByText(/12 MB over 2 shells\. The first 4\.0 MB had to make room/)).toBeDefined();
  });

  it('offers only what is seen where nothing was printed in this run, and says where that of earlier ones is', async () => {
    const { user, seen } = await show('everything', true, session, [sampleTranscript('earlier', job)]);
    expect(await screen.findByText(/That of earlier runs is in Transcripts/)).toBeDefined();
    expect(radio('Everything').disabled).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Save…' }));
    expect(seen).toHaveBeenCalledWith('text', 'build');
  });

  it.each([
    ['an account’s', session, /transcripts of this account are switched off/],
    ['a local shell’s', sampleSession('s', null, { status: 'open', since: 0 }), /of local shells are switched off/],
  ])('offers only what is seen where %s output is not kept, and says why', async (_whose, given, words) => {
    await show('everything', false, given);
    expect(radio('Everything').disabled).toBe(true);
    expect(radio('What I see').checked).toBe(true);
    expect(screen.getByText(words)).toBeDefined();
  });
});
