/** The pipelines cannot run here, but what they name can be looked up: scripts, files, jobs, each other. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import yaml from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../e2e/machine.ts';

type Json = Readonly<Record<string, unknown>>;

const text = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
const parse = (path: string): Json => yaml.load(text(path)) as Json;
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap(list) : typeof value === 'string' ? [value] : [];

const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

/** Commands of all jobs, one a line. */
function gitlabCommands(file: Json): readonly string[] {
  return Object.values(file).flatMap((job) =>
    isRecord(job) ? [...list(job.before_script), ...list(job.script), ...list(job.after_script)] : [],
  );
}

function steps(file: Json): readonly Json[] {
  return Object.values(file.jobs as Json).flatMap((job) => (isRecord(job) ? (job.steps as readonly Json[]) : []));
}

const pipelines = {
  '.gitlab-ci.yml': gitlabCommands,
  '.github/workflows/ci.yml': (file: Json) => steps(file).flatMap(({ run }) => list(run)),
  '.github/workflows/release.yml': (file: Json) => steps(file).flatMap(({ run }) => list(run)),
} as const;

describe.each(Object.entries(pipelines))('%s', (path, commandsOf) => {
  const commands = commandsOf(parse(path)).flatMap((command) => command.split(/\n|&&|;/));

  it('runs commands', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it('calls only npm scripts that there are', () => {
    const called = commands.flatMap((command) => {
      const name = /\bnpm (?:run )?(?:-s )?(start|test|[\w:]+)/.exec(command)?.[1];
      return name === undefined || ['ci', 'audit', 'run'].includes(name) ? [] : [name];
    });
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('calls only programs of packages that are installed', () => {
    const called = commands.flatMap((command) => /\bnpx (?:--no )?([\w-]+)/.exec(command)?.[1] ?? []);
    const missing = called.filter((name) => !existsSync(join(repositoryRoot, 'node_modules/.bin', name)));
    expect(missing).toEqual([]);
  });
});

it('every npm script runs a file that there is', () => {
  const files = Object.values(scripts).flatMap((script) => [...script.matchAll(/[\w./-]+\.(?:ts|json|cjs|js)\b/g)]);
  expect(files.length).toBeGreaterThan(5);
  expect(files.map(([file]) => file).filter((file) => !existsSync(join(repositoryRoot, file)))).toEqual([]);
});

describe('.gitlab-ci.yml', () => {
  const file = parse('.gitlab-ci.yml');
  const reserved = new Set(['stages', 'default', 'workflow', 'variables']);
  const jobs = Object.entries(file).filter((entry): entry is [string, Json] => {
    const [name, job] = entry;
    return !name.startsWith('.') && !reserved.has(name) && isRecord(job);
  });

  it('has each stage, with jobs in it', () => {
    expect(file.stages).toEqual(['check', 'test', 'e2e', 'package', 'verify', 'release']);
    const used = new Set(jobs.map(([, job]) => job.stage ?? inherited(job, 'stage')));
    expect([...used].sort()).toEqual([...(file.stages as string[])].sort());
  });

  it.each([
    'check',
    'unit',
    'readme-commands',
    'e2e-linux',
    'e2e-macos',
    'e2e-windows',
    'package-linux',
    'package-macos',
    'package-windows',
    'verify-packages',
    'checksums',
    'upload',
    'release',
  ])('has the job %s', (name) => {
    expect(jobs.map(([job]) => job)).toContain(name);
  });

  function inherited(job: Json, key: string): unknown {
    for (const parent of list(job.extends)) {
      const found = (file[parent] as Json)[key] ?? inherited(file[parent] as Json, key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  it('extends and needs only what is there', () => {
    const names = new Set(Object.keys(file));
    const named = Object.values(file).flatMap((job) => {
      if (!isRecord(job)) return [];
      const needs = Array.isArray(job.needs) ? job.needs.map((need) => (isRecord(need) ? need.job : need)) : [];
      return [...list(job.extends), ...list(needs)];
    });
    expect(named.filter((name) => !names.has(name))).toEqual([]);
  });

  it('names only files that there are', () => {
    const changes = jobs.flatMap(([, job]) =>
      (Array.isArray(job.rules) ? job.rules : []).flatMap((rule) => (isRecord(rule) ? list(rule.changes) : [])),
    );
    const first = changes.map((path) => path.replace(/\/?\*\*?.*$/, ''));
    expect(first.length).toBeGreaterThan(3);
    expect(first.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it('does not break off what puts a release out', () => {
    for (const [, job] of jobs.filter(([, { stage }]) => stage === 'release')) expect(job.interruptible).toBe(false);
  });
});

describe.each(['.github/workflows/ci.yml', '.github/workflows/release.yml'])('%s', (path) => {
  const file = parse(path);

  it('may only read, unless a job says otherwise', () => {
    expect(file.permissions).toEqual({ contents: 'read' });
    for (const [name, job] of Object.entries(file.jobs as Record<string, Json>)) {
      if (name !== 'release') expect(job.permissions).toBeUndefined();
    }
  });

  it("uses GitHub's own actions only, each at a version, and leaves no token in the checkout", () => {
    for (const step of steps(file)) {
      if (step.uses === undefined) continue;
      expect(step.uses).toMatch(/^actions\/[\w-]+@(v\d+|[0-9a-f]{40})$/);
      if (String(step.uses).startsWith('actions/checkout@')) {
        expect(step.with).toMatchObject({ 'persist-credentials': false });
      }
    }
  });

  it('needs only jobs that there are', () => {
    const jobs = file.jobs as Record<string, Json>;
    const needed = Object.values(jobs).flatMap((job) => list(job.needs));
    expect(needed.filter((name) => !Object.hasOwn(jobs, name))).toEqual([]);
  });

  it('keeps what events bring out of its commands', () => {
    for (const { run } of steps(file))
      expect(String(run ?? '')).not.toMatch(/\$\{\{\s*github\.(event|head_ref|ref_name)/);
  });
});
