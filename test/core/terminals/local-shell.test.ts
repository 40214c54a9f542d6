import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../electron/core/host.ts';
import type { JobAccess } from '../../../electron/core/terminals/ports.ts';
import type { Pty, PtyEvents, SpawnPty } from '../../../electron/core/terminals/pty.ts';
import { createSpawnPty } from '../../../electron/core/terminals/pty.ts';
import { createSessions, type Sessions } from '../../../electron/core/terminals/sessions.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { createPlainRecorder } from '../../fakes/plain-recorder.ts';
import { realClock } from '../../fakes/real-clock.ts';

let dir: string;
let sessions: Sessions;
let text: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'jobdeck-local-'));
  text = '';
});
afterEach(async () => {
  await sessions.dispose();
  rmSync(dir, { recursive: true, force: true });
});

function start(clock: Clock, spawnPty: SpawnPty): string {
  sessions = createSessions({
    access: {} as JobAccess,
    clock,
    log: createMemoryLog(),
    recorder: createPlainRecorder(dir),
    spawnPty,
    onChange: () => {},
    onOutput: ({ sessionId, offset, bytes }) => {
      text += Buffer.from(bytes).toString();
      sessions.acknowledge(sessionId, offset + bytes.length, null);
    },
  });
  const id = sessions.openLocal();
  sessions.attach(id);
  return id;
}

const state = () => sessions.list()[0]?.state;

describe('a local shell', () => {
  test('a real one: takes its size, prints, ends, and starts again in the same tab', async () => {
    const id = start(realClock, createSpawnPty());
    sessions.resize(id, 91, 27);
    sessions.input(id, Buffer.from("stty size; printf 'one-%s\\n' shell; exit 3\r"));
    await vi.waitFor(() => expect(state()?.status).toBe('ended'), { timeout: 10_000 });
    // its last words are joined for a few ms before they are sent
    await vi.waitFor(() => expect(text).toContain('27 91'), { timeout: 10_000 });
    expect(state()).toMatchObject({ ending: { reason: 'local-exit', message: 'The shell was left with code 3.' } });
    sessions.reconnect(id);
    sessions.input(id, Buffer.from("printf 'two-%s\\n' shell\r"));
    await vi.waitFor(() => expect(text).toContain('two-shell'), { timeout: 10_000 });
    expect(sessions.list()[0]).toMatchObject({ shellNumber: 2, kind: 'local', job: null });
  });

  test('one that ignores SIGHUP is killed after a short grace, and quitting waits for no longer', async () => {
    const clock = createManualClock();
    const signals: string[] = [];
    let events: PtyEvents | null = null;
    const pty: Pty = {
      write: () => {},
      resize: () => {},
      pause: () => {},
      resume: () => {},
      kill(signal) {
        signals.push(signal);
        if (signal === 'SIGKILL') events?.onExit({ code: 0, signal: 9 });
      },
    };
    start(clock, (_options, theirs) => {
      events = theirs;
      return pty;
    });
    const done = sessions.dispose();
    expect(signals).toEqual(['SIGHUP']);
    clock.advance(500);
    expect(signals).toEqual(['SIGHUP', 'SIGKILL']);
    await done;
    expect(clock.waiting).toBe(0);
  });

  test('where no pseudo terminal can be made, the tab says why', () => {
    const id = start(createManualClock(), () => {
      throw new Error('secret detail');
    });
    expect(sessions.list()[0]).toMatchObject({ id, state: { status: 'ended', ending: { reason: 'local-exit' } } });
    expect(JSON.stringify(state())).not.toContain('secret detail');
  });
});
