import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A shell on a real pty. Bytes in and out, exactly. */
export interface Pty {
  readonly pid: number;
  /** Takes any amount; what the terminal cannot take yet waits here. */
  write(bytes: Buffer): void;
  readonly pendingBytes: number;
  pause(): void;
  resume(): void;
  onData(listener: (bytes: Buffer) => void): void;
  onExit(listener: () => void): void;
}

export interface PtyOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The part of node-pty used here; its types say nothing of `encoding: null`, which gives Buffers. */
interface NativePty {
  readonly pid: number;
  readonly fd: number;
  readonly _socket: { readonly destroyed: boolean };
  onData(listener: (bytes: unknown) => void): void;
  onExit(listener: () => void): void;
  pause(): void;
  resume(): void;
}
interface NodePty {
  spawn(file: string, args: readonly string[], options: object): NativePty;
}

function loadNodePty(): NodePty {
  const require = createRequire(import.meta.url);
  try {
    return require('node-pty');
  } catch {
    return require('@lydell/node-pty');
  }
}

const retryMs = 2;

export function createPtys(): { spawn(options: PtyOptions): Pty } {
  let nodePty: NodePty | null = null;
  return {
    spawn(options) {
      nodePty ??= loadNodePty();
      const native = nodePty.spawn(options.command, options.args, {
        name: 'xterm',
        cols: 80,
        rows: 24,
        cwd: options.cwd,
        env: { ...options.env },
        encoding: null,
      });
      return wrap(native);
    },
  };
}

function wrap(native: NativePty): Pty {
  let queue: Buffer[] = [];
  let pendingBytes = 0;
  let timer: NodeJS.Timeout | null = null;

  // node-pty's own writer spins on EAGAIN with setImmediate: a full core for as long as a program does not read.
  // The destroyed check and the write are in one turn of the loop, so the descriptor cannot have been given to another.
  function pump(): void {
    timer = null;
    for (let head = queue[0]; head; head = queue[0]) {
      if (native._socket.destroyed) {
        queue = [];
        pendingBytes = 0;
        return;
      }
      try {
        const written = writeSync(native.fd, head, 0, Math.min(head.length, 4096));
        pendingBytes -= written;
        if (written === head.length) queue.shift();
        else queue[0] = head.subarray(written);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
          timer = setTimeout(pump, retryMs);
          timer.unref();
        } else {
          queue = [];
          pendingBytes = 0;
        }
        return;
      }
    }
  }

  return {
    pid: native.pid,
    write(bytes) {
      if (bytes.length === 0 || native._socket.destroyed) return;
      queue.push(bytes);
      pendingBytes += bytes.length;
      if (!timer) pump();
    },
    get pendingBytes() {
      return pendingBytes;
    },
    pause: () => native.pause(),
    resume: () => native.resume(),
    onData: (listener) =>
      native.onData((bytes) => listener(Buffer.isBuffer(bytes) ? bytes : Buffer.from(String(bytes)))),
    onExit: (listener) => native.onExit(() => listener()),
  };
}
