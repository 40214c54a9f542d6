import { on, once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWorld, type World } from './world.ts';

/** `/-/cable` as app/channels and Rails' ActionCable have it. */

let world: World;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await world.dispose();
});

const query = 'subscription s($jobId: CiBuildID!) { ciJobStatusUpdated(jobId: $jobId) { id status } }';
const subscriptionTo = (jobId: number, channel = 'GraphqlChannel') =>
  JSON.stringify({ channel, query, variables: { jobId: `gid://gitlab/Ci::Build/${jobId}` }, operationName: 's' });

function open(headers: Record<string, string>, origin: string | null = new URL(world.instance.url).origin): WebSocket {
  const url = `${world.instance.url.replace(/^http/, 'ws')}/-/cable`;
  const socket = new WebSocket(url, ['actioncable-v1-json'], { headers, ...(origin === null ? {} : { origin }) });
  sockets.push(socket);
  return socket;
}

/** The next messages that are no pings. */
async function next(socket: WebSocket, count: number): Promise<readonly Record<string, unknown>[]> {
  const got: Record<string, unknown>[] = [];
  for await (const [data] of on(socket, 'message')) {
    const message = JSON.parse(String(data));
    if (message.type !== 'ping') got.push(message);
    if (got.length >= count) break;
  }
  return got;
}

async function subscribed(headers: Record<string, string>, identifier: string) {
  const socket = open(headers);
  const welcome = next(socket, 1);
  expect(await welcome).toEqual([{ type: 'welcome' }]);
  const answers = next(socket, 2);
  socket.send(JSON.stringify({ command: 'subscribe', identifier }));
  return { socket, answers: await answers };
}

it.each(['token', 'bearer', 'cookie'])('tells a change to who comes with a %s', async (by) => {
  world = await startWorld();
  const job = world.job({ status: 'pending' });
  const headers = {
    token: { 'PRIVATE-TOKEN': world.token },
    bearer: { Authorization: `Bearer ${world.token}` },
    cookie: { Cookie: `_gitlab_session=${world.cookie}` },
  }[by] as Record<string, string>;
  const identifier = subscriptionTo(job.id);
  const { socket, answers } = await subscribed(headers, identifier);
  expect(answers).toEqual([
    { identifier, message: { result: { data: {} }, more: true } },
    { identifier, type: 'confirm_subscription' },
  ]);
  const told = next(socket, 1);
  world.instance.runJob(job);
  expect(await told).toMatchObject([
    {
      identifier,
      message: {
        result: { data: { ciJobStatusUpdated: { id: `gid://gitlab/Ci::Build/${job.id}`, status: 'RUNNING' } } },
        more: true,
      },
    },
  ]);
});

it('hides a private job from who is nobody', async () => {
  world = await startWorld();
  const job = world.job({ status: 'pending' });
  const { answers } = await subscribed({}, subscriptionTo(job.id));
  expect(answers[0]).toMatchObject({
    message: { result: { errors: [{ message: expect.stringContaining('does not exist') }] } },
  });
  expect(world.instance.subscriptions).toBe(0);
});

it('rejects a token without the scope to read', async () => {
  world = await startWorld();
  const token = world.instance.addToken(world.user, { scopes: ['read_user'] }).value;
  const socket = open({ 'PRIVATE-TOKEN': token });
  await next(socket, 1);
  const answers = next(socket, 1);
  const identifier = subscriptionTo(1);
  socket.send(JSON.stringify({ command: 'subscribe', identifier }));
  expect(await answers).toEqual([{ identifier, type: 'reject_subscription' }]);
});

it.each([
  ['a foreign origin', 'https://elsewhere.example', 'ok'],
  ['no origin', null, 'ok'],
  ['an instance without it', undefined, 'absent'],
] as const)('answers %s with 404', async (_what, origin, push) => {
  world = await startWorld({ push });
  const socket = origin === undefined ? open({}) : open({}, origin);
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  expect((response as { statusCode: number }).statusCode).toBe(404);
});
