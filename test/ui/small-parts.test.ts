import { describe, expect, it } from 'vitest';
import { sessionWords, tokenWords } from '../../renderer/accounts/credential-words.ts';
import { jobDetail, jobTime, whyNoTerminal } from '../../renderer/jobs/job-words.ts';
import { chooseToasts } from '../../renderer/notices/toasts.ts';
import { isJobUrl, isPipelineUrl } from '../../renderer/palette/job-url.ts';
import { readMinutes } from '../../renderer/settings/warning-minutes.ts';
import { age } from '../../renderer/ui/ages.ts';
import { sampleJob, sampleNotice, sampleNow, sampleSession } from '../fakes/samples.ts';

describe('isJobUrl', () => {
  it.each([
    ['https://gitlab.com/a/b/-/jobs/12', true],
    [' https://git.example.org/gitlab/a/b/c/-/jobs/12#L3 ', true],
    ['http://127.0.0.1:8080/a/b/-/jobs/12/terminal', true],
    ['https://gitlab.com/a/b/-/jobs', false],
    ['https://gitlab.com/a/b/-/pipelines/12', false],
    ['javascript:alert(1)//-/jobs/1', false],
    ['jobs', false],
  ])('%j: %s', (text, expected) => {
    expect(isJobUrl(text)).toBe(expected);
  });
});

describe('isPipelineUrl', () => {
  it.each([
    ['https://gitlab.com/a/b/-/pipelines/12', true],
    ['https://git.example.org/gitlab/a/b/c/-/pipelines/12/builds?x=1', true],
    ['https://gitlab.com/a/b/-/pipelines', false],
    ['https://gitlab.com/a/b/-/jobs/12', false],
  ])('%j: %s', (text, expected) => {
    expect(isPipelineUrl(text)).toBe(expected);
  });
});

describe('readMinutes', () => {
  it.each([
    ['10, 5 1', [10, 5, 1]],
    ['1;5,5', [5, 1]],
    ['', []],
    ['5, soon', null],
    ['0', null],
    ['2.5', null],
    ['9000', null],
  ])('%j', (text, expected) => {
    expect(readMinutes(text)).toEqual(expected);
  });
});

describe('age', () => {
  it.each([
    [0, 'just now'],
    [2999, '2 s ago'],
    [61_000, '1 min ago'],
    [7_200_000, '2 h ago'],
    [260_000_000, '3 days ago'],
  ])('%i ms', (ms, expected) => {
    expect(age(ms)).toBe(expected);
  });
});

describe('words for a job', () => {
  it('says why there is no terminal, by cause', () => {
    const why = (rest: Parameters<typeof sampleJob>[2]): string | null => whyNoTerminal(sampleJob('one', 1, rest));
    expect(why({})).toBeNull();
    expect(why({ terminal: { status: 'unknown', reason: 'no-web-session' } })).toBeNull();
    expect(why({ status: 'pending', terminal: { status: 'unavailable', reason: 'not-running' } })).toBe(
      'waiting for a runner',
    );
    expect(why({ starter: { id: 9, username: 'ola' }, terminal: { status: 'unavailable', reason: 'not-mine' } })).toBe(
      'no terminal: started by ola',
    );
  });

  it('does not dress a stale job as a live one', () => {
    expect(jobDetail(sampleJob('one', 1), true)).toBe('test · last known');
  });

  it('shows what is left of a hold instead of how long the job runs', () => {
    const job = sampleJob('one', 1, { startedAt: sampleNow - 3_661_000 });
    const hold = {
      limitMs: 1_800_000,
      startedAt: sampleNow,
      endsAt: sampleNow + 61_500,
      source: 'log-mark',
    } as const;
    expect(jobTime(job, null, sampleNow)).toBe('1:01:01');
    expect(jobTime(job, sampleSession('s', job, { status: 'held', since: sampleNow, hold }), sampleNow)).toBe('1:02');
  });
});

describe('chooseToasts', () => {
  it('takes the three most urgent and newest of what is unread', () => {
    const notices = [
      sampleNotice('calm', { urgency: 'calm', at: 9 }),
      sampleNotice('old', { urgency: 'soon', at: 1 }),
      sampleNotice('new', { urgency: 'soon', at: 2 }),
      sampleNotice('read', { urgency: 'now', read: true }),
      sampleNotice('now', { urgency: 'now', at: 0 }),
    ];
    expect(chooseToasts(notices, new Set(), []).map(({ id }) => id)).toEqual(['now', 'new', 'old']);
    expect(chooseToasts(notices, new Set(['now', 'new']), []).map(({ id }) => id)).toEqual(['old', 'calm']);
  });

  it('leaves out the sign-in that a banner asks for', () => {
    const refused = (accountId: string) =>
      sampleNotice(accountId, { kind: 'web-session-refused', actions: [{ do: 'sign-in', accountId }] });
    const shown = chooseToasts([refused('a'), refused('b')], new Set(), ['a']);
    expect(shown.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('words for credentials', () => {
  const day = 24 * 60 * 60 * 1000;
  it.each([
    [null, 'good'],
    [sampleNow + 60 * day, 'good'],
    [sampleNow + 3 * day, 'soon'],
    [sampleNow - 1, 'bad'],
  ])('token that expires at %s is %s', (expiresAt, tone) => {
    expect(tokenWords({ status: 'ok', scopes: ['read_api'], expiresAt, expiryTold: true }, sampleNow).tone).toBe(tone);
  });

  it('says that terminals need a web session', () => {
    expect(sessionWords({ status: 'missing' }, sampleNow).text).toContain('terminals need one');
  });
});
