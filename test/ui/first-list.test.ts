import { beforeEach, describe, expect, it } from 'vitest';
import { firstListOf, withFirstList } from '../../electron/doors/first-list.ts';
import type { PageFile } from '../../electron/doors/page-files.ts';
import { drawFirstList } from '../../renderer/first-list/draw-first-list.ts';
import { sampleAccount, sampleFeed, sampleJob, sampleNow, sampleSnapshot } from '../fakes/samples.ts';

const page: PageFile = {
  type: 'text/html',
  body: Buffer.from('<html><body><div class="frame"><div class="frame-list"></div></div></body></html>'),
  immutable: false,
};
const snapshotWith = (name: string) =>
  sampleSnapshot({
    accounts: [sampleAccount('one')],
    feeds: [sampleFeed('one', [sampleJob('one', 7, { name, mine: true })])],
  });
const textOf = ({ body }: PageFile): string => Buffer.from(body).toString('utf8');

describe('the list that comes with the page', () => {
  beforeEach(() => {
    document.body.innerHTML = '';
  });

  it('is drawn as it was put in', () => {
    const text = textOf(withFirstList(page, firstListOf(snapshotWith('deploy:eu'))));
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    const list = JSON.parse(parsed.getElementById('first-list')?.textContent ?? '');
    document.body.replaceChildren(...parsed.body.childNodes);
    const frame = document.querySelector<HTMLElement>('.frame');
    if (frame === null) throw new Error('no frame');
    drawFirstList(frame, list, sampleNow);
    expect(frame.querySelector('.job-name-text')?.textContent).toBe('deploy:eu');
    expect(frame.querySelector('.group-name')?.textContent).toBe(sampleAccount('one').label);
    expect(frame.querySelector<HTMLElement>('.first-list')?.inert).toBe(true);
  });

  it.each(['</script><script>alert(1)</script>', '<!--<script>', '\u2028</SCRIPT >', '$&$`'])(
    '%s stays a name',
    (name) => {
      const text = textOf(withFirstList(page, firstListOf(snapshotWith(name))));
      const parsed = new DOMParser().parseFromString(text, 'text/html');
      expect(parsed.querySelectorAll('script')).toHaveLength(1);
      const list = JSON.parse(parsed.getElementById('first-list')?.textContent ?? '');
      expect(list.feeds[0].jobs[0].name).toBe(name);
    },
  );

  it('is none where there is no job to show', () => {
    expect(firstListOf(sampleSnapshot({ accounts: [sampleAccount('one')] }))).toBeNull();
    expect(withFirstList(page, null)).toBe(page);
  });

  it('has no more of an account than is shown', () => {
    const text = textOf(withFirstList(page, firstListOf(snapshotWith('a'))));
    expect(text).not.toMatch(/tokenState|sessionState|username":"[^"]*","name/);
  });

  it('has no job of others where only mine are shown', () => {
    const { feeds, ...rest } = snapshotWith('a');
    const others = feeds.map((feed) => ({ ...feed, jobs: feed.jobs.map((job) => ({ ...job, mine: false })) }));
    const list = firstListOf({ ...rest, feeds: others });
    expect(list?.feeds[0]?.jobs).toEqual([]);
  });
});
