import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, transform } from 'esbuild';
import { lean } from './lean.ts';

const COMMON = {
  bundle: true,
  platform: 'node',
  // Native code stays where it was installed; Electron is there at run time.
  // keep-shell.sh is typed into shells
  loader: { '.sh': 'text' },
  external: ['electron', 'node-pty', '@lydell/node-pty', '@napi-rs/keyring'],
  // Half of the text to read at each start. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // The public half of the key that signs the update feed, as PEM; see docs/administrators.md.
  define: { JOBDECK_UPDATE_KEY: JSON.stringify(process.env.JOBDECK_UPDATE_KEY ?? '') },
} satisfies BuildOptions;

const MODULE_TARGET = 'node20';
/** Electron 22's. */
const COMMON_JS_TARGET = 'node16.17';

/** What bundled CommonJS packages (ws, ajv) call, and a module does not have. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

interface Bundle {
  readonly repoDir: string;
  /** Name of the entry without its ending, and of the folder that its chunks go to. */
  readonly name: string;
  readonly entry: string;
  readonly outDir: string;
}

/** The program of the threads that exports run on, as one CommonJS text for a runtime: it lies in no file of its own. */
export async function bundleExportProgram(repoDir: string, target: string): Promise<string> {
  const { outputFiles } = await build({
    ...COMMON,
    absWorkingDir: repoDir,
    entryPoints: ['electron/core/transcripts/export-worker.ts'],
    format: 'cjs',
    target,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** What core's code finds under its names. */
async function defines(repoDir: string, target: string): Promise<Record<string, string>> {
  return { ...COMMON.define, JOBDECK_EXPORT_PROGRAM: JSON.stringify(await bundleExportProgram(repoDir, target)) };
}

/** An ES module, with what it imports late in files of their own. */
export async function bundleModule({ repoDir, name, entry, outDir }: Bundle): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    define: await defines(repoDir, MODULE_TARGET),
    absWorkingDir: repoDir,
    entryPoints: { [name]: entry },
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${name}/[name]-[hash]`,
    splitting: true,
    format: 'esm',
    target: MODULE_TARGET,
    sourcemap: 'linked',
    plugins: [lean],
    banner: { js: REQUIRE },
  });
  return metafile;
}

/**
 * The same split in CommonJS for Node 16, which esbuild cannot do in one step: split as modules first, then each file
 * turned into CommonJS.
 */
export async function bundleCommonJs({ repoDir, name, entry, outDir }: Bundle): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    ...COMMON,
    define: await defines(repoDir, COMMON_JS_TARGET),
    absWorkingDir: repoDir,
    entryPoints: { [name]: entry },
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
    chunkNames: `${name}/[name]-[hash]`,
    splitting: true,
    format: 'esm',
    target: COMMON_JS_TARGET,
    plugins: [lean],
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: COMMON_JS_TARGET,
      supported: { 'dynamic-import': false },
      define: { 'import.meta.url': '__moduleUrl' },
      banner: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;",
      minifyWhitespace: true,
      minifySyntax: true,
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  return metafile;
}

/** One CommonJS file: sandboxed preloads have no `require` for files, and fetch no source map. */
export async function bundlePreload(repoDir: string, outDir: string): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    absWorkingDir: repoDir,
    entryPoints: ['electron/preload.ts'],
    outfile: join(outDir, 'preload.cjs'),
    format: 'cjs',
    target: 'chrome108',
  });
  return metafile;
}
