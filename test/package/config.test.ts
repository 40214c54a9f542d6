import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from 'app-builder-lib';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../e2e/machine.ts';

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const load = () => getConfig(repositoryRoot, null, null);
/** Folders of the desktop door's build: what build.ts adds must be named in the allow-list, too. */
const builtFolders = () => {
  const built = join(repositoryRoot, 'dist/electron');
  if (!existsSync(built)) return [];
  return readdirSync(built, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'serve')
    .map(({ name }) => name);
};

const silent = { isEnabled: false, add: () => undefined } as unknown as Parameters<typeof validateConfiguration>[1];

const targets = (list: unknown) =>
  (list as readonly { target: string; arch: readonly string[] }[]).map(({ target, arch }) => [
    target,
    [...arch].sort(),
  ]);

it('is what the builder understands, for all systems', async () => {
  await validateConfiguration(await load(), silent);
  const wrong = { ...(await load()), nsis: { oneClik: true } } as Configuration;
  await expect(validateConfiguration(wrong, silent)).rejects.toThrow(/configuration\.nsis/);
});

it('packs every folder that the desktop door is built into', async () => {
  const named = JSON.stringify((await load()).files);
  for (const folder of builtFolders()) expect(named).toContain(`dist/electron/${folder}/`);
});

it('makes every kind of package for both architectures', async () => {
  const { linux, mac, win } = await load();
  const both = ['arm64', 'x64'];
  expect(targets(linux?.target)).toEqual(['AppImage', 'deb', 'rpm', 'tar.gz'].map((target) => [target, both]));
  expect(targets(win?.target)).toEqual(['nsis', 'portable', 'zip'].map((target) => [target, both]));
  expect(targets(mac?.target)).toEqual([
    ['dmg', ['universal']],
    ['zip', ['arm64', 'universal', 'x64']],
  ]);
});

it('decides on each fuse that the builder knows', async () => {
  const schema = JSON.parse(read('node_modules/app-builder-lib/scheme.json')) as {
    definitions: { FuseOptionsV1: { properties: Record<string, unknown> } };
  };
  const known = Object.keys(schema.definitions.FuseOptionsV1.properties).filter(
    (name) => name !== 'resetAdHocDarwinSignature',
  );
  expect(Object.keys((await load()).electronFuses ?? {}).sort()).toEqual(known.sort());
});

it('hardens what it signs, and lets it do no more than Electron needs', async () => {
  const { mac } = await load();
  expect(mac).toMatchObject({ hardenedRuntime: true });
  const keys = [...read(mac?.entitlements as string).matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key);
  expect(keys).toEqual(['com.apple.security.cs.allow-jit']);
});

it('names files that are there', async () => {
  const { linux, mac, win, deb, rpm } = await load();
  for (const path of [deb?.afterInstall, deb?.afterRemove, rpm?.afterInstall, rpm?.afterRemove, mac?.entitlements]) {
    expect([path, existsSync(join(repositoryRoot, path as string))]).toEqual([path, true]);
  }
  for (const icon of [linux?.icon, mac?.icon, win?.icon]) {
    expect([icon, existsSync(join(repositoryRoot, 'assets', icon as string))]).toEqual([icon, true]);
  }
});

it('tells app stores of this version, under the id of the desktop file', () => {
  const { version, desktopName } = JSON.parse(read('package.json')) as { version: string; desktopName: string };
  const metainfo = read('assets/linux/io.jobdeck.app.metainfo.xml');
  expect(metainfo).toContain(`<release version="${version}"`);
  expect(metainfo).toContain(`<launchable type="desktop-id">${desktopName}</launchable>`);
  expect(metainfo).toContain(`<id>${desktopName.replace(/\.desktop$/, '')}</id>`);
});
