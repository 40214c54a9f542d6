import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opcodes } from './frames.ts';
import { measured, measuredEnd, startWorld, type World } from './world.ts';

const seen = measured();
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.dispose());

describe('the shell', () => {
  it('shell-like: runner folder, no size, no TERM, no CI variables', async () => {
    const client = await world.open(world.job());
    client.send('stty size; echo "T=$TERM J=$CI_JOB_ID"; shopt -q login_shell && echo login; ls\r');
    await client.see(/0 0\r\nT=dumb J=\r\nlogin\r\nbuilds\r\n/);
  });

  it('docker-like: /, no size, xterm, CI variables', async () => {
    const job = world.job({ executor: 'docker' });
    const client = await world.open(job);
    client.send('pwd; stty size; echo "T=$TERM J=$CI_JOB_ID"\r');
    await client.see(`/\r\n0 0\r\nT=xterm J=${job.id}\r\n`);
    expect(client.output).toMatch(/root@runner-\S+:\/# /);
  });
});

describe('input', () => {
  it('drops what exceeds 32 KiB of one message', async () => {
    for (const [index, size] of seen.input.oneMessageBytes.entries()) {
      const client = await world.open(world.job());
      client.send(
        'stty raw -echo; echo ready$((1+1)); IFS= read -r -d E text; printf %s "$text" | wc -c | sed "s/.*/got&./"; stty sane\r',
      );
      await client.see('ready2');
      client.send(Buffer.alloc(size, 'x'));
      client.send('E');
      await client.see(`got${seen.input.arrivedBytes[index]}.`);
      client.destroy();
    }
  });

  it('takes a megabyte in small messages, every byte', async () => {
    const client = await world.open(world.job());
    const bytes = randomBytes(1_000_000);
    client.send(`stty raw -echo; echo ready$((1+1)); head -c ${bytes.length} | sha256sum; stty sane\r`);
    await client.see('ready2');
    for (let from = 0; from < bytes.length; from += 4096) client.send(bytes.subarray(from, from + 4096));
    await client.see(createHash('sha256').update(bytes).digest('hex'));
  });
});

describe('output', () => {
  it('floods in many small frames that cut characters, and loses nothing', async () => {
    const client = await world.open(world.job());
    client.send('stty -echo; for ((i=0;i<60000;i++)); do echo "$i blåbærgrød ├─ ✓ done"; done; echo all$((1+1))\r');
    await client.see('all2');
    const sizes = client.frames
      .filter((frame) => frame.opcode === opcodes.binary)
      .map((frame) => frame.payload.length)
      .sort((a, b) => a - b);
    const at = (share: number) => sizes[Math.floor(sizes.length * share)] ?? 0;
    expect(at(0.5)).toBeGreaterThan(seen.flood.medianBytes[0] / 3);
    expect(at(0.5)).toBeLessThan(seen.flood.medianBytes[1] * 2);
    expect(at(0.99)).toBeLessThanOrEqual(seen.flood.p99Bytes[1]);
    expect(at(1 - 1e-9)).toBeLessThanOrEqual(seen.flood.maxBytes[1]);
    const cut = client.frames.filter((frame) => ((frame.payload[0] ?? 0) & 0xc0) === 0x80);
    expect(cut.length).toBeGreaterThan(0);
    const numbers = [...client.output.matchAll(/(\d+) blåbærgrød ├─ ✓ done/g)].map((match) => Number(match[1]));
    expect(numbers).toEqual(Array.from({ length: 60_000 }, (_, index) => index));
  });

  it('prints what is given to it as the shell’s own, in as many frames', async () => {
    const job = world.job();
    const client = await world.open(job);
    const before = client.output.length;
    const all = 'a line of what is printed\r\n'.repeat(40_000);
    const printing = job.terminal?.print(Buffer.from(`${all}the end`));
    await client.see('the end');
    await printing;
    expect(client.output.slice(before)).toContain(all);
    expect(client.frames.filter(({ opcode }) => opcode === opcodes.binary).length).toBeGreaterThan(500);
    client.destroy();
  });

  it('holds the shell back while the client does not read', async () => {
    const job = world.job();
    const client = await world.open(job);
    client.send('yes 0123456789012345678901234567890123456789\r');
    await client.see('0123456789');
    client.pause();
    let before = -1;
    // Kernel buffers fill, then nothing moves any more.
    await expect
      .poll(
        () => {
          const now = job.terminal?.bytesSent ?? 0;
          const still = now === before;
          before = now;
          return still;
        },
        { interval: 150, timeout: 5_000 },
      )
      .toBe(true);
    client.resume();
    client.send('\x03');
    await client.see('^C');
    client.destroy();
  });
});

describe('pings and re-authorisation', () => {
  it('pings though never answered, with an empty payload, and answers ours', async () => {
    world.instance.setTiming({ pingEveryMs: 40 });
    const client = await world.open(world.job());
    await client.until(() => client.pings >= 3);
    expect(client.frames.find((frame) => frame.opcode === opcodes.ping)?.payload.length).toBe(0);
    client.send('ours', opcodes.ping);
    await client.until(() => client.pongs === 1);
    expect(client.frames.find((frame) => frame.opcode === opcodes.pong)?.payload.toString()).toBe('ours');
    expect(client.ends).toEqual([]);
    client.destroy();
  });

  it('never pings again after a ping that could not be written', async () => {
    world.instance.setTiming({ pingEveryMs: 60, pingWriteDeadlineMs: 60 });
    const job = world.job();
    const client = await world.open(job);
    client.send('yes 0123456789012345678901234567890123456789\r');
    client.pause();
    let before = -1;
    await expect
      .poll(
        () => {
          const now = job.terminal?.bytesSent ?? 0;
          const still = now === before && now > 0;
          before = now;
          return still;
        },
        { interval: 250, timeout: 8_000 },
      )
      .toBe(true);
    client.resume();
    client.send('\x03');
    await client.see('^C');
    const pings = client.pings;
    client.send('echo later$((1+1)); sleep 0.4; echo end$((2+2))\r');
    await client.see('end4');
    expect(client.pings).toBe(pings);
    client.send('alive', opcodes.ping);
    await client.until(() => client.pongs === 1);
    client.destroy();
    world.instance.setTiming({ pingEveryMs: 30_000, pingWriteDeadlineMs: 5_000 });
  });

  it.each([
    ['signed out', (other: World) => other.instance.signOut(other.user)],
    ['right lost', (other: World) => other.instance.setMember(other.project, other.user, 20)],
  ])('cuts at the tick without a word: %s', async (_name, lose) => {
    const other = await startWorld({ timing: { reauthoriseEveryMs: 50 } });
    const client = await other.open(other.job());
    await client.see('$ ');
    lose(other);
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('any', 'right lost').clientSees);
    await other.dispose();
  });
});

