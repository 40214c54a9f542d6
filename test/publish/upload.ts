/**
 * `npm run release:upload -- FOLDER`, in a GitLab job of a tag: puts a release into the project's generic package
 * registry, once under its tag, for good, and once as `latest`, where installed apps look for updates.
 * https://docs.gitlab.com/user/packages/generic_packages/
 */
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { releasedFiles } from './files.ts';

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: this runs in a GitLab job of a tag`);
  return value;
}

async function put(base: string, version: string, folder: string, name: string): Promise<void> {
  const response = await fetch(`${base}/${version}/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { 'JOB-TOKEN': variable('CI_JOB_TOKEN') },
    body: await openAsBlob(join(folder, name)),
  });
  if (!response.ok) throw new Error(`${version}/${name} was not taken: HTTP ${response.status}`);
  console.log(`${version}/${name}`);
}

/** Last what tells apps that there is something new: whoever reads it finds the files that it names. */
const inOrder = (names: readonly string[]): readonly string[] => {
  const isNews = (name: string): boolean => /^latest.*\.yml(\.sig)?$/.test(name);
  return [...names.filter((name) => !isNews(name)), ...names.filter(isNews)];
};

async function upload(folder: string): Promise<void> {
  const base = `${variable('CI_API_V4_URL')}/projects/${variable('CI_PROJECT_ID')}/packages/generic/jobdeck`;
  const tag = variable('CI_COMMIT_TAG');
  const names = inOrder([...releasedFiles(folder), 'SHA256SUMS']);
  // A tag with a suffix (v1.2.0-rc.1) is for those who fetch it by hand.
  const versions = /^v\d+\.\d+\.\d+$/.test(tag) ? [tag, 'latest'] : [tag];
  for (const version of versions) for (const name of names) await put(base, version, folder, name);
}

upload(process.argv[2] ?? 'release').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
