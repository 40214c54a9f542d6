import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstanceOptions } from './api.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.dispose());

interface Result {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly message: string }[];
}
async function ask(query: string | readonly string[], variables: object = {}, on: World = world): Promise<Result> {
  const body = typeof query === 'string' ? { query, variables } : query.map((one) => ({ query: one }));
  const answer = await on.api('/api/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Result;
}

const sweep = `query($after:String){ currentUser{username} queryComplexity{score limit}
 projects(membership:true, first:50, after:$after, sort:"latest_activity_desc"){ pageInfo{hasNextPage endCursor}
  nodes{ id fullPath webUrl
   a: pipelines(status:RUNNING, first:5){nodes{...P}}
   b: pipelines(status:RUNNING, source:"parent_pipeline", first:10){nodes{...P}} } } }
fragment P on Pipeline { iid ref user{username}
 jobs(statuses:[RUNNING], first:20){nodes{id name startedAt webPath stage{name} tags}} }`;

describe('the sweep', () => {
  it('finds running jobs, child pipelines by their source, within the limit', async () => {
    const { instance, project, user, pipeline } = world;
    const own = world.job({ name: 'own', tags: ['x'] });
    const child = instance.addJob(instance.addPipeline(project, { user, parent: pipeline }), { name: 'child' });
    const { data, errors } = await ask(sweep);
    expect(errors).toBeUndefined();
    const text = JSON.stringify(data);
    expect(text).toContain(`gid://gitlab/Ci::Build/${own.id}`);
    const [node] = (data?.projects as { nodes: { a: object; b: object }[] } | undefined)?.nodes ?? [];
    expect(JSON.stringify(node?.a)).not.toContain(`Build/${child.id}`);
    expect(JSON.stringify(node?.b)).toContain(`Build/${child.id}`);

    // jobs (8 + 1)·1.20 → 10; pipelines (15 + 1)·1.05 → 16 and ·1.10 → 17; projects (40 + 2)·1.50 → 63; 2 + 3 beside it.
    expect(data?.queryComplexity).toEqual({ score: 68, limit: 250 });
  });

  it('turns its pages', async () => {
    const other = await startWorld();
    for (let index = 0; index < 4; index++) {
      other.instance.setMember(other.instance.addProject(`g/p${index}`), other.user, 30);
    }
    const found: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await ask(
        'query($a:String){projects(membership:true,first:2,after:$a){pageInfo{hasNextPage endCursor} nodes{fullPath}}}',
        { a: after },
        other,
      );
      const page = data?.projects as {
        pageInfo: { hasNextPage: boolean; endCursor: string };
        nodes: { fullPath: string }[];
      };
      found.push(...page.nodes.map((node) => node.fullPath));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(new Set(found).size).toBe(5);
    await other.dispose();
  });
});

describe('limits', () => {
  it('refuses what is too complex, and says by how much', async () => {
    const { data, errors } = await ask(
      sweep
        .replaceAll('first:20', 'first:100')
        .replaceAll('first:5)', 'first:100)')
        .replaceAll('first:10)', 'first:100)')
        .replace('first:50', 'first:100')
        .replaceAll('webPath', 'webPath createdAt finishedAt duration refName'),
    );
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toMatch(/^Query has complexity of \d+, which exceeds max complexity of 250$/);
  });

  it('counts a multiplex as a whole', async () => {
    const one = 'query{projects(first:100){nodes{id fullPath webUrl name path}}}';
    const results = (await ask(Array.from({ length: 25 }, () => one))) as unknown as Result[];
    expect(results[0]?.errors).toBeUndefined();
    expect(results[24]?.errors?.[0]?.message).toContain('exceeds max complexity');
  });

  it('allows the jobs of one project per operation, in a multiplex one each', async () => {
    const other = world.instance.addProject('acme/second');
    world.instance.setMember(other, world.user, 30);
    const one = (alias: string, path: string) =>
      `${alias}: project(fullPath:"${path}"){jobs(statuses:[RUNNING]){nodes{id}}}`;
    const both = await ask(`query{${one('a', world.project.path)} ${one('b', other.path)}}`);
    expect(both.errors?.[0]?.message).toBe('"jobs" field can be requested only for 1 Project(s) at a time.');
    const apart = (await ask([
      `query{${one('a', world.project.path)}}`,
      `query{${one('b', other.path)}}`,
    ])) as unknown as Result[];
    expect(apart.map((result) => result.errors)).toEqual([undefined, undefined]);
  });

  it('refuses long and deep queries', async () => {
    expect((await ask(`query{currentUser{username}} #${'x'.repeat(10_000)}`)).errors?.[0]?.message).toBe(
      'Query too large',
    );
    let deep = 'id';
    for (let index = 0; index < 8; index++) deep = `jobs(first:1){nodes{pipeline{${deep}}}}`;
    const { errors } = await ask(`query{project(fullPath:"x"){pipelines(first:1){nodes{${deep}}}}}`);
    expect(errors?.[0]?.message).toMatch(/^Query has depth of \d+, which exceeds max depth of 20$/);
  });

  it('cuts a page to 100, and answers no root jobs', async () => {
    world.instance.setLimits({ pageSize: 1 });
    const { data } = await ask(
      'query{projects(membership:true,first:500){nodes{id}} jobs(statuses:[RUNNING]){nodes{id}}}',
    );
    world.instance.setLimits({ pageSize: 100 });
    expect(data?.projects).toMatchObject({ nodes: [expect.anything()] });
    expect(data?.jobs).toEqual({ nodes: [] });
  });

  it('has no user and no terminal on a job', async () => {
    for (const field of ['user{username}', 'terminalPath']) {
      const { errors } = await ask(`query{project(fullPath:"${world.project.path}"){jobs(first:1){nodes{${field}}}}}`);
      expect(errors?.[0]?.message).toContain('Cannot query field');
    }
  });
});

describe('servers that differ', () => {
  const on = async (options: Partial<InstanceOptions>, run: (other: World) => Promise<void>) => {
    const other = await startWorld(options);
    await run(other);
    await other.dispose();
  };
  it('an old schema knows no source', () =>
    on({ graphql: 'old' }, async (other) => {
      expect((await ask(sweep, {}, other)).errors?.[0]?.message).toContain('Unknown argument "source"');
    }));
  it('one without GraphQL answers 404', () =>
    on({ graphql: 'refused' }, async (other) => {
      expect((await other.api('/api/graphql', { method: 'POST', body: '{}' })).status).toBe(404);
    }));
  it('a bad token is told so', async () => {
    const answer = await world.api('/api/graphql', { method: 'POST', body: '{}', headers: { 'PRIVATE-TOKEN': 'no' } });
    expect([answer.status, await answer.json()]).toEqual([401, { errors: [{ message: 'Invalid token' }] }]);
  });
});
