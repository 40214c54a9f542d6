/**
 * `npm run build`: the page, the two doors, and the compat build for older Electron.
 *
 *   dist/renderer/  the page        dist/electron/  main.mjs, serve.mjs, each with its chunks in a folder; preload.cjs
 *   dist/compat/    the same as an app folder of its own, CommonJS for Node 16, with what that lacks (test/electron/)
 *   dist/report/    what went into each file: test/build/ holds it to budgets
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as buildPage } from 'vite';
import { bundleCommonJs, bundleModule, bundlePreload } from './build/bundles.ts';
import { type ChunkReport, reportBundle, reportPage } from './build/report.ts';

const REPO_DIR = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(REPO_DIR, 'dist');
const COMPAT = join(DIST, 'compat');

async function buildRenderer(): Promise<readonly ChunkReport[]> {
  const built = await buildPage({
    root: join(REPO_DIR, 'renderer'),
    configFile: join(REPO_DIR, 'vite.config.ts'),
    logLevel: 'warn',
  });
  return reportPage(REPO_DIR, built);
}

/** A desktop or browser door as modules. */
async function buildDoor(name: 'main' | 'serve'): Promise<readonly ChunkReport[]> {
  const outDir = join(DIST, 'electron');
  const meta = await bundleModule({ repoDir: REPO_DIR, name, entry: `electron/${name}.ts`, outDir });
  return reportBundle(REPO_DIR, meta);
}

async function buildCompat(): Promise<readonly ChunkReport[]> {
  const { name, productName, version } = JSON.parse(readFileSync(join(REPO_DIR, 'package.json'), 'utf8'));
  const outDir = join(COMPAT, 'electron');
  mkdirSync(outDir, { recursive: true });
  writeFileSync(
    join(COMPAT, 'package.json'),
    `${JSON.stringify({ name, productName, version, main: 'electron/main.cjs' }, null, 2)}\n`,
  );
  // What an old runtime lacks must be there before the first line of the app, in whatever file that line ends up.
  writeFileSync(join(outDir, 'main.cjs'), "require('./before-main.cjs');\nrequire('./app.cjs');\n");
  const bundle = (bundleName: string, entry: string) =>
    bundleCommonJs({ repoDir: REPO_DIR, name: bundleName, entry, outDir });
  const [app] = await Promise.all([
    bundle('app', 'electron/main.ts'),
    bundle('before-main', 'test/electron/before-main.ts'),
    bundlePreload(REPO_DIR, outDir),
  ]);
  return reportBundle(REPO_DIR, app);
}

function writeReports(reports: Readonly<Record<string, readonly ChunkReport[]>>): void {
  const folder = join(DIST, 'report');
  mkdirSync(folder, { recursive: true });
  for (const [name, chunks] of Object.entries(reports)) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(chunks, null, 1)}\n`);
  }
}

/** The system draws them from files; it finds `@2x` and its like beside the name that it is given. */
function copyTrayIcons(to: string): void {
  cpSync(join(REPO_DIR, 'assets', 'tray'), to, { recursive: true, filter: (path) => !path.endsWith('.svg') });
}

async function build(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  const [renderer, main, serve, compat, preload] = await Promise.all([
    buildRenderer(),
    buildDoor('main'),
    buildDoor('serve'),
    buildCompat(),
    bundlePreload(REPO_DIR, join(DIST, 'electron')),
  ]);
  cpSync(join(DIST, 'renderer'), join(COMPAT, 'renderer'), { recursive: true });
  for (const folder of [DIST, COMPAT]) copyTrayIcons(join(folder, 'electron', 'tray'));
  writeReports({ renderer, main, serve, compat, preload: reportBundle(REPO_DIR, preload) });
  writeFileSync(join(DIST, 'built.json'), '{}\n');
}

build().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
