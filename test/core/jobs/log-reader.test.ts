import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { createLogReader } from '../../../electron/core/jobs/log-reader.ts';
import type { LogMark } from '../../../electron/core/terminals/ports.ts';
import { createFakeClient, failing, settled } from '../../fakes/fake-client.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { tracePart } from '../../gitlab/trace-json.ts';
import { createWorld, jobNamed } from './world.ts';

const ESC = '\u001b';
const HEAD = [
  `${ESC}[0KRunning with gitlab-runner 17.5.3 (12030cf4)${ESC}[0;m`,
  `section_start:1700000000:prepare_executor\r${ESC}[0K${ESC}[36;1mPreparing the "kubernetes" executor${ESC}[0;m`,
  `section_end:1700000001:prepare_executor\r${ESC}[0Ksection_start:1700000001:step_script\r${ESC}[0K${ESC}[36;1mExecuting "step_script"${ESC}[0;m`,
  '',
].join('\n');
const HOLD = `section_end:1700000042:step_script\r${ESC}[0K${ESC}[32;1mTerminal is connected, will time out in 30m0s...${ESC}[0;m\n`;
const END = `${ESC}[32;1mJob succeeded${ESC}[0;m\n`;
const filler = (bytes: number) => 'a line of output, as a build prints many\n'.repeat(Math.ceil(bytes / 41));

interface ServerOptions {
  readonly webSession?: boolean;
  readonly ranges?: boolean;
}

/** GitLab's two ways to a log, over one that a test writes. */
function setUp({ webSession = false, ranges = false }: ServerOptions = {}) {
  const world = createWorld();
  const client = createFakeClient();
  const clock = createManualClock();
  const server = {
    log: Buffer.alloc(0),
    raw: 'ok' as 'ok' | 'offline' | 'refused' | 'elsewhere',
    page: 'ok' as 'ok' | 'sign-in' | 'html' | 'limited',
    webSession,
    rawBytes: 0,
    webBytes: 0,
    looks: 0,
  };
  client.onApi(({ path, etag, range }) => {
    server.looks += 1;
    if (server.raw === 'offline') failing('offline');
    if (server.raw === 'refused') failing('unauthorized');
    if (server.raw === 'elsewhere') failing('not-found');
    if (path !== '/projects/1/jobs/10/trace') return null;
    const tag = `W/"${server.log.length}"`;
    if (etag === tag) return { status: 304, body: '' };
    const from = /^bytes=(-?)(\d+)-?$/.exec(range ?? '');
    if (ranges && from !== null) {
      const at = from[1] === '-' ? Math.max(0, server.log.length - Number(from[2])) : Number(from[2]);
      if (at >= server.log.length) return { status: 416, body: '' };
      const body = server.log.subarray(at);
      const headers = { 'content-range': `bytes ${at}-${server.log.length - 1}/${server.log.length}` };
      return { status: 206, headers, body: counted(body) };
    }
    const headers = { etag: tag, 'content-length': String(server.log.length) };
    return { headers, body: counted(server.log) };
  });
  /** The fake hands out what is taken only; a reader that has enough stops. */
  function counted(body: Buffer): Buffer {
    server.rawBytes += body.length;
    return body;
  }
  client.onWeb(({ path, query }) => {
    server.looks += 1;
    expect(path).toBe('/group/project-1/-/jobs/10/trace.json');
    if (server.page === 'limited') failing('rate-limited');
    if (server.page === 'sign-in') return { status: 302, headers: { location: '/users/sign_in' } };
    if (server.page === 'html') return { status: 200, body: '<html>Sign in</html>' };
    if (server.log.length === 0) return { status: 204 };
    const state = query.state === undefined ? null : String(query.state);
    const body = JSON.stringify({ id: 10, status: 'running', complete: false, ...tracePart(server.log, state) });
    server.webBytes += body.length;
    return { body };
  });
  const watch = createLogReader({
    findJob: () => jobNamed(world, { id: 10, projectId: 1 }),
    clientFor: () => client,
    hasWebSession: () => server.webSession,
    clock,
  });
  const marks: LogMark[] = [];
  return {
    clock,
    server,
    marks,
    kinds: () => marks.flatMap((mark) => (mark.kind === 'section' ? [] : [mark.kind])),
    holds: () => marks.flatMap((mark) => (mark.kind === 'hold' ? [mark] : [])),
    write(text: string) {
      server.log = Buffer.concat([server.log, Buffer.from(text)]);
    },
    watch: (into: LogMark[] = marks) => watch('a:10', (mark) => into.push(mark)),
    async pass(ms: number) {
      clock.advance(ms);
      await settled();
    },
  };
}

