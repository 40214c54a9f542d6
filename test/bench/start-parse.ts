import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../e2e/machine.ts';

/** Run by a Node of its own, since compiling is cached within one. Prints ms. */
const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { SourceTextModule } from 'node:vm';
  const texts = process.argv.slice(1).map((path) => readFileSync(path, 'utf8'));
  const begun = performance.now();
  for (const text of texts) new SourceTextModule(text);
  console.log(performance.now() - begun);
`;

/** ms that V8 takes to parse what main is made of: all its files but the updater, which is read when it is first used. */
export function parseMain(): number {
  const folder = join(repositoryRoot, 'dist/electron');
  const parts = readdirSync(join(folder, 'main')).filter((name) => /\.mjs$/.test(name) && !name.startsWith('updater'));
  const files = [join(folder, 'main.mjs'), ...parts.map((name) => join(folder, 'main', name))];
  const flags = ['--experimental-vm-modules', '--no-warnings', '--input-type=module'];
  return Number(execFileSync(process.execPath, [...flags, '--eval', PROGRAM, ...files], { encoding: 'utf8' }));
}
