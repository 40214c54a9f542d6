/**
 * `npm run build`: the page, the two doors, and the compat build for older Electron.
 *
 *   dist/renderer/  the page                  dist/electron/  main.mjs, preload.cjs, serve.mjs
 *   dist/compat/    the same as an app folder of its own, CommonJS for Node 16, with what that lacks (test/electron/)
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build as bundle } from 'esbuild';
import { build as buildPage } from 'vite';

const REPO_DIR = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(REPO_DIR, 'dist');
const COMPAT = join(DIST, 'compat');

const COMMON: BuildOptions = {
  absWorkingDir: REPO_DIR,
  bundle: true,
  platform: 'node',
  // Native code stays where it was installed; Electron is there at run time.
  external: ['electron', 'node-pty', '@lydell/node-pty', '@napi-rs/keyring'],
  sourcemap: 'linked',
  logLevel: 'warning',
};

const MODULE: BuildOptions = {
  ...COMMON,
  format: 'esm',
  target: 'node20',
  // Bundled CommonJS packages (ws, ajv) call `require`, which a module does not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

const COMMONJS: BuildOptions = {
  ...COMMON,
  format: 'cjs',
  target: 'node16.17',
  define: { 'import.meta.url': '__moduleUrl' },
  banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

function preload(outDir: string): BuildOptions {
  // Sandboxed preloads are CommonJS, and have no `require` for files: one file, no source map to fetch.
  const outfile = join(outDir, 'electron', 'preload.cjs');
  return {
    ...COMMON,
    entryPoints: ['electron/preload.ts'],
    outfile,
    format: 'cjs',
    target: 'chrome108',
    sourcemap: false,
  };
}

async function buildCompat(): Promise<void> {
  const { name, productName, version } = JSON.parse(readFileSync(join(REPO_DIR, 'package.json'), 'utf8'));
  mkdirSync(COMPAT, { recursive: true });
  writeFileSync(
    join(COMPAT, 'package.json'),
    `${JSON.stringify({ name, productName, version, main: 'electron/main.cjs' }, null, 2)}\n`,
  );
  const main = join(COMPAT, 'electron', 'main.cjs');
  await Promise.all([
    bundle({ ...COMMONJS, entryPoints: ['test/electron/main.ts'], outfile: main }),
    bundle(preload(COMPAT)),
  ]);
  cpSync(join(DIST, 'renderer'), join(COMPAT, 'renderer'), { recursive: true });
}

async function build(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  await Promise.all([
    buildPage({ root: join(REPO_DIR, 'renderer'), configFile: join(REPO_DIR, 'vite.config.ts'), logLevel: 'warn' }),
    bundle({ ...MODULE, entryPoints: ['electron/main.ts'], outfile: join(DIST, 'electron', 'main.mjs') }),
    bundle({ ...MODULE, entryPoints: ['electron/serve.ts'], outfile: join(DIST, 'electron', 'serve.mjs') }),
    bundle(preload(DIST)),
  ]);
  await buildCompat();
  writeFileSync(join(DIST, 'built.json'), '{}\n');
}

build().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
