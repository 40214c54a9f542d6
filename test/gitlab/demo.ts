import type { SimInstance } from './api.ts';
import { browserTests, compile, flashBoard, integrationTests, loadTest, migration, soakTest } from './demo-scripts.ts';
import { startInstance } from './instance.ts';

export interface DemoAccount {
  readonly address: string;
  readonly token: string;
  readonly sessionCookie: string;
  /** PEM of the CA to trust for this instance; null without TLS. */
  readonly caPem: string | null;
  readonly label: string;
}

export interface Demo {
  readonly accounts: readonly DemoAccount[];
  dispose(): Promise<void>;
}

const minutes = (count: number) => count * 60;

/** Three instances that look like a working week: a cloud one, one below `/gitlab`, one behind a private CA. */
export async function startDemo(): Promise<Demo> {
  const instances = await Promise.all([
    startInstance({ name: 'cloud', version: '18.7.0-ee' }),
    startInstance({ name: 'foundry', root: '/gitlab', version: '18.4.3-ee' }),
    startInstance({ name: 'platform', tls: true, version: '18.6.1-ee' }),
  ]);
  const [cloud, foundry, platform] = instances;
  return {
    accounts: [fillCloud(cloud), fillFoundry(foundry), fillPlatform(platform)],
    async dispose() {
      await Promise.all(instances.map((instance) => instance.dispose()));
    },
  };
}

function account(
  instance: SimInstance,
  user: { readonly id: number; readonly username: string; readonly password: string },
  label: string,
): DemoAccount {
  const token = instance.addToken(user, { name: 'Jobdeck' });
  return {
    address: instance.url,
    token: token.value,
    sessionCookie: instance.signIn(user),
    caPem: instance.caPem,
    label,
  };
}

function fillCloud(instance: SimInstance): DemoAccount {
  const me = instance.addUser({ username: 'mira', name: 'Mira Halvorsen' });
  const colleague = instance.addUser({ username: 'tomasz', name: 'Tomasz Wrona' });
  const api = instance.addProject('northwind/shop/checkout-api');
  const front = instance.addProject('northwind/shop/storefront');
  const quiet = instance.addProject('northwind/handbook', { visibility: 'internal' });
  for (const project of [api, front, quiet]) {
    instance.setMember(project, me, 30);
    instance.setMember(project, colleague, 40);
  }

  const request = instance.addPipeline(api, {
    user: me,
    ref: 'refs/merge-requests/482/head',
    source: 'merge_request_event',
  });
  instance.addJob(request, {
    name: 'lint',
    stage: 'check',
    executor: 'docker',
    runner: 'docker-large-3',
    status: 'success',
    startedSecondsAgo: minutes(15),
  });
  instance.addJob(request, {
    name: 'unit',
    stage: 'test',
    executor: 'docker',
    runner: 'docker-large-1',
    status: 'success',
    startedSecondsAgo: minutes(14),
  });
  instance.addJob(request, {
    name: 'integration:postgres',
    stage: 'test',
    runner: 'build-07',
    tags: ['shell', 'postgres'],
    startedSecondsAgo: minutes(11) + 24,
    files: { 'ci/integration.sh': integrationTests('postgres:5432') },
    script: 'export DATABASE_URL=postgres://ci@localhost:5432/checkout\n./ci/integration.sh',
    jobTimeoutSeconds: minutes(240),
  });
  instance.addJob(request, {
    name: 'integration:redis',
    stage: 'test',
    executor: 'docker',
    runner: 'docker-large-2',
    tags: ['docker'],
    startedSecondsAgo: minutes(11) + 20,
    files: { 'ci/integration.sh': integrationTests('redis:6379') },
    script: './ci/integration.sh',
    afterScript: 'echo "Collecting container logs"\nsleep 120',
    jobTimeoutSeconds: minutes(240),
  });

  const feature = instance.addPipeline(front, { user: me, ref: 'feature/one-page-checkout' });
  instance.addJob(feature, {
    name: 'e2e:safari',
    stage: 'e2e',
    runner: 'mac-mini-02',
    tags: ['macos', 'safari'],
    startedSecondsAgo: minutes(6) + 41,
    files: { 'ci/e2e.sh': browserTests('webkit') },
    script: './ci/e2e.sh',
    jobTimeoutSeconds: minutes(180),
  });
  instance.addJob(feature, {
    name: 'e2e:firefox',
    stage: 'e2e',
    user: colleague,
    executor: 'docker',
    runner: 'docker-large-2',
    tags: ['docker'],
    startedSecondsAgo: minutes(2) + 8,
    files: { 'ci/e2e.sh': browserTests('firefox') },
    script: './ci/e2e.sh',
    jobTimeoutSeconds: minutes(180),
  });
  instance.addJob(feature, { name: 'deploy:review', stage: 'deploy', status: 'manual' });
  return account(instance, me, 'Northwind');
}

