/** A folder as a release leaves it on a generic server, with electron-builder's metadata, and the server itself. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Release {
  readonly version: string;
  readonly body: Buffer;
  readonly channel?: 'latest' | 'beta';
  readonly stagingPercentage?: number;
  /** What the metadata claims in place of the body's own. */
  readonly sha512?: string;
  readonly releaseDate?: string;
}

export interface UpdateServer {
  readonly url: string;
  /** Paths asked for, without their query. */
  readonly asked: readonly string[];
  publish(release: Release): void;
  /** Puts a signature beside the metadata; answers the public key as PEM. */
  signFeed(key?: KeyObject): string;
  /** Sends the first half of the package and then nothing. */
  stall(): void;
  dispose(): Promise<void>;
}

/** The name of the metadata of this system and processor, as electron-updater asks for it. */
export function metadataName(channel = 'latest'): string {
  return `${channel}-linux${process.arch === 'x64' ? '' : `-${process.arch}`}.yml`;
}

/** What electron-builder writes (app-builder-lib, updateInfoBuilder). */
function metadata(release: Release, file: string): string {
  const sha512 = release.sha512 ?? createHash('sha512').update(release.body).digest('base64');
  return [
    `version: ${release.version}`,
    'files:',
    `  - url: ${file}`,
    `    sha512: ${sha512}`,
    `    size: ${release.body.length}`,
    `path: ${file}`,
    `sha512: ${sha512}`,
    ...(release.stagingPercentage === undefined ? [] : [`stagingPercentage: ${release.stagingPercentage}`]),
    `releaseDate: '${release.releaseDate ?? '2026-11-01T10:00:00.000Z'}'`,
    '',
  ].join('\n');
}

export async function startUpdateServer(): Promise<UpdateServer> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let stalled = false;

  function answer(path: string, response: ServerResponse): void {
    const body = files.get(path);
    if (body === undefined) {
      response.writeHead(404).end('no such file');
      return;
    }
    response.writeHead(200, { 'content-length': body.length });
    if (stalled && path.endsWith('.AppImage')) response.write(body.subarray(0, body.length / 2));
    else response.end(body);
  }

  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    asked.push(pathname);
    answer(pathname, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed/`,
    asked,
    publish(release) {
      const file = `Jobdeck-${release.version}.AppImage`;
      files.set(`/feed/${file}`, release.body);
      files.set(`/feed/${metadataName(release.channel)}`, Buffer.from(metadata(release, file)));
    },
    signFeed(given) {
      const pair = generateKeyPairSync('ed25519');
      const body = files.get(`/feed/${metadataName()}`) ?? Buffer.alloc(0);
      const signature = sign(null, body, given ?? pair.privateKey).toString('base64');
      files.set(`/feed/${metadataName()}.sig`, Buffer.from(`${signature}\n`));
      return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    },
    stall() {
      stalled = true;
    },
    async dispose() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
