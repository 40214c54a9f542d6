import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeepAwake } from '../../electron/web/keep-awake.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jobdeck-awake-'));
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const file = (name: string) => join(folder, name);
const lines = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8').trim().split('\n') : []);

/** Stands for the system's program: notes what it is asked, refuses what `refuses` matches, notes its end. */
function install(name: string, refuses = 'nothing'): void {
  const script = `#!/bin/sh
echo "$*" >>'${file('asked')}'
case "$*" in *${refuses}*) echo 'Access denied' >&2; exit 1 ;; esac
echo $$ >'${file('pid')}'
while [ "$1" != sh ]; do shift; done
"$@"
echo ended >>'${file('ended')}'
`;
  writeFileSync(file(name), script);
  chmodSync(file(name), 0o755);
}

const REASON = 'A terminal holds a CI job open';

describe('the browser door', () => {
  it.each([
    [
      'linux',
      'systemd-inhibit',
      /^--what=idle:sleep --who=Jobdeck --why=A terminal holds a CI job open --mode=block sh /,
    ],
    ['darwin', 'caffeinate', /^-i sh -c /],
  ] as const)('on %s keeps awake by %s, until it is told not to', async (platform, program, asked) => {
    install(program);
    const answer = await createKeepAwake(platform)(REASON, () => expect.unreachable());
    expect(lines('asked').join()).toMatch(asked);
    expect(lines('ended')).toEqual([]);
    answer.lock?.release();
    await vi.waitFor(() => expect(lines('ended')).toEqual(['ended']), { timeout: 10_000 });
  });

  it('takes the lock that it may have: who is not at the seat may block idleness alone', async () => {
    install('systemd-inhibit', 'idle:sleep');
    const answer = await createKeepAwake('linux')(REASON, () => {});
    expect(lines('asked').map((line) => line.split(' ')[0])).toEqual(['--what=idle:sleep', '--what=idle']);
    expect(answer.lock).not.toBeNull();
    answer.lock?.release();
  });

  it('says that it is refused', async () => {
    install('systemd-inhibit', '--what');
    expect(await createKeepAwake('linux')(REASON, () => {})).toEqual({
      lock: null,
      why: expect.stringMatching(/does not let Jobdeck keep it awake\. .*power settings/),
    });
  });

  it('says that there is no way', async () => {
    vi.stubEnv('PATH', folder);
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(await createKeepAwake(platform)(REASON, () => {})).toMatchObject({ lock: null });
    }
  });

  it('hears that the lock was taken back', async () => {
    install('systemd-inhibit');
    const why = await new Promise<string>((resolve) => {
      void createKeepAwake('linux')(REASON, resolve).then(() => process.kill(Number(lines('pid')[0]), 'SIGKILL'));
    });
    expect(why).toMatch(/took its word back/);
  });
});
