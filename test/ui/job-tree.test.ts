import { describe, expect, it } from 'vitest';
import { buildTree, createMatcher, type TreeInput, type TreeRow } from '../../renderer/jobs/job-tree.ts';
import {
  offlineFailure,
  sampleAccount,
  sampleArmed,
  sampleFeed,
  sampleJob,
  sampleNow,
  sampleSession,
} from '../fakes/samples.ts';

const account = sampleAccount('one');
const input = (rest: Partial<TreeInput>): TreeInput => ({
  accounts: [account],
  feeds: [],
  sessions: [],
  armed: [],
  scope: 'mine',
  filter: '',
  folded: new Set(),
  ...rest,
});
const outline = (rows: readonly TreeRow[]): readonly string[] =>
  rows.map((row) => {
    switch (row.kind) {
      case 'job':
        return `job ${row.job.name}${row.stale ? ' (stale)' : ''}`;
      case 'armed':
        return `armed ${row.armed.name}`;
      case 'pipeline':
        return `pipeline ${row.projectPath} ${row.pipeline}`;
      default:
        return row.kind;
    }
  });

describe('buildTree', () => {
  it('groups by account and pipeline in the order of the feed, also when pipelines are mixed', () => {
    const jobs = [
      sampleJob('one', 1, { name: 'a', pipelineId: 10 }),
      sampleJob('one', 2, { name: 'b', pipelineId: 11 }),
      sampleJob('one', 3, { name: 'c', pipelineId: 10 }),
    ];
    expect(outline(buildTree(input({ feeds: [sampleFeed('one', jobs)] })))).toEqual([
      'account',
      'pipeline acme/checkout #10',
      'job a',
      'job c',
      'pipeline acme/checkout #11',
      'job b',
    ]);
  });

  it('puts what is waited for into its pipeline, which may have nothing else', () => {
    const jobs = [sampleJob('one', 1, { name: 'a', pipelineId: 10 })];
    const armed = [
      sampleArmed('x', sampleJob('one', 5, { name: 'deploy', pipelineId: 10, status: 'created' })),
      sampleArmed('y', sampleJob('one', 6, { name: 'later', pipelineId: 12, status: 'manual' })),
      sampleArmed('z', sampleJob('two', 7, { name: 'elsewhere', pipelineId: 10, status: 'manual' })),
      sampleArmed('r', jobs[0] ?? sampleJob('one', 1), { state: { status: 'opening' } }),
    ];
    const feeds = [sampleFeed('one', jobs)];
    expect(outline(buildTree(input({ feeds, armed })))).toEqual([
      'account',
      'pipeline acme/checkout #10',
      'job a',
      'armed deploy',
      'pipeline acme/checkout #12',
      'armed later',
    ]);
    expect(outline(buildTree(input({ feeds: [sampleFeed('one', [])], armed, filter: 'LATER' })))).toEqual([
      'account',
      'pipeline acme/checkout #12',
      'armed later',
    ]);
  });

  it('tells loading, empty and failed apart', () => {
    const failed = sampleFeed('one', [], { fetchedAt: null, failure: offlineFailure });
    expect(outline(buildTree(input({})))).toEqual(['account', 'loading']);
    expect(outline(buildTree(input({ feeds: [sampleFeed('one', [])] })))).toEqual(['account', 'none']);
    expect(outline(buildTree(input({ feeds: [failed] })))).toEqual(['account', 'failure']);
  });

  it('keeps the last known jobs, marked, below the failure', () => {
    const feed = sampleFeed('one', [sampleJob('one', 1, { name: 'a' })], { failure: offlineFailure });
    expect(outline(buildTree(input({ feeds: [feed] })))).toEqual([
      'account',
      'failure',
      'pipeline acme/checkout #88213',
      'job a (stale)',
    ]);
  });

  it('shows jobs of others only when asked, or when they have a tab here', () => {
    const theirs = sampleJob('one', 1, { name: 'theirs', mine: false });
    const feeds = [sampleFeed('one', [theirs])];
    const session = sampleSession('s', theirs, { status: 'open', since: sampleNow });
    expect(outline(buildTree(input({ feeds })))).toEqual(['account', 'none']);
    expect(outline(buildTree(input({ feeds, scope: 'all' })))).toContain('job theirs');
    expect(outline(buildTree(input({ feeds, sessions: [session] })))).toContain('job theirs');
  });

  it('unfolds for a filter and drops accounts without a match', () => {
    const other = sampleAccount('two');
    const feeds = [
      sampleFeed('one', [sampleJob('one', 1, { name: 'build' })]),
      sampleFeed('two', [sampleJob('two', 2, { name: 'lint' })]),
    ];
    const rows = buildTree(input({ accounts: [account, other], feeds, folded: new Set(['one']), filter: 'build' }));
    expect(outline(rows)).toEqual(['account', 'pipeline acme/checkout #88213', 'job build']);
    expect(outline(buildTree(input({ feeds, folded: new Set(['one']) })))).toEqual(['account']);
  });
});

describe('createMatcher', () => {
  const job = sampleJob('one', 1, {
    name: 'flash:board',
    stage: 'hil',
    ref: 'release/4.2',
    projectPath: 'hardware/firmware',
    runner: { description: 'Lab-Bench-2', type: 'project_type' },
  });

  it.each([
    ['', true],
    ['  ', true],
    ['FLASH', true],
    ['lab-bench', true],
    ['hil 4.2', true],
    ['firmware flash', true],
    ['firmware nothing', false],
  ])('%j: %s', (filter, expected) => {
    expect(createMatcher(filter)(job)).toBe(expected);
  });
});
