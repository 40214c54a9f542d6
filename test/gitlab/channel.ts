import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { SimTerminal } from './api.ts';
import { type CarryDeps, carry } from './carry.ts';
import { type Answer, type Ask, rawHead } from './exchange.ts';
import type { JobRecord } from './store.ts';

/** Workhorse's part of a terminal (workhorse/internal/channel): authorise, dial the runner, upgrade, pass bytes, ping, re-authorise. */
export interface Channels {
  /** Resolves with the status that was answered. */
  open(request: IncomingMessage, socket: Socket, head: Buffer, ask: Ask): Promise<number>;
  terminalOf(job: JobRecord): SimTerminal | null;
}

export interface ChannelDeps extends CarryDeps {
  /** The job a good answer speaks of. */
  jobOf(path: string): JobRecord | null;
}

export const workhorseType = 'application/vnd.gitlab-workhorse+json';
const largestPassedOnBytes = 32_768;
const internalError: Answer = {
  status: 500,
  headers: {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Accel-Buffering': 'no',
    'X-Content-Type-Options': 'nosniff',
  },
  body: 'Internal server error\n',
};

const plainError = (status: number, body: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  body,
});

export const upgradeNotAllowed = plainError(400, 'websocket upgrade not allowed\n');

/** One or more groups, a project, `-/jobs/`, digits (workhorse/internal/upstream/routes.go). */
export const terminalRoute = /^\/(?:[^/]+\/)+[^/]+\/-\/jobs\/(\d+)\/terminal\.ws$/;

export function refuseUpgrade(socket: Socket, answer: Answer): number {
  const length = Buffer.byteLength(answer.body);
  const headers = {
    ...answer.headers,
    Date: new Date().toUTCString(),
    'Content-Length': String(length),
    Connection: 'close',
  };
  socket.end(Buffer.concat([Buffer.from(rawHead(answer.status, headers)), Buffer.from(answer.body)]));
  return answer.status;
}

export function createChannels(deps: ChannelDeps): Channels {
  const open = new Map<number, SimTerminal>();

  /** What Workhorse makes of Rails' answer: null = go on. */
  function verdict(answer: Answer): Answer | null {
    const type = String(answer.headers['Content-Type'] ?? answer.headers['content-type'] ?? '');
    if (answer.status !== 200 || type !== workhorseType) {
      if (Buffer.byteLength(answer.body) > largestPassedOnBytes) return internalError;
      return { ...answer, headers: { ...answer.headers, 'X-Accel-Buffering': 'no' } };
    }
    try {
      const { Channel: channel } = JSON.parse(String(answer.body)) as {
        Channel?: { Subprotocols?: string[]; Url?: string };
      };
      if (!channel?.Subprotocols?.length || !/^wss?:$/.test(new URL(channel.Url ?? '').protocol)) return internalError;
      return null;
    } catch {
      return internalError;
    }
  }

  return {
    terminalOf: (job) => open.get(job.id) ?? null,
    async open(request, socket, head, ask) {
      socket.on('error', () => socket.destroy());
      // Read while waiting, or a client that gives up would not be noticed.
      const early: Buffer[] = [head];
      const collect = (chunk: Buffer) => early.push(chunk);
      socket.on('data', collect);
      const authorised = await deps.authorise(ask);
      const refused = verdict(authorised);
      if (refused) return refuseUpgrade(socket, refused);

      const job = deps.jobOf(ask.path);
      const abandoned = new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
        socket.once('end', () => resolve());
      });
      const link = (await job?.run?.dial(abandoned)) ?? null;
      if (!job || !link) return refuseUpgrade(socket, internalError);

      const key = request.headers['sec-websocket-key'];
      const origin = request.headers.origin;
      if (origin !== undefined && hostOf(origin) !== request.headers.host?.toLowerCase()) {
        link.hangUp();
        return refuseUpgrade(socket, plainError(403, 'Forbidden\n'));
      }
      if (!key || request.headers['sec-websocket-version'] !== '13') {
        link.hangUp();
        return refuseUpgrade(socket, plainError(400, 'Bad Request\n'));
      }
      if (socket.destroyed || socket.readableEnded) {
        link.hangUp();
        socket.destroy();
        return 499;
      }
      const subprotocol = agreed(request.headers['sec-websocket-protocol']);
      socket.write(
        rawHead(101, {
          Upgrade: 'websocket',
          Connection: 'Upgrade',
          'Sec-WebSocket-Accept': createHash('sha1')
            .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
            .digest('base64'),
          ...(subprotocol ? { 'Sec-WebSocket-Protocol': subprotocol } : {}),
        }),
      );
      socket.off('data', collect);
      const terminal = carry(deps, {
        socket,
        head: Buffer.concat(early),
        link,
        ask,
        authorised,
        base64: subprotocol?.startsWith('base64.') === true,
      });
      open.set(job.id, terminal.handle);
      terminal.onOver(() => {
        if (open.get(job.id) === terminal.handle) open.delete(job.id);
      });
      return 101;
    },
  };
}

/** Host and port are compared, the scheme is not; `null`, `file://` and the like have none that could match. */
function hostOf(origin: string): string | null {
  return /^[a-z][a-z0-9+.-]*:\/\/([^/]+)/i.exec(origin)?.[1]?.toLowerCase() ?? null;
}

function agreed(offered: string | undefined): string | null {
  const names = (offered ?? '').split(',').map((name) => name.trim());
  return ['terminal.gitlab.com', 'base64.terminal.gitlab.com'].find((name) => names.includes(name)) ?? null;
}