describe('ends', () => {
  it('shell-like exit: the connection just finishes, the slot is free', async () => {
    const job = world.job();
    const client = await world.open(job);
    client.send('exit\r');
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('shell', 'exit typed').clientSees);
    expect((await world.open(job)).status).toBe(101);
  });

  it.each(['exit\r', '\x04'])(
    'docker-like leaving by %j: open, silent, pongs, slot taken until we close',
    async (typed) => {
      const job = world.job({ executor: 'docker' });
      const client = await world.open(job);
      await client.see('# ');
      client.send(typed);
      await client.see('exit\r\n');
      // The terminal may still echo for a moment after the shell's last word.
      let asked = 0;
      const silent = async () => {
        const before = client.outputBytes;
        client.send('echo nobody$((1+1))\r');
        client.send('there?', opcodes.ping);
        asked += 1;
        await client.until(() => client.pongs === asked);
        return client.outputBytes === before;
      };
      await expect.poll(silent).toBe(true);
      expect(client.output).not.toContain('nobody2');
      expect(await silent()).toBe(true);
      expect(client.ends).toEqual([]);
      expect((await world.open(job)).status).toBe(500);
      client.destroy();
      await expect.poll(async () => (await world.open(job)).status).toBe(101);
    },
  );

  it('echoes our Close frame, then ends', async () => {
    const client = await world.open(world.job());
    client.sendClose(1000);
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('any', 'client sends Close 1000').clientSees);
  });

  it('answers a reserved opcode with 1002', async () => {
    const client = await world.open(world.job());
    client.send('x', 3);
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('any', 'client sends a reserved opcode').clientSees);
  });

  it('ends on a half-close', async () => {
    const job = world.job();
    const client = await world.open(job);
    client.half();
    await client.ended();
    expect(client.ends).toEqual(measuredEnd('any', 'client half-closes').clientSees);
    await expect.poll(() => job.terminal).toBeNull();
  });

  it('gives a new shell after a drop', async () => {
    const job = world.job();
    const first = await world.open(job);
    first.send('mine=here; echo set$((1+1))\r');
    await first.see('set2');
    job.terminal?.drop();
    await first.ended();
    const second = await world.open(job);
    second.send('echo "[$mine]"\r');
    await second.see('[]');
  });

  it('freezes half-open: nothing answers, nothing ends', async () => {
    const job = world.job();
    const client = await world.open(job);
    await client.see('$ ');
    job.terminal?.freeze();
    client.send('anyone?', opcodes.ping);
    const probe = await world.open(world.job());
    probe.send('x', opcodes.ping);
    await probe.until(() => probe.pongs === 1);
    expect([client.pongs, client.ends]).toEqual([0, []]);
  });
});
