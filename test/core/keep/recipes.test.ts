import { load } from 'js-yaml';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { ciDuration, goDuration, spokenMinutes } from '../../../renderer/keep/durations.ts';
import { familyOf, guessFamily } from '../../../renderer/keep/executor.ts';
import { jobKey, lengths, type Recipe, recipesFor, type Wish, waitLines } from '../../../renderer/keep/recipes.ts';

const wish: Wish = { family: 'docker', minutes: 120, onlyFailed: false, shell: 'sh', jobName: 'build', held: false };
const every = <T>(make: (wish: Wish) => T): readonly T[] =>
  (['docker', 'kubernetes', 'shell'] as const).flatMap((family) =>
    lengths.flatMap((minutes) =>
      [false, true].flatMap((onlyFailed) =>
        (['sh', 'pwsh'] as const).map((shell) => make({ ...wish, family, minutes, onlyFailed, shell })),
      ),
    ),
  );
const texts = (recipes: readonly Recipe[], language: string) =>
  recipes.flatMap(({ snippets }) => snippets.filter((one) => one.language === language).map(({ text }) => text));

interface JobYaml {
  readonly timeout: string;
  readonly script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

describe('what goes into .gitlab-ci.yml', () => {
  it('is YAML that says what it should, for every wish', () => {
    for (const [asked, yamls] of every((one) => [one, texts(recipesFor('job', one), 'yaml')] as const)) {
      expect(yamls).toHaveLength(asked.onlyFailed ? 1 : 2);
      for (const yaml of yamls) {
        const file = load(yaml) as Record<string, JobYaml>;
        expect(Object.keys(file)).toEqual(['build']);
        const job = file.build as JobYaml;
        expect(job.timeout).toBe(ciDuration(asked.minutes + 60));
        const lines = waitLines(asked);
        if (job.script) expect(job.script).toEqual([`${lines.join('\n')}\n`]);
        else {
          expect(job.variables).toEqual({ RUNNER_AFTER_SCRIPT_TIMEOUT: goDuration(asked.minutes) });
          const [item = ''] = job.after_script ?? [];
          expect(item.includes('CI_JOB_STATUS')).toBe(asked.onlyFailed);
          for (const line of lines) expect(item).toContain(line);
        }
      }
    }
  });

  it.each([
    ['build', 'build'],
    ['test:unit', 'test:unit'],
    ['rspec 3/8', 'rspec'],
    ['deploy: [aws, eu-west-1]', 'deploy'],
    ['a "b" \\ #c\n- d: &e *f', 'a "b" \\ #c\n- d: &e *f'],
    ['123', '123'],
    ['true', 'true'],
    ['ünïcode ☃ {x}', 'ünïcode ☃ {x}'],
  ])('names the job %j, whatever is in its name', (name, base) => {
    const yamls = texts(recipesFor('job', { ...wish, jobName: name }), 'yaml');
    expect(yamls.map((yaml) => Object.keys(load(yaml) as object))).toEqual([[base], [base]]);
    expect(Object.keys(load(`${jobKey(name)}: 1`) as object)).toEqual([base]);
  });
});

it('what goes into config.toml is TOML with the timeout in seconds, and Docker has none', () => {
  for (const [asked, tomls] of every((one) => [one, texts(recipesFor('runner', one), 'toml')] as const)) {
    if (asked.family === 'docker') expect(tomls).toEqual([]);
    else {
      expect(tomls.map((toml) => parse(toml).session_server)).toEqual([
        expect.objectContaining({ session_timeout: asked.minutes * 60, listen_address: expect.any(String) }),
      ]);
    }
  }
});

it('in a hold there is nothing to pause, and Docker has no hold to stay in', () => {
  const now = (one: Partial<Wish>) => recipesFor('now', { ...wish, ...one }).map(({ heading }) => heading);
  expect(now({ family: 'shell', held: true })).toEqual(['It is held: stay connected']);
  expect(now({ family: 'shell' })).toEqual(['Stay connected', 'Pause what the job is doing']);
  expect(now({ family: 'docker' })).toEqual(['Pause what the job is doing']);
});

it.each([
  [30, '30m', '30m', '30 min'],
  [60, '1h', '1h', '1 h'],
  [90, '1h30m', '1h 30m', '1 h 30 min'],
  [480, '8h', '8h', '8 h'],
])('%i minutes are %s, %s and %s', (minutes, go, ci, spoken) => {
  expect([goDuration(minutes), ciDuration(minutes), spokenMinutes(minutes)]).toEqual([go, ci, spoken]);
});

it.each([
  ['docker', 'docker'],
  ['docker-windows', 'docker'],
  ['docker+machine', 'docker'],
  ['docker-autoscaler', 'docker'],
  ['kubernetes', 'kubernetes'],
  ['shell', 'shell'],
  ['custom', null],
  ['ssh', null],
  [null, null],
])('the executor %s behaves like %s', (name, family) => expect(familyOf(name)).toBe(family));

it.each([
  ['eu-k8s-runner-3', [], 'kubernetes'],
  ['runner-1', ['kubernetes'], 'kubernetes'],
  ['build box (shell)', [], 'shell'],
  ['mira-docker-1', ['shell'], 'docker'],
  ['nutshell', [], 'docker'],
  ['box', [], 'docker'],
] as const)('a runner called %s with tags %j is guessed to be %s', (description, tags, family) => {
  expect(guessFamily({ runner: { description, type: 'project_type' }, tags })).toBe(family);
});
it('a job that nobody knows is guessed to be Docker', () => expect(guessFamily(null)).toBe('docker'));
