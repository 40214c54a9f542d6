/** `npm run release:sbom -- FOLDER`: what the app is made of, as CycloneDX and SPDX, from the lockfile by npm itself. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../e2e/machine.ts';

const FORMATS = { cyclonedx: 'cdx.json', spdx: 'spdx.json' } as const;

function sbom(format: keyof typeof FORMATS): string {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['sbom', '--omit=dev', '--sbom-type=application', `--sbom-format=${format}`];
  const { status, stdout, stderr } = spawnSync(npm, args, {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`npm sbom failed:\n${stderr}`);
  return stdout;
}

const folder = process.argv[2] ?? 'release';
const { name, version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
};
mkdirSync(folder, { recursive: true });
for (const format of ['cyclonedx', 'spdx'] as const) {
  const file = join(folder, `${name}-${version}.${FORMATS[format]}`);
  writeFileSync(file, sbom(format));
  console.log(file);
}
