import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job, TerminalSession } from '../../electron/contract.ts';
import { JobsPane } from '../../renderer/jobs/JobsPane.tsx';
import { offlineFailure, sampleAccount, sampleFeed, sampleJob, sampleNow, sampleSession } from '../fakes/samples.ts';
import { type Rendered, renderOn } from './render.tsx';

beforeEach(() => {
  // happy-dom lays nothing out; the virtual list needs a window to fill, and rows need a height.
  const height = function (this: HTMLElement): number {
    return this.className === 'tree-row' ? 46 : 600;
  };
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockImplementation(height);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(height);
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
    return new DOMRect(0, 0, 336, height.call(this));
  });
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const account = sampleAccount('one');
const jobs = [
  sampleJob('one', 1, { name: 'build:arm64' }),
  sampleJob('one', 2, { name: 'lint', terminal: { status: 'unavailable', reason: 'instance-runner' } }),
];

async function open(given: readonly Job[] = jobs, sessions: readonly TerminalSession[] = []): Promise<Rendered> {
  return renderOn({ accounts: [account], feeds: [sampleFeed('one', given)], sessions }, <JobsPane />);
}
const row = (name: RegExp): HTMLElement => screen.getByRole('row', { name });
const asked = ({ api }: Rendered, name: string): readonly unknown[] =>
  api.asked.filter((one) => one.name === name).map(({ args }) => args[0]);

describe('JobsPane', () => {
  it('is the region Jobs, with a row per job and a button where a terminal is to be had', async () => {
    const app = await open();
    const region = screen.getByRole('region', { name: 'Jobs' });
    expect(within(region).getByText('2 running')).toBeDefined();
    await app.user.click(within(row(/build:arm64/)).getByRole('button', { name: 'Open terminal' }));
    expect(asked(app, 'openTerminal')).toEqual(['one:1']);
    expect(within(row(/lint/)).queryByRole('button')).toBeNull();
    expect(within(row(/lint/)).getByText(/no terminal: gitlab.com instance runner/)).toBeDefined();
  });

  it('leads to the tab of a job that has one, instead of opening another', async () => {
    const [job] = jobs;
    const session = sampleSession('s1', job ?? null, { status: 'open', since: sampleNow });
    const other = sampleSession('s0', null, { status: 'open', since: sampleNow });
    const app = await open(jobs, [other, session]);
    expect(app.store.getState().activeSessionId).toBe('s0');
    await app.user.click(within(row(/build:arm64/)).getByRole('button', { name: 'Open terminal' }));
    expect(app.store.getState().activeSessionId).toBe('s1');
    expect(asked(app, 'openTerminal')).toEqual([]);
  });

  it('is walked with the keyboard: arrows, type-ahead, Enter, filter and back', async () => {
    const app = await open();
    act(() => row(/one.example.org/).focus());
    await app.user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(row(/build:arm64/));
    await app.user.keyboard('l');
    expect(document.activeElement).toBe(row(/lint/));
    await app.user.keyboard('{Enter}');
    expect(asked(app, 'openTerminal')).toEqual([]);
    await app.user.keyboard('{Home}{ArrowDown}{Enter}');
    expect(asked(app, 'openTerminal')).toEqual(['one:1']);
    await app.user.keyboard('/');
    expect(document.activeElement).toBe(screen.getByLabelText('Filter jobs'));
    await app.user.keyboard('lin');
    expect(screen.queryByRole('row', { name: /build:arm64/ })).toBeNull();
    await app.user.keyboard('{Escape}');
    expect(row(/build:arm64/)).toBeDefined();
  });

  it('keeps the last list, says that it is old and why, and lets the user try again', async () => {
    const feed = sampleFeed('one', jobs, { failure: offlineFailure });
    const app = await renderOn({ accounts: [account], feeds: [feed] }, <JobsPane />);
    expect(within(row(/build:arm64/)).getByText(/last known/)).toBeDefined();
    expect(screen.getByText(/connection refused/)).toBeDefined();
    await app.user.click(screen.getByRole('button', { name: 'Retry' }));
    expect(asked(app, 'refreshJobs')).toEqual(['one']);
  });

  it('offers everyone’s jobs at a switch', async () => {
    const app = await open([sampleJob('one', 3, { name: 'theirs', mine: false })]);
    expect(screen.queryByRole('row', { name: /theirs/ })).toBeNull();
    await app.user.click(screen.getByRole('radio', { name: 'All' }));
    expect(asked(app, 'updateSettings')).toEqual([{ jobScope: 'all' }]);
    expect(row(/theirs/)).toBeDefined();
  });

  it('keeps only what is in sight in the page, of thousands', async () => {
    await open(Array.from({ length: 3000 }, (_, i) => sampleJob('one', 100 + i)));
    const shown = screen.getAllByRole('row').length;
    expect(shown).toBeGreaterThan(5);
    expect(shown).toBeLessThan(100);
  });
});
