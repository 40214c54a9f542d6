/** GitLab's socket, straight, past core. */
import { WebSocket } from 'ws';
import type { Stage } from '../stage.ts';
import { LAST_LINE } from '../streams.ts';

export async function dialStraight(stage: Stage, job: string): Promise<WebSocket> {
  await stage.gitlab.addJob(job);
  const path = await stage.gitlab.terminalPath(job);
  const socket = new WebSocket(`${stage.gitlabUrl.replace(/^http/, 'ws')}${path}`, ['terminal.gitlab.com'], {
    headers: { Cookie: stage.cookie },
    perMessageDeflate: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return socket;
}

/** How long what is prepared takes for a client that does nothing but read: no terminal can be done sooner. */
export async function timeOfSource(stage: Stage): Promise<number> {
  const job = `source ${crypto.randomUUID().slice(0, 8)}`;
  const socket = await dialStraight(stage, job);
  let end = '';
  let from = 0;
  const all = new Promise<number>((resolve) => {
    socket.on('message', (data: Buffer) => {
      end = (end + data.toString('latin1', Math.max(0, data.length - 200))).slice(-400);
      if (end.includes(`${LAST_LINE}\r\n`)) resolve(performance.now() - from);
    });
  });
  from = performance.now();
  await stage.gitlab.print(job);
  const ms = await all;
  socket.terminate();
  return ms;
}
