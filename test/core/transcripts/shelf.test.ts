import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createVault } from '../../../electron/core/accounts/vault.ts';
import { createMemoryLog } from '../../fakes/memory-log.ts';
import { sampleAccount, sampleJob, sampleSession } from '../../fakes/samples.ts';
import { createTestVault, plainCipher, startTranscripts, type TranscriptsWorld } from './world.ts';

const DAY = 24 * 60 * 60_000;
const MIB = 1024 * 1024;

let parent: string;
let dir: string;
let worlds: TranscriptsWorld[];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'jobdeck-shelf-'));
  dir = join(parent, 'transcripts');
  mkdirSync(dir);
  worlds = [];
});
afterEach(async () => {
  for (const world of worlds) await world.shelf.dispose();
  rmSync(parent, { recursive: true, force: true });
});

function start(rest: Parameters<typeof startTranscripts>[1] = {}): TranscriptsWorld {
  const world = startTranscripts(dir, rest);
  worlds.push(world);
  return world;
}

const ids = async ({ shelf }: TranscriptsWorld) => (await shelf.list()).map(({ id }) => id).sort();

describe('transcripts', () => {
  test('what a tab printed is there after it was closed, and after a restart', async () => {
    const first = start();
    const writer = first.open('one', sampleJob('a', 7, { name: 'build', projectPath: 'g/p' }));
    await writer.print('hello\r\n');
    const session = sampleSession('one', null, { status: 'open', since: 0 });
    first.shelf.sessionsChanged([{ ...session, title: 'build', shellNumber: 2 }]);
    expect(await first.shelf.list()).toMatchObject([{ id: 'one', endedAt: null, bytes: 7, shells: 2 }]);
    await writer.close();
    expect(await first.text('one')).toBe('hello\r\n');
    await first.shelf.dispose();

    const second = start({ vault: first.vault, now: first.clock.now() + DAY });
    expect(await second.shelf.list()).toMatchObject([
      { id: 'one', title: 'build', endedAt: first.clock.now(), bytes: 7, droppedBytes: 0, shells: 2, readable: 'yes' },
    ]);
    expect((await second.shelf.list())[0]?.job).toMatchObject({ projectPath: 'g/p', id: 7 });
    expect(await second.text('one')).toBe('hello\r\n');
  });

  test('how many there are is told once one is on the disk, and not for each write', async () => {
    const world = start();
    const writer = world.open('one');
    world.clock.advance(2_000);
    expect(world.states.at(-1)).toMatchObject({ count: 0 });
    const told = world.states.length;
    for (let n = 0; n < 5; n += 1) await writer.print('hello\r\n');
    world.clock.advance(1_000);
    expect(world.states.at(-1)).toMatchObject({ count: 1 });
    expect(world.states.length).toBe(told + 1);
  });

  test('a tab that printed nothing leaves nothing', async () => {
    const world = start();
    await world.open('one').close();
    expect(await ids(world)).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('an account that does not want them any more has no new ones, and those of closed tabs stay', async () => {
    const world = start();
    const kept = world.open('before');
    await kept.print('before');
    await kept.close();
    const open = world.open('open');
    await open.print('open');
    world.accounts.set('a', { ...sampleAccount('a'), keepTranscripts: false });
    world.shelf.keepingChanged();
    expect(await ids(world)).toEqual(['before']);
    expect(await world.text('before')).toBe('before');
    expect(world.shelf.state().count).toBe(1);
    await open.close();
    const after = world.open('after');
    await after.print('after');
    expect(await ids(world)).toEqual(['before']);
    await after.close();
    expect(readdirSync(dir)).toEqual(['before']);
    await world.shelf.remove(['before']);
    expect(readdirSync(dir)).toEqual([]);
  });

  test('an open tab is a transcript again once its account wants them again', async () => {
    const world = start();
    const open = world.open('open');
    await open.print('open');
    world.accounts.set('a', { ...sampleAccount('a'), keepTranscripts: false });
    world.shelf.keepingChanged();
    await vi.waitFor(() => expect(existsSync(join(dir, 'open', 'transcript.json'))).toBe(false));
    world.accounts.set('a', sampleAccount('a'));
    world.shelf.keepingChanged();
    await vi.waitFor(() => expect(existsSync(join(dir, 'open', 'transcript.json'))).toBe(true));
    expect(await ids(world)).toEqual(['open']);
  });

  test('an account that is removed loses them', async () => {
    const world = start();
    const kept = world.open('before');
    await kept.print('before');
    await kept.close();
    const local = world.open('local', null);
    await local.print('local');
    await local.close();
    await world.shelf.removeOf('a');
    expect(await ids(world)).toEqual(['local']);
    expect(readdirSync(dir)).toEqual(['local']);
  });

  test('local shells have a switch of their own', async () => {
    const world = start();
    world.settings.transcriptLocalShells = false;
    const off = world.open('off', null);
    await off.print('off');
    await off.close();
    world.settings.transcriptLocalShells = true;
    const on = world.open('on', null);
    await on.print('on');
    await on.close();
    expect(await ids(world)).toEqual(['on']);
  });

  test('deleting: a closed one goes, an open one begins again', async () => {
    const world = start();
    const closed = world.open('closed');
    await closed.print('old');
    await closed.close();
    const open = world.open('open');
    await open.print('old');
    await world.shelf.removeAll();
    expect(await ids(world)).toEqual([]);
    expect(existsSync(join(dir, 'closed'))).toBe(false);
    await open.print('new');
    expect(await world.text('open')).toBe('new');
    await expect(world.shelf.open('closed')).rejects.toMatchObject({ failure: { kind: 'not-found' } });
  });
});

describe('room', () => {
  test('closed ones go by age, by the clock', async () => {
    const world = start();
    const writer = world.open('one');
    await writer.print('x');
    await writer.close();
    world.clock.advance(29 * DAY);
    expect(await ids(world)).toEqual(['one']);
    world.clock.advance(2 * DAY);
    expect(await ids(world)).toEqual([]);
  });

  test('the oldest closed one makes room while an open one is written, then the open one’s own oldest', async () => {
    const world = start();
    world.settings.transcriptMegabytes = 64;
    for (const id of ['first', 'second']) {
      const writer = world.open(id);
      for (let n = 0; n < 20; n += 1) await writer.print('x'.repeat(MIB));
      await writer.close();
      world.clock.advance(1_000);
    }
    expect(await ids(world)).toEqual(['first', 'second']);
    const open = world.open('open');
    for (let n = 0; n < 30; n += 1) await open.print('y'.repeat(MIB));
    expect(await ids(world)).toEqual(['open', 'second']);
    for (let n = 0; n < 60; n += 1) await open.print('z'.repeat(MIB));
    expect(await ids(world)).toEqual(['open']);
    const [left] = await world.shelf.list();
    expect(left?.droppedBytes).toBeGreaterThan(20 * MIB);
    expect(left?.diskBytes).toBeLessThanOrEqual(72 * MIB);
    expect((left?.bytes ?? 0) + (left?.droppedBytes ?? 0)).toBe(90 * MIB);
    expect(open.backlog.full).toBe(false);
  });

  test('what was not shown is not given up: the terminal is slowed instead', async () => {
    const world = start();
    world.settings.transcriptMegabytes = 64;
    const writer = world.open('stalled');
    for (let n = 0; n < 60; n += 1) {
      writer.backlog.append(Buffer.alloc(MIB));
      await writer.backlog.flush();
    }
    expect(writer.backlog.full).toBe(false);
    for (let n = 0; n < 12; n += 1) {
      writer.backlog.append(Buffer.alloc(MIB));
      await writer.backlog.flush();
    }
    writer.backlog.append(Buffer.alloc(MIB));
    expect(writer.backlog.full).toBe(true);
    expect((await world.shelf.list())[0]?.droppedBytes).toBe(0);
    writer.backlog.acknowledge(writer.backlog.end);
    expect(writer.backlog.full).toBe(false);
    await writer.close();
  });

  test('one that is being read is not taken away', async () => {
    const world = start();
    const writer = world.open('one');
    await writer.print('x');
    await writer.close();
    const reading = await world.shelf.open('one');
    world.clock.advance(40 * DAY);
    expect(await ids(world)).toEqual(['one']);
    reading.close();
    world.clock.advance(DAY);
    expect(await ids(world)).toEqual([]);
  });
});

describe('the key', () => {
  const memory = { mode: 'memory', why: 'a test', passphrasePossible: true } as const;

  test('where nothing encrypts they end with the app', async () => {
    const world = start({ vault: createTestVault(memory) });
    const writer = world.open('one');
    await writer.print('secret');
    await writer.close();
    expect(world.shelf.state()).toMatchObject({ count: 1, keeping: 'run' });
    expect(await world.text('one')).toBe('secret');
    await world.shelf.dispose();
    expect(readdirSync(dir)).toEqual([]);
    expect(world.vault.secrets.size).toBe(0);
  });

  test('and when the app was stopped, with the next start', async () => {
    const world = start({ vault: createTestVault(memory) });
    await world.open('one').print('secret');
    const next = start();
    expect(await ids(next)).toEqual([]);
    expect(existsSync(join(dir, 'one'))).toBe(false);
  });

  test.each([
    ['a passphrase is made', memory],
    ['the secrets are unlocked', { mode: 'locked' } as const],
  ])('once %s, what there is so far is kept as well', async (_what, before) => {
    const world = start({ vault: createTestVault(before) });
    const closed = world.open('closed');
    await closed.print('one');
    await closed.close();
    const open = world.open('open');
    await open.print('two');
    world.vault.become({ mode: 'encrypted', backend: 'passphrase' });
    expect(world.shelf.state().keeping).toBe('disk');
    await open.close();
    await world.shelf.dispose();
    const next = start({ vault: world.vault });
    expect(await ids(next)).toEqual(['closed', 'open']);
    expect([await next.text('closed'), await next.text('open')]).toEqual(['one', 'two']);
  });

  test('while the secrets are locked an earlier one is listed, deleted, and not read', async () => {
    const world = start();
    for (const id of ['one', 'two']) {
      const writer = world.open(id);
      await writer.print('x');
      await writer.close();
    }
    await world.shelf.dispose();
    const next = start({ vault: world.vault });
    next.vault.become({ mode: 'locked' });
    expect((await next.shelf.list()).map(({ readable }) => readable)).toEqual(['vault-locked', 'vault-locked']);
    await expect(next.shelf.open('one')).rejects.toMatchObject({ failure: { kind: 'vault-locked' } });
    await next.shelf.remove(['two']);
    next.vault.become({ mode: 'encrypted', backend: 'test' });
    expect(await ids(next)).toEqual(['one']);
    expect(await next.text('one')).toBe('x');
  });

  test('with another keyring an earlier one stays where it is and says why it cannot be read', async () => {
    const world = start();
    const writer = world.open('one');
    await writer.print('x');
    await writer.close();
    await world.shelf.dispose();
    const next = start({ vault: createTestVault() });
    await expect(next.shelf.open('one')).rejects.toMatchObject({ failure: { kind: 'not-found' } });
    expect(existsSync(join(dir, 'one'))).toBe(true);
    const again = start({ vault: world.vault });
    expect(await again.text('one')).toBe('x');
  });

  test('a transcript’s files in another’s folder open nothing', async () => {
    const world = start();
    for (const id of ['one', 'two']) {
      const writer = world.open(id);
      await writer.print(`secret of ${id}`);
      await writer.close();
    }
    await world.shelf.dispose();
    writeFileSync(join(dir, 'one', 'transcript.json'), readFileSync(join(dir, 'two', 'transcript.json')));
    const next = start({ vault: world.vault });
    await expect(next.shelf.open('one')).rejects.toMatchObject({ failure: { kind: 'not-found' } });
  });
});

describe('trouble', () => {
  test('a disk that refuses is told once, and again when it is well', async () => {
    const world = start();
    const writer = world.open('one');
    await writer.print('x');
    rmSync(join(dir, 'one'), { recursive: true, force: true });
    writer.backlog.append(Buffer.from('y'));
    await expect(writer.backlog.flush()).rejects.toThrow();
    writer.backlog.retry();
    await expect(writer.backlog.flush()).rejects.toThrow();
    expect(world.troubles).toEqual(['ENOENT']);
    mkdirSync(join(dir, 'one'));
    await writer.print('z');
    expect(world.troubles).toEqual(['ENOENT', null]);
  });

  test('what does not belong there is removed at the start, and a damaged description with what it describes', async () => {
    mkdirSync(join(dir, 'empty'));
    mkdirSync(join(dir, 'damaged'));
    writeFileSync(join(dir, 'damaged', 'transcript.json'), '{"version":1');
    writeFileSync(join(dir, 'damaged', '0000000000000000.segment'), 'x');
    const world = start();
    expect(await ids(world)).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
  });
});

test('a process that is killed loses no line that it had written', async () => {
  const child: ChildProcess = fork(join(import.meta.dirname, 'printer.ts'), [dir, join(parent, 'vault.json')], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let said = '';
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > 40) resolve();
    });
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const safe = Number(said.trimEnd().split('\n').at(-1));

  const vault = createVault({
    file: join(parent, 'vault.json'),
    now: Date.now,
    log: createMemoryLog(),
    offerCipher: async () => ({ cipher: plainCipher }),
    onProblem: () => {},
  });
  await vault.open();
  const world = start({ vault: vault as never, now: Date.now() });
  expect(await world.shelf.list()).toMatchObject([{ id: 'killed', ending: 'app-closed', readable: 'yes' }]);
  const lines = (await world.text('killed')).split('\n');
  expect(lines.length).toBeGreaterThan(safe);
  for (let line = 0; line <= safe; line += 1) expect(lines[line]).toBe(`line ${line} ${'x'.repeat(line % 200)}`);
}, 60_000);
