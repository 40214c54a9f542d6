import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ExecutorKind, SimInstance } from './api.ts';
import { compile, flashBoard, integrationTests, loadTest } from './demo-scripts.ts';
import { startInstance } from './instance.ts';

const help = `Starts simulated GitLab instances on loopback, with jobs that really run and terminals to them.

  npm run gitlab -- [options]

  --instances N    how many (1)
  --projects N     projects in each (2)
  --jobs N         running jobs in each project (3): shell-like, docker-like, without terminal, in turn
  --port N         port of the first; the others take the next ones (any free port)
  --root PATH      relative root of every second instance, such as /gitlab (/gitlab)
  --tls            every third instance, or the only one, behind a certificate of a private CA
  --hold SECONDS   session_timeout of the runners (1800)
  --ends SECONDS   scripts end after so long (they run for hours)
  --graphql WHAT   ok, old or refused (ok)
  --json           print the access data as JSON
  --help           this
`;

interface Access {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly cookie: string;
  readonly caFile: string | null;
  readonly jobs: readonly string[];
}

const executors: readonly ExecutorKind[] = ['shell', 'docker', 'no-session'];
const scripts = [integrationTests('postgres:5432'), compile('aarch64'), flashBoard, loadTest];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string', default: '1' },
      projects: { type: 'string', default: '2' },
      jobs: { type: 'string', default: '3' },
      port: { type: 'string', default: '0' },
      root: { type: 'string', default: '/gitlab' },
      tls: { type: 'boolean', default: false },
      hold: { type: 'string', default: '1800' },
      ends: { type: 'string' },
      graphql: { type: 'string', default: 'ok' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const count = Number(values.instances);
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-gitlab-ca-'));
  const instances: SimInstance[] = [];
  const access: Access[] = [];
  for (let index = 0; index < count; index++) {
    const port = Number(values.port);
    const instance = await startInstance({
      name: `gitlab-${index + 1}`,
      port: port === 0 ? 0 : port + index,
      root: index % 2 === 1 ? values.root : '',
      tls: values.tls && (count === 1 || index % 3 === 2),
      graphql: values.graphql === 'old' || values.graphql === 'refused' ? values.graphql : 'ok',
    });
    instances.push(instance);
    const user = instance.addUser({ username: 'dev', name: 'Dev Eloper' });
    const jobs: string[] = [];
    for (let project = 0; project < Number(values.projects); project++) {
      const owner = instance.addProject(`group-${(project % 3) + 1}/project-${project + 1}`);
      instance.setMember(owner, user, 40);
      const pipeline = instance.addPipeline(owner, { user });
      for (let job = 0; job < Number(values.jobs); job++) {
        const executor = executors[job % executors.length] ?? 'shell';
        const made = instance.addJob(pipeline, {
          name: `${executor}:${job + 1}`,
          executor,
          sessionTimeoutSeconds: Number(values.hold),
          files: { 'ci/run.sh': scripts[job % scripts.length] ?? flashBoard },
          script: values.ends ? `timeout ${Number(values.ends)} ./ci/run.sh || true` : './ci/run.sh',
          jobTimeoutSeconds: 14_400,
        });
        jobs.push(`${made.name}  ${made.webUrl}`);
      }
    }
    let caFile: string | null = null;
    if (instance.caPem) {
      caFile = join(folder, `${instance.name}.pem`);
      writeFileSync(caFile, instance.caPem);
    }
    access.push({
      url: instance.url,
      username: user.username,
      password: user.password,
      token: instance.addToken(user).value,
      cookie: `_gitlab_session=${instance.signIn(user)}`,
      caFile,
      jobs,
    });
  }
  process.stdout.write(
    values.json ? `${JSON.stringify(access, null, 2)}\n` : `${access.map(show).join('\n')}\nCtrl-C ends it all.\n`,
  );

  const end = () => {
    rmSync(folder, { recursive: true, force: true });
    void Promise.all(instances.map((instance) => instance.dispose())).then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function show(one: Access): string {
  return `${one.url}
  sign in   ${one.username} / ${one.password}
  token     ${one.token}
  cookie    ${one.cookie}
${one.caFile ? `  CA file   ${one.caFile}\n` : ''}${one.jobs.map((job) => `  job       ${job}`).join('\n')}
`;
}

await main();
