import { cleanup, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Armed, Job } from '../../electron/contract.ts';
import { Footer } from '../../renderer/Footer.tsx';
import { JobsPane } from '../../renderer/jobs/JobsPane.tsx';
import { Palette } from '../../renderer/palette/Palette.tsx';
import { EndedPanel } from '../../renderer/terminals/EndedPanel.tsx';
import type { TabActions } from '../../renderer/terminals/use-tab-actions.ts';
import { armDetail, armStep, armWord } from '../../renderer/waiting/arm-words.ts';
import { WaitDialog } from '../../renderer/waiting/WaitDialog.tsx';
import { fail, ok } from '../fakes/fake-api.ts';
import { sampleAccount, sampleArmed, sampleFeed, sampleJob, sampleNow, sampleSession } from '../fakes/samples.ts';
import { type Rendered, renderOn } from './render.tsx';

beforeEach(() => {
  // happy-dom lays nothing out; the virtual list needs a window to fill, and rows need a height.
  const height = function (this: HTMLElement): number {
    return this.className === 'tree-row' ? 46 : 600;
  };
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockImplementation(height);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockImplementation(height);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const account = sampleAccount('one');
const deploy = sampleJob('one', 5, { name: 'deploy', status: 'created', startedAt: null, runner: null });
const pipeline = sampleArmed('x', deploy).pipeline;
const asked = ({ api }: Rendered, name: string): readonly (readonly unknown[])[] =>
  api.asked.filter((one) => one.name === name).map(({ args }) => args);
const over = (end: Extract<Armed['state'], { status: 'over' }>['end']): Armed['state'] => ({
  status: 'over',
  end,
  message: 'The job was cancelled. Retry it with a terminal.',
  at: sampleNow,
});

describe('a row in the list', () => {
  const show = (armed: Armed) =>
    renderOn({ accounts: [account], feeds: [sampleFeed('one', [])], armed: [armed] }, <JobsPane />);
  const row = () => screen.getByRole('row', { name: /deploy/ });

  it('says what it waits for, and is disarmed by its button', async () => {
    const app = await show(sampleArmed('x', deploy));
    expect(within(row()).getByText('armed')).toBeDefined();
    expect(within(row()).getByText('opens a terminal when it starts')).toBeDefined();
    await app.user.click(within(row()).getByRole('button', { name: 'Stop waiting: deploy' }));
    expect(asked(app, 'disarm')).toEqual([['x']]);
  });

  it('is disarmed by Delete, and not by Enter', async () => {
    const app = await show(sampleArmed('x', deploy));
    row().focus();
    await app.user.keyboard('{Enter}');
    expect(asked(app, 'disarm')).toEqual([]);
    await app.user.keyboard('{Delete}');
    expect(asked(app, 'disarm')).toEqual([['x']]);
  });

  it('asks for a sign-in where its terminal could not be opened', async () => {
    const app = await show(sampleArmed('x', deploy, { needsSignIn: true }));
    await app.user.click(within(row()).getByRole('button', { name: 'Sign in: deploy' }));
    expect(app.store.getState().dialog).toEqual({ kind: 'edit-account', accountId: 'one' });
  });

  it.each<[string, Partial<Armed>, string, string]>([
    ['over, and may be retried', { state: over('cancelled') }, 'Retry with a terminal: deploy', 'retryWithTerminal'],
    ['over, and nothing helps', { state: over('gone') }, 'Take off the list: deploy', 'disarm'],
    ['to be started by hand', { job: { ...deploy, status: 'manual' } }, 'Start it now: deploy', 'playWithTerminal'],
  ])('%s', async (_what, rest, button, call) => {
    const app = await show(sampleArmed('x', deploy, rest));
    await app.user.click(within(row()).getByRole('button', { name: button }));
    expect(asked(app, call)).toHaveLength(1);
  });
});

it.each<[Armed['state'], string, string]>([
  [
    { status: 'waiting', message: 'Starts later, by itself.', startsAt: sampleNow + 272_000 },
    'in 4:32',
    'starts later, by itself',
  ],
  [
    { status: 'delayed', failure: { kind: 'offline', message: '', next: null }, since: 0 },
    'delayed',
    'the server cannot be reached',
  ],
  [{ status: 'opening' }, 'opening', 'it runs; its terminal is being opened'],
  [over('cancelled'), 'no terminal', 'it was cancelled'],
])('%j: %s', (state, word, detail) => {
  const armed = sampleArmed('x', { ...deploy, status: 'scheduled' }, { state });
  expect([armWord(armed, sampleNow), armDetail(armed)]).toEqual([word, detail]);
});

it('a wait that is over offers nothing that needs a job where there was none', () => {
  expect(armStep(sampleArmed('x', deploy, { job: null, state: over('finished') }))).toBe('dismiss');
});

it('the footer counts what is waited for, not what is over', async () => {
  const armed = [sampleArmed('x', deploy), sampleArmed('y', deploy, { state: over('gone') })];
  await renderOn({ accounts: [account], armed }, <Footer />);
  expect(screen.getByText(/1 armed/).textContent).toBe('0 terminals · 1 armed');
});

describe('the dialog', () => {
  const manual: Job = { ...sampleJob('one', 6, { name: 'production' }), status: 'manual' };
  const his: Job = { ...sampleJob('one', 7, { name: 'rollback' }), status: 'pending', mine: false };
  const upcoming = ok({
    pipeline,
    ref: 'main',
    webUrl: '',
    jobs: [
      { job: deploy, refusal: null },
      { job: manual, refusal: null },
      { job: his, refusal: 'bob will have its terminal.' },
    ],
  });
  async function show(armed: readonly Armed[] = []) {
    const app = await renderOn({ accounts: [account], armed }, <Opened />);
    app.api.answer('upcomingJobs', () => upcoming);
    await app.user.click(screen.getByRole('button', { name: 'open' }));
    await screen.findByText('production');
    return app;
  }

  it('lists what is to start, with refusals, and arms one', async () => {
    const app = await show();
    expect(screen.getByText(/bob will have its terminal/)).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Wait for rollback' })).toBeNull();
    await app.user.click(screen.getByRole('button', { name: 'Wait for deploy' }));
    expect(asked(app, 'arm')).toEqual([[{ what: 'job', jobKey: deploy.key }]]);
    await app.user.click(screen.getByRole('button', { name: 'Start production now' }));
    expect(asked(app, 'playWithTerminal')).toEqual([[manual.key]]);
  });

  it('shows what is armed already', async () => {
    const app = await show([sampleArmed('x', deploy)]);
    await app.user.click(screen.getByRole('button', { name: 'Stop waiting for deploy' }));
    expect(asked(app, 'disarm')).toEqual([['x']]);
  });

  it('arms a name, and says what GitLab refuses', async () => {
    const app = await show();
    app.api.answer('arm', () => fail('no-terminal', { message: 'Nothing called deply is to start.' }));
    await app.user.type(screen.getByLabelText('Name of the job'), 'deply');
    await app.user.click(screen.getByRole('radio', { name: 'Starts from now on' }));
    await app.user.click(screen.getByRole('button', { name: 'Wait' }));
    expect(asked(app, 'arm')).toEqual([[{ what: 'name', pipeline, name: 'deply', which: 'next' }]]);
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing called deply is to start.');
  });
});

it('asks which pipeline, and takes the address of one', async () => {
  const app = await renderOn({ accounts: [account] }, <WaitDialog pipeline={null} jobKey={null} onClose={() => {}} />);
  app.api.answer('openJobUrl', () => fail('not-started', { waitFor: { pipeline, jobKey: null } }));
  app.api.answer('upcomingJobs', () => ok({ pipeline, ref: 'main', webUrl: '', jobs: [] }));
  await app.user.type(screen.getByLabelText('URL of a pipeline or a job'), 'https://x/a/b/-/pipelines/1');
  await app.user.click(screen.getByRole('button', { name: 'Show its jobs' }));
  expect(await screen.findByText(/Every job of this pipeline has started/)).toBeDefined();
});

it.each([
  ['https://x.example/a/b/-/jobs/12', 'Open this job’s terminal'],
  ['https://x.example/a/b/-/pipelines/12', 'Wait for a job of this pipeline…'],
])('the palette takes %s, by Enter alone', async (url, label) => {
  const app = await renderOn({ accounts: [account] }, <Palette place={null} onClose={() => {}} />);
  await app.user.type(screen.getByPlaceholderText(/paste a job URL/), url);
  expect(screen.getByText(label)).toBeDefined();
  expect(screen.queryByText('Nothing by that name.')).toBeNull();
  await app.user.keyboard('{Enter}');
  expect(asked(app, 'openJobUrl')).toEqual([[url]]);
});

it('a job that is still to start leads to the dialog, and is no complaint', async () => {
  const { store, api } = await renderOn({ accounts: [account] }, <Footer />);
  const failure = { kind: 'not-started' as const, message: '', next: null, waitFor: { pipeline, jobKey: deploy.key } };
  api.tell('failed', failure);
  expect(store.getState().complaints).toEqual([]);
  expect(store.getState().dialog).toEqual({ kind: 'wait', pipeline, jobKey: deploy.key });
});

describe('the panel of a shell that ended', () => {
  const session = sampleSession(
    's',
    { ...deploy, status: 'failed' },
    {
      status: 'ended',
      ending: {
        reason: 'script-finished',
        certainty: 'likely',
        at: 0,
        livedMs: 1,
        message: 'Over.',
        next: ['retry-job', 'open-job-page'],
      },
    },
  );
  const ending = session.state.status === 'ended' ? session.state.ending : null;
  const retryWithTerminal = vi.fn();
  const panel = ending && (
    <EndedPanel session={session} ending={ending} actions={{ retryWithTerminal } as unknown as TabActions} />
  );

  it('retries with a terminal', async () => {
    const { user } = await renderOn({}, panel);
    await user.click(screen.getByRole('button', { name: 'Retry with a terminal' }));
    expect(retryWithTerminal).toHaveBeenCalledWith(deploy.key);
  });

  it('says so while the retry is waited for', async () => {
    await renderOn({ armed: [sampleArmed('x', deploy, { because: 'retried' })] }, panel);
    expect(screen.queryByRole('button', { name: 'Retry with a terminal' })).toBeNull();
    expect(screen.getByText(/Its retry is waited for/)).toBeDefined();
  });
});

function Opened() {
  const [open, setOpen] = useState(false);
  return open ? (
    <WaitDialog pipeline={pipeline} jobKey={deploy.key} onClose={() => setOpen(false)} />
  ) : (
    <button type="button" onClick={() => setOpen(true)}>
      open
    </button>
  );
}