function fillFoundry(instance: SimInstance): DemoAccount {
  const me = instance.addUser({ username: 'mhalvorsen', name: 'Mira Halvorsen' });
  const bot = instance.addUser({ username: 'nightly-bot', name: 'Nightly' });
  const hub = instance.addProject('firmware/sensor-hub');
  const loader = instance.addProject('firmware/bootloader');
  for (const project of [hub, loader]) {
    instance.setMember(project, me, 40);
    instance.setMember(project, bot, 30);
  }

  const main = instance.addPipeline(hub, { user: me, ref: 'main' });
  instance.addJob(main, {
    name: 'build:arm64',
    stage: 'build',
    executor: 'docker',
    runner: 'forge-arm-1',
    tags: ['arm64'],
    startedSecondsAgo: minutes(4) + 12,
    files: { 'ci/build.sh': compile('aarch64-none-elf') },
    script: 'cmake --version 2>/dev/null || true\n./ci/build.sh',
    jobTimeoutSeconds: minutes(180),
  });
  const bench = instance.addPipeline(hub, { user: me, ref: 'main', parent: main });
  instance.addJob(bench, {
    name: 'flash:board-rev-c',
    stage: 'bench',
    runner: 'bench-rack-4',
    tags: ['bench', 'rev-c'],
    startedSecondsAgo: minutes(37) + 5,
    files: { 'ci/flash.sh': flashBoard },
    script: './ci/flash.sh',
    jobTimeoutSeconds: minutes(240),
  });
  instance.addJob(bench, {
    name: 'soak:watchdog',
    stage: 'bench',
    runner: 'bench-rack-2',
    tags: ['bench'],
    sessionTimeoutSeconds: minutes(5),
    files: { 'ci/soak.sh': soakTest },
    script: './ci/soak.sh',
  });

  const nightly = instance.addPipeline(loader, { user: bot, ref: 'release/4.2', source: 'schedule' });
  instance.addJob(nightly, {
    name: 'hil:can-bus',
    stage: 'bench',
    user: me,
    executor: 'no-session',
    runner: 'hil-legacy',
    tags: ['hil'],
    startedSecondsAgo: minutes(52),
    files: { 'ci/flash.sh': flashBoard },
    script: './ci/flash.sh',
    jobTimeoutSeconds: minutes(240),
  });
  instance.addJob(nightly, {
    name: 'fuzz:update-image',
    stage: 'fuzz',
    runner: 'forge-x86-2',
    startedSecondsAgo: minutes(131),
    files: { 'ci/build.sh': compile('fuzz-x86_64') },
    script: './ci/build.sh',
    jobTimeoutSeconds: minutes(300),
  });
  return account(instance, me, 'Foundry');
}

function fillPlatform(instance: SimInstance): DemoAccount {
  const me = instance.addUser({ username: 'mira.halvorsen', name: 'Mira Halvorsen' });
  const other = instance.addUser({ username: 'ines.okafor', name: 'Ines Okafor' });
  const ingest = instance.addProject('platform/ingest');
  const deep = instance.addProject('platform/data/warehouse/migrations');
  for (const project of [ingest, deep]) {
    instance.setMember(project, me, 30);
    instance.setMember(project, other, 40);
  }

  const branch = instance.addPipeline(ingest, { user: me, ref: 'perf/zero-copy-batches' });
  instance.addJob(branch, {
    name: 'load:kafka-50k',
    stage: 'load',
    runner: 'load-gen-1',
    tags: ['load'],
    startedSecondsAgo: minutes(18) + 33,
    files: { 'ci/load.sh': loadTest },
    script: './ci/load.sh',
    jobTimeoutSeconds: minutes(240),
  });
  instance.addJob(branch, { name: 'package:deb', stage: 'package', status: 'pending', tags: ['debian'] });

  const request = instance.addPipeline(deep, {
    user: other,
    ref: 'refs/merge-requests/77/head',
    source: 'merge_request_event',
  });
  instance.addJob(request, {
    name: 'migrate:dry-run',
    stage: 'verify',
    user: me,
    executor: 'docker',
    runner: 'docker-db-1',
    tags: ['docker', 'db'],
    startedSecondsAgo: minutes(9) + 2,
    files: { 'ci/migrate.sh': migration },
    script: './ci/migrate.sh',
    afterScript: 'echo "Dropping the copy"\nsleep 60',
    jobTimeoutSeconds: minutes(180),
  });
  instance.addJob(request, {
    name: 'migrate:production-copy',
    stage: 'verify',
    runner: 'build-12',
    tags: ['db'],
    startedSecondsAgo: minutes(27),
    files: { 'ci/migrate.sh': migration },
    script: './ci/migrate.sh',
    jobTimeoutSeconds: minutes(180),
  });
  return account(instance, me, 'Platform');
}