describe('a small log', () => {
  it('tells each mark once, and which came while we looked', async () => {
    const { clock, marks, write, watch, pass } = setUp();
    write(HEAD);
    watch();
    await settled();
    expect(marks).toMatchObject([
      { kind: 'runner', version: '17.5.3' },
      { kind: 'section', edge: 'start', live: false, runnerAt: 1_700_000_000_000 },
      { kind: 'executor', name: 'kubernetes' },
      { kind: 'section', edge: 'end' },
      { kind: 'section', edge: 'start', name: 'step_script' },
    ]);
    await pass(3_000);
    write(HOLD);
    await pass(3_000);
    await pass(3_000);
    expect(marks.slice(5)).toMatchObject([
      { kind: 'section', edge: 'end', live: true, seenAt: clock.now() - 3_000 },
      { kind: 'hold', limitMs: 1_800_000, runnerStartedAt: 1_700_000_042_000 },
    ]);
  });

  it('is not downloaded while it does not change', async () => {
    const { server, write, watch, pass } = setUp();
    write(HEAD);
    watch();
    await settled();
    for (let turn = 0; turn < 5; turn += 1) await pass(3_000);
    expect(server.rawBytes).toBe(server.log.length);
  });

  it('waits for the rest of a line, also where a character is cut', async () => {
    const { server, kinds, watch, pass } = setUp();
    const whole = Buffer.from(`→ done\n${HOLD}`);
    server.log = whole.subarray(0, 1);
    watch();
    await settled();
    server.log = whole.subarray(0, whole.length - 4);
    await pass(3_000);
    expect(kinds()).toEqual([]);
    server.log = whole;
    await pass(3_000);
    expect(kinds()).toEqual(['hold']);
  });

  it('is read in parts where the server knows ranges', async () => {
    const { server, kinds, write, watch, pass } = setUp({ ranges: true });
    write(HEAD + filler(50_000));
    watch();
    await settled();
    const before = server.rawBytes;
    write(HOLD);
    await pass(3_000);
    expect(kinds()).toEqual(['runner', 'executor', 'hold']);
    expect(server.rawBytes - before).toBe(HOLD.length + 1);
  });

  it.each([false, true])('that is erased and written anew is read anew (ranges: %s)', async (ranges) => {
    const { server, kinds, write, watch, pass } = setUp({ ranges });
    write(HEAD + HOLD + END);
    watch();
    await settled();
    server.log = Buffer.alloc(0);
    write(HEAD);
    await pass(30_000);
    await pass(3_000);
    expect(kinds()).toEqual(['runner', 'executor', 'hold', 'job-end', 'imitated', 'runner', 'executor']);
  });

  it('of the same length and another text is read anew', async () => {
    const { server, kinds, write, watch, pass } = setUp();
    write(HEAD + filler(1_000));
    watch();
    await settled();
    server.log = Buffer.from(`${HEAD}${filler(1_000).replaceAll('a', 'b')}${HOLD}`);
    await pass(3_000);
    await pass(3_000);
    expect(kinds().slice(2)).toEqual(['imitated', 'runner', 'executor', 'hold']);
  });

  it('goes on after a failure, and does not call what it missed live', async () => {
    const { server, marks, write, watch, pass } = setUp();
    watch();
    await settled();
    server.raw = 'offline';
    await pass(3_000);
    await pass(6_000);
    write('section_start:1700000001:step_script\rgo\n');
    server.raw = 'ok';
    await pass(12_000);
    expect(marks).toMatchObject([{ kind: 'section', live: false }]);
  });

  it('is followed once for all who watch; who comes later is told what there was', async () => {
    const { clock, server, write, watch, pass } = setUp();
    write(HEAD + HOLD);
    const first: LogMark[] = [];
    const second: LogMark[] = [];
    const stop = watch(first);
    await settled();
    const stopSecond = watch(second);
    expect(second.map(({ kind }) => kind)).toEqual(first.map(({ kind }) => kind));
    await pass(3_000);
    expect(server.looks).toBe(2);
    stop();
    stop();
    await pass(3_000);
    expect(server.looks).toBe(3);
    stopSecond();
    expect(clock.waiting).toBe(0);
  });

  it('is looked at on, slowly, behind its last line, which a script may have printed', async () => {
    const { kinds, server, write, watch, pass } = setUp();
    write(HEAD + HOLD.replace(/Terminal.*/, END.trim()));
    write('\n');
    watch();
    await settled();
    expect(kinds()).toEqual(['runner', 'executor', 'job-end']);
    const { looks } = server;
    await pass(29_000);
    expect(server.looks).toBe(looks);
    write(`still here\n`);
    await pass(1_000);
    expect(kinds()).toEqual(['runner', 'executor', 'job-end', 'imitated']);
    await pass(3_000);
    expect(server.looks).toBe(looks + 2);
  });
});

