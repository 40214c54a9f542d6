import { describe, expect, it } from 'vitest';
import { blobUrl, findPaths } from '../../../renderer/terminals/file-paths.ts';

describe('file paths in output', () => {
  it.each([
    ['src/app.ts:12:5 - error TS2345', ['src/app.ts:12:5']],
    ['  at run (/builds/acme/checkout/lib/run.js:88:13)', ['/builds/acme/checkout/lib/run.js:88:13']],
    ['main.go:7:2: undefined: x', ['main.go:7:2']],
    ['File "tests/test_tax.py", line 31, in test_rate', ['tests/test_tax.py:31']],
    ['Program.cs(12,5): error CS1002', ['Program.cs:12:5']],
    ['C:\\builds\\acme\\main.cpp(4)', ['C:\\builds\\acme\\main.cpp:4']],
    ['see ./docs/a.md and ../b/c.rb', ['./docs/a.md', '../b/c.rb']],
    ['漢字 src/漢.ts src/b.ts:1', ['src/b.ts:1']],
    ['spec/tax_spec.rb:10 # rounds', ['spec/tax_spec.rb:10']],
    ['edit ~/.config/x/y.toml', ['~/.config/x/y.toml']],
    ['build/Makefile:3: *** missing separator', ['build/Makefile:3']],
  ])('%j has %j', (text, places) => {
    const found = findPaths(text).map(({ path, line, column }) =>
      [path, line, column].filter((part) => part !== null).join(':'),
    );
    expect(found).toEqual(places);
  });

  it.each([
    'https://example.org/a/b.js',
    'version 1.2/3.4 of 10/12.5',
    'main.ts is a word',
    'mira@example.org and e.g. this',
    '$ echo done',
    'and/or either/neither',
    `${'a/'.repeat(3000)}b.ts`,
  ])('there is none in %j', (text) => {
    expect(findPaths(text)).toEqual([]);
  });

  it('says where they stand', () => {
    const text = 'error in src/app.ts:12, sorry';
    const [found] = findPaths(text);
    expect(text.slice(found?.from, found?.to)).toBe('src/app.ts:12');
  });
});

describe('the page of a file in GitLab', () => {
  const job = {
    jobUrl: 'https://git.example.org/gitlab/acme/checkout/-/jobs/7',
    projectPath: 'acme/checkout',
    ref: 'fix/retry-tax',
  };
  const place = (path: string, line: number | null = null) => ({ path, line, column: null });
  const blob = 'https://git.example.org/gitlab/acme/checkout/-/blob';

  it.each([
    ['src/app.ts', 12, `${blob}/fix/retry-tax/src/app.ts#L12`],
    ['./src/a b#.ts', null, `${blob}/fix/retry-tax/src/a%20b%23.ts`],
    ['/builds/acme/checkout/lib/run.js', 88, `${blob}/fix/retry-tax/lib/run.js#L88`],
    ['/home/runner/builds/x/0/acme/checkout/a.go', null, `${blob}/fix/retry-tax/a.go`],
    ['/usr/lib/node.js', 1, null],
    ['../other/a.ts', 1, null],
    ['/builds/acme/checkout/../../etc/passwd.txt', 1, null],
    ['~/x/y.toml', null, null],
    ['C:\\builds\\a.cpp', null, null],
  ])('of %s: line %s is %s', (path, line, url) => {
    expect(blobUrl(place(path, line), job)).toBe(url);
  });

  it('is not there for the ref of a merge request', () => {
    expect(blobUrl(place('src/app.ts'), { ...job, ref: 'refs/merge-requests/4/head' })).toBeNull();
  });
});
