/** What electron-builder calls around each system and architecture that it packs: electron-builder.yml. */
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AfterPackContext, Arch } from 'electron-builder';
import { nativePartMissing, type PackagedPlatform } from './native-parts.ts';

/** electron-builder only warns of a missing folder: the package would be made, with no local shells in it. */
export async function beforePack(context: AfterPackContext): Promise<void> {
  const platform = context.electronPlatformName as PackagedPlatform;
  const { projectDir } = context.packager;
  const missing = nativePartMissing(platform, Arch[context.arch], (path) => existsSync(join(projectDir, path)));
  if (missing !== null) throw new Error(missing);
}

/** npm delivers node-pty 1.1.0 without this file's right to be run, and a signed app can no longer be changed. */
export async function afterPack(context: AfterPackContext): Promise<void> {
  if (context.electronPlatformName !== 'darwin') return;
  const { productFilename } = context.packager.appInfo;
  const unpacked = join(context.appOutDir, `${productFilename}.app/Contents/Resources/app.asar.unpacked`);
  for (const arch of ['x64', 'arm64']) {
    const helper = join(unpacked, `node_modules/node-pty/prebuilds/darwin-${arch}/spawn-helper`);
    if (existsSync(helper)) chmodSync(helper, 0o755);
  }
}
