/** What the built main and preload ask of Electron and of Node, read from the built files themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../e2e/machine.ts';
import { isBuilt } from './budgets.ts';

const ELECTRON = join(repositoryRoot, 'dist/electron');

interface Use {
  /** `app`, `BrowserWindow`: what Electron exports. */
  readonly name: string;
  readonly member: string;
}

/** `import { app as app2 } from "electron"` and what follows `app2.` anywhere in the file. */
function usesOfElectron(code: string): readonly Use[] {
  const names = [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*"electron"/g)].flatMap(([, list]) =>
    (list ?? '').split(',').map((part) => part.trim().split(/\s+as\s+/)),
  );
  return names.flatMap(([name = '', local = name]) =>
    [...code.matchAll(new RegExp(`(?<![\\w$.])${local.replace('$', '\\$')}\\??\\.(\\w+)`, 'g'))].map(
      ([, member = '']) => ({
        name,
        member,
      }),
    ),
  );
}

/** Members of each thing that Electron's main process exports, by its own declarations. */
function membersByTypes(names: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const text = `import * as electron from 'electron';\n${[...names].map((name) => `export const ${name} = electron.${name};`).join('\n')}`;
  const file = join(repositoryRoot, 'electron/virtual.ts');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    noEmit: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (path, target) =>
    path === file ? ts.createSourceFile(path, text, target) : getSourceFile.call(host, path, target);
  host.fileExists = (path) => path === file || fileExists.call(host, path);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  if (source === undefined || symbol === undefined) throw new Error('the types could not be read');
  return new Map(
    checker.getExportsOfModule(symbol).map((one) => {
      const type = checker.getTypeOfSymbolAtLocation(one, source);
      const known = type.flags & ts.TypeFlags.Any ? [] : type.getApparentProperties().map(({ name }) => name);
      return [one.name, new Set(known)];
    }),
  );
}

describe.skipIf(!isBuilt())('the built bundles', () => {
  const main = [
    join(ELECTRON, 'main.mjs'),
    ...readdirSync(join(ELECTRON, 'main')).flatMap((name) =>
      name.endsWith('.mjs') ? [join(ELECTRON, 'main', name)] : [],
    ),
  ].map((path) => readFileSync(path, 'utf8'));

  it('call nothing of Electron that its types do not have', () => {
    const uses = main.flatMap(usesOfElectron);
    expect(uses.length).toBeGreaterThan(40);
    const members = membersByTypes(new Set(uses.map(({ name }) => name)));
    const unknown = uses.filter(({ name, member }) => !members.get(name)?.has(member));
    expect(unknown).toEqual([]);
  }, 60_000);

  it('import nothing but Node, Electron, what is native, and each other', () => {
    const imported = main.flatMap((code) => [
      ...[...code.matchAll(/(?:^|[;}\s])(?:import|export)\b[^;"']*\bfrom\s*"([^"]+)"/g)].map(([, name]) => name),
      ...[...code.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)].map(([, name]) => name),
    ]);
    expect(imported).toContain('electron');
    const native = ['electron', 'node-pty', '@lydell/node-pty', '@napi-rs/keyring'];
    const strange = imported.filter(
      (name = '') => !isBuiltin(name) && !native.includes(name) && !/^\.\.?\/[\w./-]+\.mjs$/.test(name),
    );
    expect(strange).toEqual([]);
  });

  it('come with a preload that a sandbox can run: one CommonJS file that requires Electron alone', () => {
    const code = readFileSync(join(ELECTRON, 'preload.cjs'), 'utf8');
    expect([...code.matchAll(/\brequire\(\s*["'`]([^"'`]+)/g)].map(([, name]) => name)).toEqual(['electron']);
    expect(code).not.toMatch(/\bimport\s*[("'{]|\bprocess\b|\bBuffer\b|\b__dirname\b|sourceMappingURL/);
    // What a sandboxed preload has of Electron: https://www.electronjs.org/docs/latest/tutorial/sandbox.
    const members = [...code.matchAll(/\bimport_electron\.(\w+)/g)].map(([, name]) => name);
    expect(new Set(members)).toEqual(new Set(['contextBridge', 'ipcRenderer']));
  });
});
