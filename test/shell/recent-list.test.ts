import { expect, it } from 'vitest';
import { nextRecent, readRecent } from '../../electron/shell/desk/recent-list.ts';
import { systemReport } from '../../electron/shell/desk/report.ts';
import { droppedJobUrl, mayHoldUrl } from '../../renderer/jobs/dropped-url.ts';
import { sampleAccount, sampleJob, sampleNow, sampleSession } from '../fakes/samples.ts';

const accounts = [sampleAccount('a')];
const opened = (id: number) => sampleSession(`s${id}`, sampleJob('a', id), { status: 'open', since: sampleNow });
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

it('puts what was opened in front, once each, ten at most', () => {
  let recent = nextRecent([], [opened(1), opened(2)], accounts);
  expect(names(recent)).toEqual(['job-2', 'job-1']);
  recent = nextRecent(recent, [opened(1)], accounts);
  expect(names(recent)).toEqual(['job-1', 'job-2']);
  for (let id = 3; id < 30; id += 1) recent = nextRecent(recent, [opened(id)], accounts);
  expect(recent).toHaveLength(10);
  expect(recent[0]?.name).toBe('job-29');
  expect(nextRecent(recent, [], accounts)).toBe(recent);
});

it('forgets the jobs of an account that is gone, and knows no local shells', () => {
  const recent = nextRecent([], [opened(1)], accounts);
  expect(nextRecent(recent, [], [sampleAccount('b')])).toEqual([]);
  expect(nextRecent([], [sampleSession('l', null, { status: 'open', since: 0 })], accounts)).toEqual([]);
});

it('reads no more from its file than jobs', () => {
  const good = { name: 'n', project: 'p', url: 'https://a.example.org/p/-/jobs/1' };
  expect(readRecent([good])).toEqual([good]);
  for (const bad of [null, {}, 'x', [{ ...good, url: 'javascript:alert(1)' }], [{ ...good, url: 'file:///etc' }]]) {
    expect(readRecent(bad)).toEqual([]);
  }
});

const URL_1 = 'https://a.example.org/g/p/-/jobs/1';
it.each([
  [{ 'text/uri-list': `# a comment\r\n${URL_1}\r\n` }, URL_1],
  [{ 'text/plain': ` see ${URL_1} please` }, URL_1],
  [{ 'text/uri-list': 'https://a.example.org/', 'text/plain': URL_1 }, URL_1],
  [{ 'text/uri-list': 'file:///tmp/-/jobs/1' }, null],
  [{ 'text/plain': 'javascript:alert(1)//-/jobs/1' }, null],
  [{}, null],
])('finds the job URL in what was dropped: %j', (data: Readonly<Record<string, string>>, url) => {
  expect(droppedJobUrl((type) => data[type] ?? '')).toBe(url);
});

it('shows no target for files', () => {
  expect(mayHoldUrl(['text/uri-list'])).toBe(true);
  expect(mayHoldUrl(['text/plain', 'text/html'])).toBe(true);
  expect(mayHoldUrl(['Files', 'text/uri-list'])).toBe(false);
  expect(mayHoldUrl(['text/html'])).toBe(false);
});

it('reports the system without a name of a server, user or project', () => {
  const text = systemReport({
    version: '1.2.3',
    versions: { electron: '45.4.1', chrome: '156', node: '24' },
    system: 'Linux 6',
    session: 'x11 GNOME',
    vault: { mode: 'encrypted', backend: 'gnome_libsecret' },
    accounts,
  });
  expect(text).toContain('Jobdeck 1.2.3');
  expect(text).toContain('Accounts 1: GitLab 18.5.1 (online)');
  for (const name of ['example.org', 'mira', 'Novak']) expect(text).not.toContain(name);
});