describe('a large log', () => {
  it('is followed by increments from where the raw reading stopped, to the second', async () => {
    const { server, kinds, holds, write, watch, pass } = setUp({ webSession: true });
    write(HEAD + filler(200_000));
    watch();
    await settled();
    write(filler(100_000));
    await pass(4_000);
    const { rawBytes } = server;
    for (let turn = 0; turn < 20; turn += 1) {
      write(filler(10_000));
      await pass(3_000);
    }
    const { webBytes } = server;
    write(HOLD);
    await pass(3_000);
    expect(kinds()).toEqual(['runner', 'executor', 'hold']);
    expect(holds()).toMatchObject([{ runnerStartedAt: 1_700_000_042_000 }]);
    expect(server.rawBytes).toBe(rawBytes);
    expect(server.webBytes - webBytes).toBeLessThan(1_000);
    write(END);
    await pass(3_000);
    expect(kinds()).toEqual(['runner', 'executor', 'hold', 'job-end']);
  });

  it('that is come upon late tells its executor by its head, and its hold by its end', async () => {
    const { server, kinds, holds, write, watch, pass } = setUp({ webSession: true, ranges: true });
    write(HEAD + filler(3_000_000));
    watch();
    await settled();
    for (let turn = 0; turn < 3; turn += 1) await pass(3_000);
    server.rawBytes = 0;
    write(HOLD);
    await pass(3_000);
    expect(kinds().slice(0, 3)).toEqual(['runner', 'executor', 'hold']);
    expect(holds().pop()).toMatchObject({ runnerStartedAt: 1_700_000_042_000 });
    expect(server.rawBytes).toBeLessThanOrEqual(64 * 1024);
  });

  it('that grew past what GitLab shows at once still tells its hold', async () => {
    const { kinds, write, watch, pass } = setUp({ webSession: true, ranges: true });
    write(HEAD + filler(300_000));
    watch();
    await settled();
    write(filler(2_000_000) + HOLD);
    await pass(5_000);
    expect(kinds()).toContain('hold');
  });

  it.each(['sign-in', 'html'] as const)('bears %s in place of its increments, then reads the whole', async (page) => {
    const { server, kinds, write, watch, pass } = setUp({ webSession: true });
    write(HEAD + filler(300_000));
    watch();
    await settled();
    server.page = page;
    write(HOLD);
    for (let turn = 0; turn < 6; turn += 1) await pass(30_000);
    expect(kinds()).toEqual(['runner', 'executor', 'hold']);
  });

  it('waits where the server asks for it', async () => {
    const { server, kinds, write, watch, pass } = setUp({ webSession: true });
    write(HEAD + filler(300_000));
    watch();
    await settled();
    server.page = 'limited';
    const { looks } = server;
    for (let turn = 0; turn < 20; turn += 1) await pass(3_000);
    expect(server.looks - looks).toBeLessThan(6);
    server.page = 'ok';
    write(HOLD);
    await pass(30_000);
    expect(kinds()).toContain('hold');
  });

  it.each(['refused', 'elsewhere'] as const)('is followed by the web session where the API answers %s', async (raw) => {
    const { server, kinds, write, watch, pass } = setUp({ webSession: true });
    server.raw = raw;
    write(HEAD);
    watch();
    await settled();
    write(HOLD + END);
    await pass(3_000);
    expect(kinds()).toEqual(['runner', 'executor', 'hold', 'job-end']);
  });

  it('without a web session costs half a megabit in a second, and no more', async () => {
    const { server, write, watch, pass } = setUp();
    write(HEAD + filler(10_000_000));
    watch();
    await settled();
    server.rawBytes = 0;
    const minutes = 20;
    for (let second = 0; second < minutes * 60; second += 10) {
      write('more\n');
      await pass(10_000);
    }
    expect(server.rawBytes).toBeLessThanOrEqual((minutes * 60 + 1) * 64_000);
    expect(server.rawBytes).toBeGreaterThan(3 * 10_000_000);
  });
});
