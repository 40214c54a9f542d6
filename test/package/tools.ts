/** The programs that electron-builder would fetch, from what the machine has. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findProgram, repositoryRoot } from '../e2e/machine.ts';

/**
 * Stands in for AppImage's runtime, the program at the head of the file: it unpacks what follows it and starts that,
 * where the real one would mount it. `JOBDECK_APPIMAGE_RUNTIME` names a real one.
 */
const STAND_IN_RUNTIME = `#!/bin/sh
# Not a real AppImage: made by a test. Its archive begins at byte 4096.
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unsquashfs -q -n -o 4096 -d "$folder/app" "$0" >/dev/null
APPIMAGE="$0" APPDIR="$folder/app" "$folder/app/AppRun" "$@"
exit
`;
const STAND_IN_BYTES = 4096;

/** What of these tools is missing here, as names of Debian's packages. */
export function missingTools(): readonly string[] {
  const needs = [
    ['7zz', '7zip'],
    ['mksquashfs', 'squashfs-tools'],
    ['desktop-file-validate', 'desktop-file-utils'],
    ['dpkg-deb', 'dpkg'],
  ] as const;
  return needs.filter(([program]) => findProgram(program) === null).map(([, debian]) => debian);
}

function program(name: string): string {
  const path = findProgram(name);
  if (path === null) throw new Error(`${name} is not on this machine`);
  return path;
}

/** Puts them where electron-builder looks, and answers the environment that says so. */
export function builderTools(folder: string): Readonly<Record<string, string>> {
  const appImage = join(folder, 'appimage');
  // x64 is what electron-builder calls it; its libraries are for old desktops, and it insists on the folder.
  for (const path of ['runtimes', `lib/${process.arch}`]) mkdirSync(join(appImage, path), { recursive: true });
  for (const name of ['mksquashfs', 'desktop-file-validate']) symlinkSync(program(name), join(appImage, name));
  const runtime = join(appImage, 'runtimes', `runtime-${process.arch}`);
  const real = process.env.JOBDECK_APPIMAGE_RUNTIME;
  if (real) symlinkSync(real, runtime);
  else writeFileSync(runtime, STAND_IN_RUNTIME.padEnd(STAND_IN_BYTES, '#'), { mode: 0o755 });

  const fpm = join(folder, 'fpm');
  const words = [
    process.execPath,
    '--import',
    createRequire(import.meta.url).resolve('tsx'),
    join(repositoryRoot, 'test/package/fpm.ts'),
  ];
  writeFileSync(fpm, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`, { mode: 0o755 });
  return {
    ELECTRON_BUILDER_7ZIP_PATH: program('7zz'),
    APPIMAGE_TOOLS_PATH: appImage,
    CUSTOM_FPM_PATH: fpm,
  };
}
