import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import type { build } from 'vite';

/** One file of a build, and how much of it came from where. */
export interface ChunkReport {
  /** Below the repository, without the hash that changes with each content. */
  readonly file: string;
  /** Loaded with the entry, and not later. */
  readonly first: boolean;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Source file or package → bytes of it, largest first. Packages are summed: their files are not ours to watch. */
  readonly from: Readonly<Record<string, number>>;
}

const GZIP_LEVEL = 9;

function origin(repoDir: string, path: string): string {
  const inside = (path.startsWith('/') ? relative(repoDir, path) : path).replaceAll('\\', '/');
  const packages = [...inside.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)];
  return packages.at(-1)?.[1] ?? inside;
}

function sum(repoDir: string, parts: readonly (readonly [string, number])[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [path, bytes] of parts) {
    const from = origin(repoDir, path);
    if (bytes > 0) sums.set(from, (sums.get(from) ?? 0) + bytes);
  }
  return Object.fromEntries([...sums].sort((a, b) => b[1] - a[1]));
}

function chunkReport(repoDir: string, path: string, first: boolean, from: Record<string, number>): ChunkReport {
  const content = readFileSync(join(repoDir, path));
  return {
    file: path.replaceAll('\\', '/').replace(/-[A-Za-z0-9_-]{8}(?=\.\w+$)/, ''),
    first,
    bytes: content.length,
    gzipBytes: gzipSync(content, { level: GZIP_LEVEL }).length,
    from,
  };
}

/** Files that are loaded with those given, by static imports. */
function closure(entries: readonly string[], importsOf: (file: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const next of importsOf(file)) visit(next);
  };
  for (const entry of entries) visit(entry);
  return seen;
}

export function reportBundle(repoDir: string, { outputs }: Metafile): readonly ChunkReport[] {
  const files = Object.keys(outputs).filter((file) => !file.endsWith('.map'));
  // Late chunks have entry points too: the module that was imported late. The entry itself lies beside their folder.
  const depth = Math.min(...files.map((file) => file.split('/').length));
  const entries = files.filter((file) => file.split('/').length === depth);
  const first = closure(entries, (file) =>
    (outputs[file]?.imports ?? [])
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .map(({ path }) => path),
  );
  return files.map((file) => {
    const inputs = Object.entries(outputs[file]?.inputs ?? {});
    const from = sum(
      repoDir,
      inputs.map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const),
    );
    return chunkReport(repoDir, file, first.has(file), from);
  });
}

type PageBuild = Awaited<ReturnType<typeof build>>;

export function reportPage(repoDir: string, built: PageBuild): readonly ChunkReport[] {
  const [result] = Array.isArray(built) ? built : [built];
  if (result === undefined || !('output' in result)) throw new Error('the page was not built');
  const chunks = result.output.flatMap((file) => (file.type === 'chunk' ? [file] : []));
  const styles = result.output.flatMap((file) =>
    file.type === 'asset' && file.fileName.endsWith('.css') ? [file] : [],
  );
  const html = readFileSync(join(repoDir, 'dist/renderer/index.html'), 'utf8');
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = closure(
    chunks.filter((chunk) => chunk.isEntry || html.includes(chunk.fileName)).map((chunk) => chunk.fileName),
    (file) => byName.get(file)?.imports ?? [],
  );
  // The bundler names shared chunks after any of their modules, another one tomorrow: here they are one.
  const renamed = (report: ChunkReport, name: string): ChunkReport => ({ ...report, file: `dist/renderer/${name}` });
  return [
    ...chunks.map((chunk) => {
      const modules = Object.entries(chunk.modules).map(
        ([path, { renderedLength }]) => [path, renderedLength] as const,
      );
      const report = chunkReport(
        repoDir,
        `dist/renderer/${chunk.fileName}`,
        first.has(chunk.fileName),
        sum(repoDir, modules),
      );
      if (chunk.isEntry || chunk.isDynamicEntry) return report;
      return renamed(report, report.first ? 'shared.js' : 'shared-later.js');
    }),
    ...styles.map(({ fileName }) => {
      const report = chunkReport(repoDir, `dist/renderer/${fileName}`, html.includes(fileName), {});
      return renamed(report, report.first ? 'first.css' : 'later.css');
    }),
  ];
}
