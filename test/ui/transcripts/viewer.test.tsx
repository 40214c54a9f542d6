import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TranscriptPart } from '../../../electron/contract.ts';
import type { Screen, ScreenDeps } from '../../../renderer/terminals/terminal-screen.ts';
import { TranscriptViewer } from '../../../renderer/transcripts/TranscriptViewer.tsx';
import { fail, ok } from '../../fakes/fake-api.ts';
import { sampleJob, sampleTranscript } from '../../fakes/samples.ts';
import { renderOn } from '../render.tsx';

/** The terminal that shows it: what it was given, and its links, which a test clicks. */
const made: { deps: ScreenDeps | null; printed: string[]; found: string[]; results: ((hits: object) => void) | null } =
  {
    deps: null,
    printed: [],
    found: [],
    results: null,
  };
vi.mock('../../../renderer/terminals/terminal-screen.ts', () => ({
  createScreen(_appearance: unknown, deps: ScreenDeps): Screen {
    made.deps = deps;
    const find = (direction: string) => (words: string) => void made.found.push(`${direction} ${words}`);
    return {
      terminal: {
        options: {},
        resize() {},
        write: (bytes: Uint8Array) => void made.printed.push(Buffer.from(bytes).toString()),
        clearSelection: () => void made.found.push('from the end'),
        focus() {},
        dispose() {},
      },
      open() {},
      room: () => ({ columns: 80, rows: 24 }),
      search: {
        findNext: find('next'),
        findPrevious: find('previous'),
        clearDecorations: () => void made.found.push('cleared'),
        onDidChangeResults(listener: (hits: object) => void) {
          made.results = listener;
          return { dispose() {} };
        },
      },
    } as unknown as Screen;
  },
}));

beforeEach(() => Object.assign(made, { deps: null, printed: [], found: [], results: null }));
afterEach(cleanup);

const transcript = sampleTranscript('b', sampleJob('a', 7, { name: 'build' }));
const part = (from: number, to: number): TranscriptPart => ({
  ...{ from, to, start: 0, end: 10, mostBytes: 5, columns: 120 },
  base64: Buffer.from(`bytes ${from} to ${to}`).toString('base64'),
});
const show = () =>
  renderOn({}, <TranscriptViewer transcript={transcript} onBack={() => {}} />, (api) =>
    api.answer('readTranscript', (_id, to) => ok(part((to ?? 10) - 5, to ?? 10))),
  );
const opened = (asked: readonly { readonly name: string; readonly args: readonly unknown[] }[]) =>
  asked.filter(({ name }) => name === 'openExternal').map(({ args }) => args[0]);

describe('a link in a transcript', () => {
  const target = new URL('https://evil.example/login');
  const click = (shownText: string) => act(async () => made.deps?.onLink(target, shownText));

  it.each(['https://git.example.org/login', 'git.example.org'])(
    'that shows %s and leads elsewhere is asked about, with where it leads',
    async (shownText) => {
      const { api, user } = await show();
      await vi.waitFor(() => expect(made.deps).not.toBeNull());
      await click(shownText);
      expect(screen.getByRole('dialog', { name: 'Open a page on evil.example?' })).toBeDefined();
      expect(screen.getByText('https://evil.example/login')).toBeDefined();
      expect(opened(api.asked)).toEqual([]);
      await user.click(screen.getByRole('button', { name: 'Cancel' }));
      expect(screen.queryByRole('dialog')).toBeNull();
      expect(opened(api.asked)).toEqual([]);
      await click(shownText);
      await user.click(screen.getByRole('button', { name: 'Open in the browser' }));
      expect(opened(api.asked)).toEqual([target.href]);
      expect(screen.queryByRole('dialog')).toBeNull();
    },
  );

  it('that shows where it leads is opened', async () => {
    const { api } = await show();
    await vi.waitFor(() => expect(made.deps).not.toBeNull());
    await click(target.href);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(opened(api.asked)).toEqual([target.href]);
  });
});

describe('the viewer', () => {
  it('shows the newest part first, and goes back and forth', async () => {
    const { user } = await show();
    await vi.waitFor(() => expect(made.printed).toEqual(['bytes 5 to 10']));
    const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
    expect(button('Later').disabled).toBe(true);
    await user.click(button('Earlier'));
    await vi.waitFor(() => expect(made.printed).toEqual(['bytes 5 to 10', 'bytes 0 to 5']));
    expect(button('Earlier').disabled).toBe(true);
    await user.click(button('Later'));
    await vi.waitFor(() => expect(made.printed.at(-1)).toBe('bytes 5 to 10'));
  });

  it('finds while it is typed, the newest first, and counts', async () => {
    const { user } = await show();
    const field = await screen.findByRole('searchbox', { name: 'Find in this transcript' });
    await vi.waitFor(() => expect(made.results).not.toBeNull());
    await user.type(field, 'ab');
    expect(made.found).toEqual(['from the end', 'previous a', 'from the end', 'previous ab']);
    act(() => made.results?.({ resultIndex: 2, resultCount: 3 }));
    expect(screen.getByText('3 of 3')).toBeDefined();
    made.found = [];
    await user.keyboard('{Enter}{Shift>}{Enter}{/Shift}');
    expect(made.found).toEqual(['previous ab', 'next ab']);
    act(() => made.results?.({ resultIndex: -1, resultCount: 0 }));
    expect(screen.getByText('no hits')).toBeDefined();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Hit before' }).disabled).toBe(true);
  });

  it('saves all of it', async () => {
    const { user, api } = await show();
    (await screen.findByRole('button', { name: 'Save build' })).focus();
    await user.keyboard('{Enter}{Enter}');
    expect(api.asked).toContainEqual({ name: 'exportTranscript', args: ['b', 'text'] });
  });

  it('says why it cannot be read', async () => {
    await renderOn({}, <TranscriptViewer transcript={transcript} onBack={() => {}} />, (api) =>
      api.answer('readTranscript', () => fail('vault-locked', { message: 'This transcript is encrypted.' })),
    );
    expect(await screen.findByText('This transcript is encrypted.')).toBeDefined();
  });
});
