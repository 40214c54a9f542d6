import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { opcodes } from './frames.ts';

/** A client that sees what is on the wire: answers before the upgrade, every frame, and how the connection ends. */
export interface RawClient {
  readonly status: number;
  readonly statusLine: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Body of an answer that was no upgrade. */
  readonly body: string;
  /** In order: `close-frame 1002 reason`, `tcp-end`. */
  readonly ends: readonly string[];
  readonly frames: readonly { readonly opcode: number; readonly payload: Buffer }[];
  /** Everything the pty sent. */
  readonly output: string;
  readonly outputBytes: number;
  readonly pings: number;
  readonly pongs: number;
  send(payload: Buffer | string, opcode?: number): void;
  sendClose(code: number): void;
  sendRaw(bytes: Buffer): void;
  /** Resolves when the output so far holds this; rejects with the output when the connection ends first. */
  see(text: string | RegExp): Promise<void>;
  ended(): Promise<void>;
  until(is: () => boolean): Promise<void>;
  pause(): void;
  resume(): void;
  half(): void;
  destroy(): void;
}

export interface RawOptions {
  readonly cookie?: string | null;
  readonly origin?: string;
  readonly protocols?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly upgrade?: boolean;
}

export function openRaw(url: string, options: RawOptions = {}): Promise<RawClient> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const headers: Record<string, string> = {
    Host: host,
    ...(options.upgrade === false
      ? {}
      : {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        }),
    ...(options.protocols === null ? {} : { 'Sec-WebSocket-Protocol': options.protocols ?? 'terminal.gitlab.com' }),
    ...(options.cookie ? { Cookie: `_gitlab_session=${options.cookie}` } : {}),
    ...(options.origin === undefined ? {} : { Origin: options.origin }),
    ...options.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    let head = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [first = '', ...rest] = head.subarray(0, end).toString('latin1').split('\r\n');
      const found = new Map(
        rest.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      socket.off('data', read);
      const status = Number(first.split(' ')[1]);
      const after = head.subarray(end + 4);
      socket.off('error', reject);
      if (status === 101) resolve(carry(socket, first, found, after));
      else
        collectBody(socket, after, Number(found.get('content-length') ?? 0)).then(
          (body) => resolve(carry(socket, first, found, Buffer.alloc(0), body)),
          reject,
        );
    };
    socket.on('data', read);
    socket.once('close', () => reject(new Error('closed before an answer')));
  });
}

function collectBody(socket: Socket, start: Buffer, length: number): Promise<string> {
  return new Promise((resolve) => {
    let body = start;
    const look = () => {
      if (body.length < length) return;
      resolve(body.toString());
      socket.destroy();
    };
    socket.on('data', (chunk: Buffer) => {
      body = Buffer.concat([body, chunk]);
      look();
    });
    look();
  });
}

function carry(
  socket: Socket,
  statusLine: string,
  headers: ReadonlyMap<string, string>,
  start: Buffer,
  body = '',
): RawClient {
  const frames: { opcode: number; payload: Buffer }[] = [];
  const ends: string[] = [];
  const watchers = new Set<() => void>();
  let output = '';
  let outputBytes = 0;
  let buffered: Buffer[] = [];
  let bufferedBytes = 0;
  const base64 = headers.get('sec-websocket-protocol')?.startsWith('base64.') === true;
  const decoder = new TextDecoder();

  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  function take(chunk: Buffer): void {
    buffered.push(chunk);
    bufferedBytes += chunk.length;
    let bytes = buffered.length === 1 ? chunk : Buffer.concat(buffered, bufferedBytes);
    for (;;) {
      const [first, second] = bytes;
      if (first === undefined || second === undefined) break;
      const short = second & 0x7f;
      const headLength = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length < headLength) break;
      const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
      if (bytes.length < headLength + length) break;
      const payload = bytes.subarray(headLength, headLength + length);
      bytes = bytes.subarray(headLength + length);
      const opcode = first & 0x0f;
      frames.push({ opcode, payload });
      if (opcode === opcodes.close) ends.push(`close-frame ${payload.readUInt16BE(0)} ${payload.subarray(2)}`.trim());
      if (opcode !== opcodes.text && opcode !== opcodes.binary) continue;
      const data = base64 ? Buffer.from(payload.toString(), 'base64') : payload;
      outputBytes += data.length;
      output += decoder.decode(data, { stream: true });
    }
    buffered = [bytes];
    bufferedBytes = bytes.length;
    changed();
  }
  socket.on('data', take);
  const end = () => {
    if (!ends.includes('tcp-end')) ends.push('tcp-end');
    changed();
  };
  socket.on('end', () => {
    end();
    socket.end();
  });
  socket.on('close', end);
  socket.on('error', end);
  if (start.length > 0) take(start);

  function until(is: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!is()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  }
  function sendFrame(opcode: number, payload: Buffer): void {
    const mask = randomBytes(4);
    const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
    head[0] = 0x80 | opcode;
    head[1] = 0x80 | (payload.length < 126 ? payload.length : payload.length < 65_536 ? 126 : 127);
    if (head.length === 4) head.writeUInt16BE(payload.length, 2);
    if (head.length === 10) head.writeBigUInt64BE(BigInt(payload.length), 2);
    const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index & 3] ?? 0)));
    socket.write(Buffer.concat([head, mask, masked]));
  }
  const count = (opcode: number) => frames.filter((frame) => frame.opcode === opcode).length;
  return {
    status: Number(statusLine.split(' ')[1]),
    statusLine: statusLine.replace(/^HTTP\/1\.1 /, ''),
    headers,
    body,
    ends,
    frames,
    get output() {
      return output;
    },
    get outputBytes() {
      return outputBytes;
    },
    get pings() {
      return count(opcodes.ping);
    },
    get pongs() {
      return count(opcodes.pong);
    },
    send: (payload, opcode = opcodes.binary) => sendFrame(opcode, Buffer.from(payload)),
    sendClose(code) {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      sendFrame(opcodes.close, payload);
    },
    sendRaw: (bytes) => socket.write(bytes),
    async see(text) {
      const has = () => (typeof text === 'string' ? output.includes(text) : text.test(output));
      await until(() => has() || ends.length > 0);
      if (!has()) throw new Error(`ended (${ends}) before ${text}; output: ${JSON.stringify(output.slice(-500))}`);
    },
    ended: () => until(() => ends.includes('tcp-end')),
    until,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    half: () => socket.end(),
    destroy: () => socket.destroy(),
  };
}
