import { execFile } from 'node:child_process';
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

  it('glab, if it is there: user and projects through its api command', async ({ skip }) => {
    const path = await run('sh', ['-c', 'command -v glab']).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
    if (!path) skip('glab is not installed');
    const { host } = new URL(world.instance.url);
    const env = {
      ...process.env,
      GITLAB_HOST: `http://${host}`,
      GITLAB_TOKEN: world.token,
      GLAB_CONFIG_DIR: '/nonexistent',
      NO_PROMPT: '1',
    };
    const { stdout } = await run(path ?? 'glab', ['api', 'user', '--hostname', host], { env });
    expect(JSON.parse(stdout)).toMatchObject({ username: 'ada' });
  });
});
