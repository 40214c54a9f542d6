import { createRequire } from 'node:module';
import { JobdeckError } from '../errors.ts';

/** A local shell on a pseudo terminal: bytes in, bytes out. */
export interface Pty {
  write(bytes: Uint8Array): void;
  resize(columns: number, rows: number): void;
  pause(): void;
  resume(): void;
  kill(signal: 'SIGHUP' | 'SIGKILL'): void;
}

export interface PtyEvents {
  onBytes(bytes: Uint8Array): void;
  /** At most once. */
  onExit(exit: { readonly code: number; readonly signal: number | null }): void;
}

export interface PtyOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
}

/** Throws `internal` with a sentence where no pseudo terminal can be made. */
export type SpawnPty = (options: PtyOptions, events: PtyEvents) => Pty;

/** What is used of node-pty; its own types know nothing of `encoding: null`, which gives Buffers. */
interface NativePty {
  write(data: Buffer | string): void;
  resize(columns: number, rows: number): void;
  pause(): void;
  resume(): void;
  kill(signal?: string): void;
  onData(listener: (data: unknown) => void): unknown;
  onExit(listener: (exit: { exitCode: number; signal?: number }) => void): unknown;
}

interface NodePty {
  spawn(file: string, args: string[], options: object): NativePty;
}

/**
 * Loads the native module at the first shell. `@lydell/node-pty` is the same code prebuilt, for machines that could not
 * compile the first.
 */
export function createSpawnPty(): SpawnPty {
  let nodePty: NodePty | null = null;

  return (options, events) => {
    nodePty ??= loadNodePty();
    const native = spawn(nodePty, options);
    native.onData((data) => events.onBytes(data instanceof Uint8Array ? data : Buffer.from(String(data), 'utf8')));
    native.onExit(({ exitCode, signal }) => events.onExit({ code: exitCode, signal: signal || null }));
    return {
      write: (bytes) => native.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
      resize: (columns, rows) => attempt(() => native.resize(columns, rows)),
      pause: () => native.pause(),
      resume: () => native.resume(),
      kill: (signal) => attempt(() => native.kill(process.platform === 'win32' ? undefined : signal)),
    };
  };
}

function loadNodePty(): NodePty {
  const require = createRequire(import.meta.url);
  for (const name of ['node-pty', '@lydell/node-pty']) {
    try {
      return require(name) as NodePty;
    } catch {
      // not built for this machine; the next may be
    }
  }
  throw new JobdeckError(
    'internal',
    'Local shells need node-pty, which could not be loaded on this machine.',
    'Run npm install again; its messages say why node-pty was left out.',
  );
}

function spawn(nodePty: NodePty, options: PtyOptions): NativePty {
  try {
    return nodePty.spawn(options.file, [...options.args], {
      name: 'xterm-256color',
      cols: options.columns,
      rows: options.rows,
      cwd: options.cwd,
      env: { ...options.env },
      encoding: null,
    });
  } catch {
    throw new JobdeckError('internal', `The shell ${options.file} could not be started.`, 'Check SHELL.');
  }
}

/** A shell that has just gone takes no size and no signal. */
function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // its exit is on the way
  }
}
