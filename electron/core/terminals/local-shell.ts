import { homedir } from 'node:os';
import type { SessionState, TerminalSession } from '../../contract.ts';
import { toFailure } from '../errors.ts';
import { createReadGate, type ReadGate } from '../read-gate.ts';
import type { Pty, SpawnPty } from './pty.ts';
import { timeOfDay } from './seam.ts';
import type { Session, SessionDeps } from './session.ts';
import { createSessionOutput } from './session-output.ts';

export type LocalShellDeps = SessionDeps & { readonly spawnPty: SpawnPty };

/** A shell that ignores SIGHUP (under nohup, in some CI) would keep the app from quitting. */
const KILL_AFTER_MS = 500;
/** A process that even SIGKILL does not end at once (it waits for a disk) is left behind. */
const GIVE_UP_MS = 2_000;

/** A shell of this machine in a tab. */
export function createLocalShell(deps: LocalShellDeps): Session {
  const { clock } = deps;
  const file = process.env.SHELL ?? (process.platform === 'win32' ? 'powershell.exe' : '/bin/sh');
  let pty: Pty | null = null;
  let gate: ReadGate | null = null;
  let generation = 0;
  let size = { columns: 80, rows: 24 };
  let state: SessionState = { status: 'open', since: clock.now() };
  let endedByMe = false;
  let bytesIn = 0;
  let bytesOut = 0;
  let shellNumber = 0;
  let cancelKill: (() => void) | null = null;
  let onGone: (() => void) | null = null;

  const output = createSessionOutput({
    ...deps,
    readAtMost: () => gate?.limit(mostPerSecond()),
  });
  // nothing on the way gives up on a local shell that waits, so it may be held back altogether
  const mostPerSecond = () => (output.full ? 0 : output.bytesPerSecond);

  function start(): void {
    generation += 1;
    const mine = generation;
    const startedAt = clock.now();
    endedByMe = false;
    try {
      pty = deps.spawnPty(
        { file, args: [], cwd: homedir(), env: environment(), ...size },
        {
          onBytes(bytes) {
            if (mine !== generation) return;
            bytesIn += bytes.length;
            gate?.read(bytes.length);
            output.append(bytes);
          },
          onExit(exit) {
            if (mine === generation) ended(startedAt, exitMessage(exit.code, exit.signal));
          },
        },
      );
      gate = createReadGate({ clock, pause: () => pty?.pause(), resume: () => pty?.resume() });
      gate.limit(mostPerSecond());
      shellNumber += 1;
      state = { status: 'open', since: startedAt };
    } catch (error) {
      ended(null, toFailure(error).message);
    }
    deps.onChange('now');
  }

  function ended(startedAt: number | null, message: string): void {
    gate?.dispose();
    pty = null;
    cancelKill?.();
    cancelKill = null;
    const at = clock.now();
    const livedMs = startedAt === null ? null : at - startedAt;
    const text = endedByMe ? 'You ended this shell.' : message;
    state = {
      status: 'ended',
      ending: { reason: 'local-exit', certainty: 'certain', at, livedMs, message: text, next: ['reconnect', 'close'] },
    };
    output.seam(`ended · ${timeOfDay(at)} · ${text}`);
    onGone?.();
    deps.onChange('now');
  }

  function kill(): void {
    const current = pty;
    if (current === null || cancelKill !== null) return;
    endedByMe = true;
    gate?.dispose();
    current.kill('SIGHUP');
    cancelKill = clock.after(KILL_AFTER_MS, () => current.kill('SIGKILL'));
  }

  function view(): TerminalSession {
    return {
      id: deps.id,
      kind: 'local',
      job: null,
      title: file.split(/[\\/]/).pop() ?? 'shell',
      state,
      answering: true,
      givesUpAt: null,
      kept: { status: 'off' },
      roundTripMs: null,
      bytesIn,
      bytesOut,
      backlogBytes: output.backlogBytes,
      slowed: output.full,
      inputPendingBytes: 0,
      shellNumber: Math.max(1, shellNumber),
      executor: null,
      shell: null,
      limits: [],
    };
  }

  let disposal: Promise<void> | null = null;
  async function dispose(): Promise<void> {
    if (pty !== null) {
      const gone = new Promise<void>((resolve) => {
        onGone = resolve;
      });
      kill();
      const stopWaiting = clock.after(GIVE_UP_MS, () => onGone?.());
      await gone;
      stopWaiting();
    }
    await output.dispose();
  }

  start();
  return {
    id: deps.id,
    view,
    attach: output.attach,
    acknowledge: output.acknowledge,
    input(bytes) {
      if (pty === null) return;
      bytesOut += bytes.length;
      output.typed();
      pty.write(bytes);
      deps.onChange('soon');
    },
    // nothing between it and us, and nothing around it
    woke() {},
    aroundChanged() {},
    resize(columns, rows) {
      size = { columns, rows };
      pty?.resize(columns, rows);
      output.resized(columns, rows);
    },
    // its size is set, and it begins at home
    fit() {},
    keep() {},
    answerPlace: () => true,
    // it is sent SIGHUP, which its programs get too
    async leave() {
      kill();
      return 'left';
    },
    stopLeaving() {},
    tryNow() {},
    reconnect() {
      if (pty !== null) return false;
      output.seam(`new shell · ${timeOfDay(clock.now())}`);
      start();
      return true;
    },
    end: kill,
    dispose() {
      disposal ??= dispose();
      return disposal;
    },
  };
}

/** The user's own, less what only says how Jobdeck itself was started. */
function environment(): Record<string, string> {
  const env: Record<string, string> = { TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'Jobdeck' };
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || /^(ELECTRON_|JOBDECK_|npm_|NODE_OPTIONS$|NODE_ENV$|COLUMNS$|LINES$|TERM)/.test(name))
      continue;
    env[name] = value;
  }
  return env;
}

function exitMessage(code: number, signal: number | null): string {
  if (signal !== null && signal !== 0) return `The shell was ended by signal ${signal}.`;
  return code === 0 ? 'The shell was left.' : `The shell was left with code ${code}.`;
}
