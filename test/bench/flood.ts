/**
 * What a flood costs core: `npx tsx test/bench/flood.ts`. A shell's worth of small frames, as Workhorse sends them
 * (17 MB/s in about 15,000 frames a second, measured), through socket, backlog and pump to a view that takes 5 MB/s.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '../../electron/contract.ts';
import { dialTerminal } from '../../electron/core/gitlab/terminal-socket.ts';
import { createSessions } from '../../electron/core/terminals/sessions.ts';
import { createSystemClock } from '../../electron/doors/clock.ts';
import { createPlainRecorder } from '../fakes/plain-recorder.ts';
import { startTinyWorkhorse } from '../fakes/tiny-workhorse.ts';

const SECONDS = 6;
const FRAME_BYTES = 1_150;
const FRAMES_PER_10_MS = 150;
const VIEW_BYTES_PER_10_MS = 50_000;

async function serve(): Promise<void> {
  const server = await startTinyWorkhorse();
  process.send?.(server.url);
  const { ws } = await server.accepted();
  const frame = Buffer.alloc(FRAME_BYTES, 'abcdefghij klmnopqrst uvwxyz\r\n');
  const timer = setInterval(() => {
    for (let n = 0; n < FRAMES_PER_10_MS; n += 1) ws.send(frame);
  }, 10);
  setTimeout(() => clearInterval(timer), SECONDS * 1000);
  process.on('disconnect', () => process.exit(0));
}

async function measure(): Promise<void> {
  const child = fork(new URL(import.meta.url), ['serve'], { execArgv: process.execArgv });
  const url = await new Promise<string>((resolve) => child.once('message', (message) => resolve(String(message))));
  const dir = mkdtempSync(join(tmpdir(), 'jobdeck-flood-'));
  const clock = createSystemClock();
  const job = { key: 'a:1', accountId: 'a', name: 'flood', status: 'running', startedAt: null } as unknown as Job;
  let pieces = 0;
  let parsed = 0;
  let received = 0;
  const sessions = createSessions({
    access: {
      look: async () => ({ job, status: 'running', signedIn: true, terminalPath: '/t', failureReason: null }),
      dial: (_key, _path, events, signal) =>
        dialTerminal({ url, cookie: null, secureContext: undefined, userAgent: 'bench', clock, signal, events }),
      upgradesPass: async () => true,
      watchLog: () => () => {},
      watchStatus: () => () => {},
      checkStatus: () => Promise.resolve(),
    },
    clock,
    log: { info: () => {}, warn: () => {} },
    recorder: createPlainRecorder(dir),
    onChange: () => {},
    onOutput(output) {
      pieces += 1;
      received = output.offset + output.bytes.length;
    },
  });
  const id = sessions.open(job);
  sessions.attach(id);
  const view = setInterval(() => {
    parsed = Math.min(received, parsed + VIEW_BYTES_PER_10_MS);
    sessions.acknowledge(id, parsed);
  }, 10);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = process.cpuUsage();
  const startBytes = sessions.list()[0]?.bytesIn ?? 0;
  await new Promise((resolve) => setTimeout(resolve, (SECONDS - 1) * 1000));
  const used = process.cpuUsage(before);
  const session = sessions.list()[0];
  const bytes = (session?.bytesIn ?? 0) - startBytes;
  const seconds = SECONDS - 1;
  console.log(
    JSON.stringify({
      MBps: +(bytes / seconds / 1e6).toFixed(1),
      framesPerSecond: Math.round(bytes / seconds / FRAME_BYTES),
      cpuPercent: Math.round((used.user + used.system) / 1e4 / seconds),
      piecesPerSecond: Math.round(pieces / SECONDS),
      backlogMB: +((session?.backlogBytes ?? 0) / 1e6).toFixed(1),
      heapMB: Math.round(process.memoryUsage().heapUsed / 1e6),
      rssMB: Math.round(process.memoryUsage().rss / 1e6),
    }),
  );
  clearInterval(view);
  child.disconnect();
  await sessions.dispose();
  rmSync(dir, { recursive: true, force: true });
}

(process.argv[2] === 'serve' ? serve() : measure()).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
