import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startWorld } from './world.ts';

/** Command lines with this in them. */
function processesWith(mark: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(mark));
}

describe.skipIf(!existsSync('/proc/self/cmdline'))('nothing outlives', () => {
  it('dispose: scripts, shells, what they put in the background, what left its session, folders', async () => {
    const world = await startWorld();
    const mark = `7${Date.now() % 1_000_000}.25`;
    const client = await world.open(world.job({ script: `sleep ${mark} & sleep ${mark}` }));
    client.send(`trap '' HUP; sleep ${mark} & setsid sleep ${mark} & pwd -P; sleep ${mark}\r`);
    await expect.poll(() => processesWith(`sleep ${mark}`).length).toBeGreaterThanOrEqual(5);
    const folder = /(\/\S+)\/runners\//.exec(client.output)?.[1] ?? '';
    expect(existsSync(folder)).toBe(true);
    await world.dispose();
    await expect.poll(() => processesWith(`sleep ${mark}`)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('the parent being killed', async () => {
    const mark = `8${Date.now() % 1_000_000}.75`;
    const start = `import('./world.ts').then(async ({ startWorld }) => {
      const world = await startWorld();
      const client = await world.open(world.job({ script: 'sleep ${mark}' }));
      client.send('sleep ${mark}\\r');
      console.log('up');
    });`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', start], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    await expect.poll(() => processesWith(`sleep ${mark}`).length, { timeout: 5_000 }).toBe(2 + 1);
    parent.kill('SIGKILL');
    await expect.poll(() => processesWith(`sleep ${mark}`), { timeout: 5_000 }).toEqual([]);
  });
});
