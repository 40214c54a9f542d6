// @vitest-environment node
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  expand,
  needsJob,
  type PlaceholderValues,
  problemOf,
  questionsOf,
} from '../../../renderer/snippets/placeholders.ts';
import { insideQuotes, quoteForShell } from '../../../renderer/snippets/shell-quoting.ts';
import { valuesOf } from '../../../renderer/snippets/snippet-values.ts';
import { jobs, scene, session, states } from '../terminals/harness/scene.ts';

const shells = ['bash', 'dash'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0);
const scratch = mkdtempSync(join(tmpdir(), 'jobdeck-snippets-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const values: PlaceholderValues = {
  project: 'acme/checkout',
  project_id: '12',
  ref: 'fix/retry-tax',
  job_id: '42',
  job_name: "it's: 1/2",
  pipeline_id: '88',
  stage: 'test',
  runner: null,
  instance: 'git.example.org/gitlab',
  user: 'mira',
};
const textOf = (text: string, answers: Readonly<Record<string, string>> = {}, of = values): string => {
  const expansion = expand(text, of, answers);
  return expansion.ok ? expansion.text : `! ${expansion.problem}`;
};

describe('a snippet', () => {
  it.each([
    ['git checkout {ref}', "git checkout 'fix/retry-tax'"],
    ['echo {job_id}>out', "echo '42'>out"],
    ['echo {job_name}', "echo 'it'\\''s: 1/2'"],
    ['echo {?who} {?who}', "echo 'a b' 'a b'"],
    ['echo {raw:ref} {raw:?who}', 'echo fix/retry-tax a b'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: braces of the shell
    ['echo ${ref} $ref {{ref}} {a,b} {unknown} \\{ref}', 'echo ${ref} $ref {{ref}} {a,b} {unknown} \\{ref}'],
    ["awk '{print $1}' {project}", "awk '{print $1}' 'acme/checkout'"],
    ['tail -f log | grep {stage}\necho $(date) {user}', "tail -f log | grep 'test'\necho $(date) 'mira'"],
  ])('is filled in: %s', (text, expected) => {
    expect(textOf(text, { who: 'a b' })).toBe(expected);
  });

  it.each([
    ['in double quotes', 'echo "{ref}"'],
    ['in single quotes', "echo '{ref}'"],
    ['in a substitution within double quotes', 'echo "$(echo "x {ref}")"'],
    ['in backquotes', 'echo `basename {ref}`'],
    ['in $-quotes', "echo $'it\\'s {ref}'"],
    ['in a here-document', 'cat <<EOF\n{ref}\nEOF'],
    ['in a comment', 'true # {ref}'],
    ['after a comment that would change what is quoted', "true # don't\necho 'a {ref} b'"],
    ['behind a backslash of a quote', 'echo \\" "{ref}"'],
  ])('is refused with a value %s', (_where, text) => {
    expect(problemOf(text)).toMatch(/^\{ref\} stands where/);
    expect(textOf(text)).toMatch(/^! /);
  });

  it('says what is missing, and what cannot be typed', () => {
    expect(textOf('echo {runner}')).toBe('! {runner} is not known of this terminal.');
    expect(textOf('echo {?name}')).toBe('! Say what name is.');
    expect(textOf('echo {ref}', {}, { ...values, ref: 'a\u0003b' })).toMatch(/cannot be typed/);
    expect(textOf('echo {?name}', { name: 'a\nb' })).toMatch(/cannot be typed/);
    expect(textOf('echo {raw:?q} {ref}', { q: 'it"s' })).toMatch(/would stand in quotes/);
    expect(problemOf('  ')).toBe('Write the command first.');
  });

  it('knows what to ask, and whether it needs a job', () => {
    expect(questionsOf('scp {?from} {?to} {?from}')).toEqual(['from', 'to']);
    expect([needsJob('ls {?dir}'), needsJob('ls {stage}')]).toEqual([false, true]);
  });

  it('takes its values from the job and the account of the terminal', () => {
    expect(valuesOf(session('one', jobs.flash, states.open), scene.accounts)).toEqual({
      project: 'acme/checkout',
      project_id: '12',
      ref: 'fix/retry-tax',
      job_id: '2',
      job_name: 'flash:board-rev-c',
      pipeline_id: '88213',
      stage: 'test',
      runner: 'mira-k8s-3',
      instance: 'git.example.org',
      user: 'mira',
    });
    expect(Object.values(valuesOf(session('two', null, states.open), scene.accounts))).toEqual(Array(10).fill(null));
  });
});

const typable = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what cannot be typed
  .map((text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '-'));
const nasty = fc.constantFrom("'", '"', '`', '$(', ')', '\\', ';', '&', '|', '\n', ' ', '#', '!', '*', '~', '${', '}');

describe.each(shells)('in %s', (shell) => {
  const run = (line: string): string => execFileSync(shell, ['-c', line], { cwd: scratch, encoding: 'utf8' });

  it('any value is one word, character for character', () => {
    const one = fc.array(
      fc.oneof(
        typable,
        nasty.filter((part) => part !== '\n'),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), (parts) => {
        const words = parts.map((part) => part.join(''));
        const printed = run(`printf '%s\\0' ${words.map(quoteForShell).join(' ')}`);
        expect(printed.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 40 },
    );
  });

  it('no value runs, wherever a snippet that is accepted has put it', () => {
    const canary = join(scratch, `ran-${shell}`);
    const hostile = [
      `$(: > ${canary})`,
      `\`: > ${canary}\``,
      `'; : > ${canary}; '`,
      `"; : > ${canary}; "`,
      `'$(: > ${canary})'`,
    ];
    const token = fc.constantFrom(
      ...[
        '"',
        "'",
        '\\',
        '`',
        '$(',
        ')',
        '(',
        '${x:-',
        '}',
        '#',
        ' #',
        ' ',
        '\n',
        ';',
        '<<E',
        'E\n',
        "$'",
        '$"',
        '$',
        '|',
        '&',
        '<(',
        'true',
        'echo ',
        'x=',
      ],
    );
    const template = fc
      .tuple(fc.array(token, { maxLength: 7 }), fc.array(token, { maxLength: 5 }), fc.array(token, { maxLength: 4 }))
      .map(([before, between, after]) => `${before.join('')}{ref}${between.join('')}{job_name}${after.join('')}`)
      .filter((text) => problemOf(text) === null);
    fc.assert(
      fc.property(fc.array(template, { minLength: 8, maxLength: 8 }), fc.constantFrom(...hostile), (texts, value) => {
        for (const text of texts) {
          const expansion = expand(text, { ...values, ref: value, job_name: value }, {});
          if (!expansion.ok) continue;
          spawnSync(shell, ['-c', expansion.text], { cwd: scratch, timeout: 5000, stdio: 'ignore' });
          expect(existsSync(canary) ? expansion.text : null).toBeNull();
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

it('counts itself inside quotes only where it is not sure', () => {
  expect(insideQuotes('echo "a" \'b\' ', 13)).toBe(false);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: braces of the shell
  expect(insideQuotes('echo ${#x} a#b ', 15)).toBe(false);
});
