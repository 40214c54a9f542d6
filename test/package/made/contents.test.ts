import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extractFile, getRawHeader, listPackage, statFile } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { strangersInAppFolder, strangersInAppImage, strangersInAsar, strangersInDeb } from './expected.ts';
import type { Packages } from './setup.ts';

const MIB = 1024 * 1024;
const given = inject('packages');

function output(program: string, args: readonly string[]): string {
  const ran = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * MIB });
  if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

function filesBelow(root: string, below = ''): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

const sizeOf = (root: string) => filesBelow(root).reduce((sum, path) => sum + statSync(join(root, path)).size, 0);

describe.skipIf(typeof given === 'string')('what is in the packages', () => {
  const packages = given as Packages;
  let app: string;
  let asar: string;
  let files: readonly string[];
  let electronFiles: ReadonlySet<string>;

  beforeAll(() => {
    app = dirname(packages.program);
    asar = join(app, 'resources/app.asar');
    // With the folders, which have no size.
    files = listPackage(asar, { isPack: false })
      .map((path) => path.slice(1))
      .filter((path) => 'size' in statFile(asar, path));
    electronFiles = new Set(filesBelow(packages.runtime.dist));
  });

  it('is only what is named, in the archive', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(strangersInAsar(files)).toEqual([]);
  });

  it('is nothing that only developers need', () => {
    expect(files.filter((path) => /\.map$|\.tsx?$|\.test\.|\.md$|(^|\/)tests?\//.test(path))).toEqual([]);
    const told = JSON.parse(extractFile(asar, 'package.json').toString('utf8')) as Record<string, unknown>;
    expect(told).not.toHaveProperty('devDependencies');
    expect(told).not.toHaveProperty('scripts');
    expect(told).toMatchObject({ name: 'jobdeck', desktopName: 'io.jobdeck.app.desktop' });
    expect(files).toContain(told.main);
  });

  it('is small: the archive at most 12 MB, all that is ours at most 14', () => {
    expect(statSync(asar).size).toBeLessThan(12e6);
    expect(sizeOf(app) - sizeOf(packages.runtime.dist)).toBeLessThan(14e6);
  });

  it('has the native part of this machine outside of the archive, and nothing else there', () => {
    const unpacked = filesBelow(`${asar}.unpacked`);
    expect(unpacked).toEqual([`node_modules/@lydell/node-pty-linux-${process.arch}/pty.node`]);
    const elf = readFileSync(join(`${asar}.unpacked`, unpacked[0] as string));
    // ELF's e_machine: 62 is x86-64, 183 AArch64.
    expect(elf.readUInt16LE(18)).toBe(process.arch === 'arm64' ? 183 : 62);
  });

  it('has a hash for each file of the archive, which Electron checks where the system lets it', () => {
    expect(JSON.stringify(getRawHeader(asar).header)).toContain('"integrity"');
    for (const path of files) {
      const entry = statFile(asar, path);
      if (!('integrity' in entry) || ('unpacked' in entry && entry.unpacked)) continue;
      const hash = createHash('sha256').update(extractFile(asar, path)).digest('hex');
      expect([path, entry.integrity?.hash]).toEqual([path, hash]);
    }
  });

  it('is only what is named, in the folder, and nothing of Electron is missing', () => {
    const there = filesBelow(app);
    expect(strangersInAppFolder(there, electronFiles)).toEqual([]);
    // Renamed, or put into a program's name.
    const moved = new Set(['electron', 'LICENSE', 'resources/default_app.asar']);
    expect([...electronFiles].filter((path) => !moved.has(path) && !there.includes(path))).toEqual([]);
  });

  it('is the same in the tar.gz', () => {
    const listed = output('tar', ['-tzf', packages.tarGz])
      .split('\n')
      .filter((path) => path !== '' && !path.endsWith('/'))
      .map((path) => path.replace(/^[^/]+\/(\.\/)?/, ''));
    expect(listed.filter((path) => path !== 'resources/apparmor-profile').sort()).toEqual(
      filesBelow(app)
        .filter((path) => path !== 'resources/apparmor-profile')
        .sort(),
    );
  });

  it('is only what is named, in the deb, owned by root and changed by nobody else', () => {
    const lines = output('dpkg-deb', ['-c', packages.deb]).trim().split('\n');
    const entries = lines.map((line) => line.split(/\s+/)).filter(([mode]) => !mode?.startsWith('d'));
    expect(
      strangersInDeb(
        entries.map((words) => (words[5] as string).slice(2)),
        electronFiles,
      ),
    ).toEqual([]);
    expect(
      entries.filter(([mode, owner]) => owner !== 'root/root' || /^.....w|^........w/.test(mode as string)),
    ).toEqual([]);
  });

  describe('the AppImage', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'jobdeck-appimage-'));
      // Whatever its runtime is: the archive begins where squashfs's magic number first stands at a page's start.
      const image = readFileSync(packages.appImage);
      let offset = image.indexOf('hsqs');
      while (offset >= 0 && spawnSync('unsquashfs', ['-s', '-o', String(offset), packages.appImage]).status !== 0) {
        offset = image.indexOf('hsqs', offset + 1);
      }
      output('unsquashfs', ['-q', '-n', '-o', String(offset), '-d', join(folder, 'app'), packages.appImage]);
    }, 120_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('holds only what is named', () => {
      const there = filesBelow(join(folder, 'app'));
      expect(there).toContain('AppRun');
      expect(there).toContain('usr/share/metainfo/io.jobdeck.app.metainfo.xml');
      expect(strangersInAppImage(there, electronFiles)).toEqual([]);
    });

    it('has a desktop file that is valid, and does not turn the sandbox off', () => {
      const path = join(folder, 'app/io.jobdeck.app.desktop');
      expect(output('desktop-file-validate', [path])).toBe('');
      expect(readFileSync(path, 'utf8')).toMatch(/^Exec=AppRun %U$/m);
    });
  });
});
