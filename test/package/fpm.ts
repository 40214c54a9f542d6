/**
 * What electron-builder asks of fpm, done with Debian's own dpkg-deb, for machines that cannot have fpm (it is in no
 * Debian release). Options that it does not know end it: nothing that electron-builder says is lost in silence.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    force: { type: 'boolean' },
    source: { type: 'string', short: 's' },
    target: { type: 'string', short: 't' },
    depends: { type: 'string', short: 'd', multiple: true },
    'deb-recommends': { type: 'string', multiple: true },
    'deb-compression': { type: 'string' },
    'deb-priority': { type: 'string' },
    architecture: { type: 'string' },
    'after-install': { type: 'string' },
    'after-remove': { type: 'string' },
    description: { type: 'string' },
    version: { type: 'string' },
    package: { type: 'string' },
    name: { type: 'string' },
    maintainer: { type: 'string' },
    vendor: { type: 'string' },
    url: { type: 'string' },
    category: { type: 'string' },
    license: { type: 'string' },
    exclude: { type: 'string', multiple: true },
  },
});

function needed(name: keyof typeof values): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name} was not given`);
  return value;
}

/** `folder/=/to` takes what the folder holds, `file=/to` the file under its new name. */
function stage(root: string): void {
  for (const mapping of positionals) {
    const at = mapping.indexOf('=');
    if (at < 0) throw new Error(`where does ${mapping} go?`);
    const to = join(root, mapping.slice(at + 1));
    mkdirSync(dirname(to), { recursive: true });
    cpSync(mapping.slice(0, at), to, { recursive: true, verbatimSymlinks: true });
  }
  for (const path of values.exclude ?? []) {
    if (/[*?[]/.test(path)) throw new Error(`only plain paths can be excluded here: ${path}`);
    rmSync(join(root, path), { recursive: true });
  }
}

/** Files below a folder, as paths from it. */
function filesBelow(root: string, below = ''): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

function control(root: string, files: readonly string[]): string {
  const bytes = files.reduce((sum, path) => sum + lstatSync(join(root, path)).size, 0);
  const fields: Record<string, string | undefined> = {
    Package: needed('name'),
    Version: needed('version'),
    License: values.license,
    Vendor: values.vendor,
    Architecture: needed('architecture'),
    Maintainer: needed('maintainer'),
    'Installed-Size': String(Math.ceil(bytes / 1024)),
    Depends: values.depends?.join(', '),
    Recommends: values['deb-recommends']?.join(', '),
    Section: values.category ?? 'default',
    Priority: values['deb-priority'],
    Homepage: values.url,
    Description: needed('description').trimEnd(),
  };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `${lines.join('\n')}\n`;
}

function makeDeb(): void {
  if (needed('source') !== 'dir' || needed('target') !== 'deb')
    throw new Error('only a deb of folders can be made here');
  const root = mkdtempSync(join(tmpdir(), 'jobdeck-deb-'));
  try {
    chmodSync(root, 0o755);
    stage(root);
    const files = filesBelow(root);
    const meta = join(root, 'DEBIAN');
    mkdirSync(meta);
    writeFileSync(join(meta, 'control'), control(root, files));
    const sums = files
      .filter((path) => lstatSync(join(root, path)).isFile())
      .map(
        (path) =>
          `${createHash('md5')
            .update(readFileSync(join(root, path)))
            .digest('hex')}  ${path}`,
      );
    writeFileSync(join(meta, 'md5sums'), `${sums.join('\n')}\n`);
    for (const [name, script] of [
      ['postinst', values['after-install']],
      ['postrm', values['after-remove']],
    ] as const) {
      if (script !== undefined) writeFileSync(join(meta, name), readFileSync(script), { mode: 0o755 });
    }
    const compression = needed('deb-compression') === 'gz' ? 'gzip' : needed('deb-compression');
    const args = ['--root-owner-group', `-Z${compression}`, '-z1', '--build', root, needed('package')];
    const made = spawnSync('dpkg-deb', args, { stdio: 'inherit' });
    if (made.status !== 0) throw new Error('dpkg-deb failed');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

makeDeb();
