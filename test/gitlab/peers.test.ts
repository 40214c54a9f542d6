import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

const run = promisify(execFile);

/** Other people's GitLab clients read the simulated one. Opt in with JOBDECK_PEERS=1; needs Debian's python3-gitlab and glab. */
describe.runIf(process.env.JOBDECK_PEERS === '1')('clients that know GitLab', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    for (let index = 0; index < 3; index++) {
      world.instance.setMember(world.instance.addProject(`acme/more-${index}`), world.user, 30);
    }
  });
  afterAll(() => world.dispose());

  it('python3-gitlab: user, projects, jobs, logs, keyset pages', async () => {
    const job = world.job({ name: 'talks', script: 'echo heard by python' });
    await job.until('success');
    const program = `
import gitlab, sys
gl = gitlab.Gitlab(sys.argv[1], private_token=sys.argv[2]); gl.auth()
print(gl.user.username, gl.version()[0])
print(len(gl.projects.list(membership=True, get_all=True, per_page=2)))
print(len(list(gl.projects.list(membership=True, iterator=True, per_page=2, pagination='keyset', order_by='id'))))
project = gl.projects.get(sys.argv[3])
job = project.jobs.get(int(sys.argv[4]))
print(job.name, job.status, job.user['username'], job.pipeline['status'])
print('heard by python' in job.trace().decode())
print([j.name for j in project.pipelines.list(get_all=True)[0].jobs.list(get_all=True)])
print(gl.users.list(username='ada')[0].name)
`;
    const { stdout, stderr } = await run('/usr/bin/python3', [
      '-c',
      program,
      world.instance.url,
      world.token,
      world.project.path,
      String(job.id),
    ]);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'ada 18.6.1-ee',
      '4',
      '4',
      'talks success ada success',
      'True',
      "['talks']",
      'Ada',
    ]);
  });

  it('glab, if it is there: user, projects, pipelines, a job and its log', async ({ skip }) => {
    const glab = process.env.JOBDECK_GLAB ?? (await commandPath('glab'));
    if (glab === null) return skip('glab is not installed; JOBDECK_GLAB may name one');
    const job = world.job({ name: 'told', script: 'echo heard by glab' });
    await job.until('success');

    const { host } = new URL(world.instance.url);
    const configDir = mkdtempSync(join(tmpdir(), 'jobdeck-glab-'));
    const config = [
      'host: HOST',
      'hosts:',
      '  HOST:',
      '    token: TOKEN',
      '    api_host: HOST',
      '    api_protocol: http',
    ];
    const text = config.join('\n').replaceAll('HOST', host).replace('TOKEN', world.token);
    writeFileSync(join(configDir, 'config.yml'), `${text}\n`, { mode: 0o600 });
    const env = { ...process.env, GLAB_CONFIG_DIR: configDir, GITLAB_HOST: host, NO_PROMPT: '1', NO_COLOR: '1' };
    const ask = async (...args: readonly string[]) => (await run(glab, [...args], { env, cwd: configDir })).stdout;
    try {
      expect(JSON.parse(await ask('api', 'user'))).toMatchObject({ username: 'ada' });
      expect(await ask('repo', 'list')).toContain(world.project.path);
      expect(await ask('ci', 'list', '-R', world.project.path)).toContain('main');
      const path = `projects/${encodeURIComponent(world.project.path)}/jobs/${job.id}`;
      expect(JSON.parse(await ask('api', path))).toMatchObject({ name: 'told', status: 'success' });
      expect(await ask('ci', 'trace', String(job.id), '-R', world.project.path)).toContain('heard by glab');
    } finally {
      rmSync(configDir, { recursive: true });
    }
  });
});

async function commandPath(name: string): Promise<string | null> {
  try {
    return (await run('sh', ['-c', `command -v ${name}`])).stdout.trim();
  } catch {
    return null;
  }
}
