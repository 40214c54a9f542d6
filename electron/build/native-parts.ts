/** node-pty's native code, by what it is packaged for. Which files go in is said in electron-builder.yml. */

/** As Electron and npm name them. */
export type PackagedPlatform = 'linux' | 'darwin' | 'mas' | 'win32';

export interface NativePart {
  /** Below the project's folder. */
  readonly path: string;
  /** What to do when it is not there. */
  readonly remedy: string;
}

const ONE_ARCH = new Set(['x64', 'arm64']);

/** Null where there is none to be had. A universal app is joined of two that are each asked for. */
export function nativePartOf(platform: PackagedPlatform, arch: string): NativePart | null {
  if (!ONE_ARCH.has(arch)) return null;
  switch (platform) {
    case 'linux': {
      const name = `@lydell/node-pty-linux-${arch}`;
      return {
        path: `node_modules/${name}/pty.node`,
        // npm leaves out what is for another machine.
        remedy: `run: npm install --no-save --os=linux --cpu=${arch} @lydell/node-pty`,
      };
    }
    case 'darwin':
    case 'mas':
      return { path: `node_modules/node-pty/prebuilds/darwin-${arch}/pty.node`, remedy: 'run: npm ci' };
    case 'win32':
      return { path: `node_modules/node-pty/prebuilds/win32-${arch}/conpty.node`, remedy: 'run: npm ci' };
  }
}

/** A sentence that says what to do; null when all is there. */
export function nativePartMissing(
  platform: PackagedPlatform,
  arch: string,
  exists: (path: string) => boolean,
): string | null {
  const part = nativePartOf(platform, arch);
  if (part === null) return `There are no local shells for ${platform} on ${arch}: package for x64 or arm64.`;
  return exists(part.path)
    ? null
    : `${part.path} is missing, without which the package has no local shells; ${part.remedy}`;
}
