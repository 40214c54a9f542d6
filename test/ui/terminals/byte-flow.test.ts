import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { createByteFlow } from '../../../renderer/terminals/byte-flow.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A flow whose terminal parses when told to, and whose deferred tasks run when told to. */
function createRig() {
  const written: { text: string; replay: boolean }[] = [];
  const acknowledged: number[] = [];
  const gaps: number[] = [];
  const parsing: (() => void)[] = [];
  const tasks: (() => void)[] = [];
  const timers: { ms: number; task: () => void }[] = [];
  let now = 0;
  const take = (replay: boolean) => (bytes: Uint8Array, parsed: () => void) => {
    written.push({ text: new TextDecoder().decode(bytes), replay });
    parsing.push(parsed);
  };
  const flow = createByteFlow({
    write: take(false),
    writeReplay: take(true),
    acknowledge: (offset) => acknowledged.push(offset),
    describeGap(missing) {
      gaps.push(missing);
      return text('[gap]');
    },
    defer: (task) => tasks.push(task),
    after(ms, task) {
      const timer = { ms, task };
      timers.push(timer);
      return () => {
        if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
      };
    },
    now: () => now,
    skim: { linesThatFill: () => 1000, maySkim: () => true },
  });
  flow.setVisible(true);
  const settle = (): void => {
    while (tasks.length > 0 || parsing.length > 0) {
      tasks.shift()?.();
      parsing.shift()?.();
    }
  };
  /** Lets time pass until the next timer, and no further. */
  const rest = (): number => {
    const timer = timers.shift();
    now += timer?.ms ?? 0;
    timer?.task();
    return timer?.ms ?? 0;
  };
  return { rest, flow, written, acknowledged, gaps, parsing, tasks, settle };
}

describe('the byte flow', () => {
  it('acknowledges only what is parsed', () => {
    const { flow, acknowledged, parsing } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('hello'));
    expect(acknowledged).toEqual([]);
    parsing.shift()?.();
    expect(acknowledged).toEqual([5]);
  });

  it('rests between helpings of plain text while core has far more, and goes on at once when it has not', () => {
    const { flow, written, parsing, rest } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.coreHas(50_000_000);
    flow.received(0, text('one '));
    parsing.shift()?.();
    flow.received(4, text('two '));
    expect(written.map((one) => one.text)).toEqual(['one ']);
    expect(rest()).toBe(250);
    expect(written.map((one) => one.text)).toEqual(['one ', 'two ']);
    parsing.shift()?.();
    flow.received(8, text('three '));
    expect(written).toHaveLength(2);
    flow.coreHas(100_000);
    expect(written.map((one) => one.text)).toEqual(['one ', 'two ', 'three ']);
    // what must be parsed in full is: resting would only make it later
    parsing.shift()?.();
    flow.coreHas(50_000_000);
    flow.received(14, text('\u001b[2J'));
    expect(written).toHaveLength(4);
  });

  it('acknowledges in steps of 256 KiB while more is to be parsed, and the rest at the end', () => {
    const { flow, acknowledged, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    for (let at = 0; at < 600; at += 1) flow.received(at * 1000, new Uint8Array(1000));
    settle();
    expect(acknowledged).toEqual([263_000, 526_000, 600_000]);
  });

  it('keeps what comes before the attachment is answered', () => {
    const { flow, written, settle } = createRig();
    flow.attaching();
    flow.received(10, text('early'));
    expect(written).toEqual([]);
    flow.attached({ from: 10, liveFrom: 10 });
    flow.received(15, text(' late'));
    settle();
    expect(written.map((piece) => piece.text).join('')).toBe('early late');
  });

  it('drops bytes that it has had, also when only a part of them is new', () => {
    const { flow, written, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('abcdef'));
    flow.received(2, text('cd'));
    flow.received(4, text('efgh'));
    settle();
    expect(written.map((piece) => piece.text)).toEqual(['abcdef', 'gh']);
  });

  it('tells of bytes that are gone and goes on behind them', () => {
    const { flow, gaps, written, settle, acknowledged } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('ab'));
    flow.received(100, text('cd'));
    settle();
    expect(gaps).toEqual([98]);
    expect(written.map((piece) => piece.text)).toEqual(['ab', '[gap]', 'cd']);
    expect(acknowledged.at(-1)).toBe(102);
  });

  it('splits a chunk where the replay ends, and lets the parser finish before each replayed piece', () => {
    const { flow, written, tasks, parsing } = createRig();
    flow.attached({ from: 0, liveFrom: 3 });
    flow.received(0, text('oldnew'));
    expect(written).toEqual([]);
    tasks.shift()?.();
    expect(written[0]).toEqual({ text: 'old', replay: true });
    parsing.shift()?.();
    expect(written.slice(1)).toEqual([{ text: 'new', replay: false }]);
  });

  it('after a second attachment skips what it has and says how far it is', () => {
    const { flow, written, settle, acknowledged } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('abc'));
    settle();
    flow.attaching();
    flow.received(0, text('abcdef'));
    flow.attached({ from: 0, liveFrom: 3 });
    settle();
    expect(written.map((piece) => piece.text)).toEqual(['abc', 'def']);
    expect(acknowledged).toEqual([3, 3, 6]);
  });

  it('does nothing any more after its disposal', () => {
    const { flow, written, acknowledged, parsing } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('abc'));
    flow.dispose();
    flow.received(3, text('def'));
    parsing.shift()?.();
    expect(written).toHaveLength(1);
    expect(acknowledged).toEqual([]);
  });
});

describe('a flood of plain text', () => {
  const logLines = (from: number, count: number): Uint8Array =>
    text(Array.from({ length: count }, (_, n) => `line ${from + n} ${'.'.repeat(90)}\r\n`).join(''));
  const flood = (flow: ReturnType<typeof createRig>['flow'], chunks: number): number => {
    let offset = 0;
    for (let n = 0; n < chunks; n += 1) {
      const bytes = logLines(n * 600, 600);
      flow.received(offset, bytes);
      offset += bytes.length;
    }
    return offset;
  };

  it('is acknowledged as it comes, and only its end is parsed', () => {
    const { flow, written, acknowledged, settle, rest } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    const end = flood(flow, 100);
    expect(acknowledged.at(-1)).toBeGreaterThan(end - 2 * 64 * 1024);
    do settle();
    while (rest() > 0);
    expect(acknowledged.at(-1)).toBe(end);
    const shown = written.map((piece) => piece.text).join('');
    expect(shown.length).toBeLessThan(0.1 * end);
    expect(shown).toContain('line 59999 ');
    expect(
      shown
        .split('\r\n')
        .slice(-1001, -1)
        .map((line) => line.split(' ')[1]),
    ).toEqual(Array.from({ length: 1000 }, (_, n) => String(59_000 + n)));
  });

  it('is not acknowledged behind a sequence that is not parsed yet', () => {
    const { flow, acknowledged, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('\u001b[6n'));
    flow.received(4, text('x'.repeat(300_000)));
    expect(acknowledged).toEqual([]);
    settle();
    expect(acknowledged.at(-1)).toBe(300_004);
  });

  it('leaves a hidden terminal alone for a second, and brings it up to date when it is shown', () => {
    const { flow, written, settle, rest } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.setVisible(false);
    flow.received(0, text('first\r\n'));
    settle();
    flow.received(7, text('second\r\n'));
    settle();
    expect(written.map((piece) => piece.text)).toEqual(['first\r\n']);
    flow.setVisible(true);
    settle();
    expect(written.at(-1)?.text).toBe('second\r\n');
    flow.setVisible(false);
    flow.received(15, text('third'));
    expect(rest()).toBe(1000);
    expect(written.at(-1)?.text).toBe('third');
  });

  it('gives a hidden terminal what it may have to answer without delay', () => {
    const { flow, written, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.setVisible(false);
    flow.received(0, text('first\r\n'));
    settle();
    flow.received(7, text('second'));
    flow.received(13, text('\u001b[6n'));
    settle();
    expect(written.map((piece) => piece.text).join('')).toBe('first\r\nsecond\u001b[6n');
  });

  it('carries out a task between what came before and what comes later', () => {
    const { flow, written, settle } = createRig();
    const order: string[] = [];
    let finish: () => void = () => {};
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('one'));
    flow.afterThis((done) => {
      order.push(written.map((piece) => piece.text).join());
      finish = done;
    });
    flow.received(3, text('two'));
    settle();
    expect(order).toEqual(['one']);
    expect(written).toHaveLength(1);
    finish();
    expect(written.at(-1)?.text).toBe('two');
  });

  it('never cuts a character', () => {
    const { flow, written, settle, acknowledged } = createRig();
    const bytes = text('a—b“c👩🏽‍🚀d');
    flow.attached({ from: 0, liveFrom: 0 });
    for (let at = 0; at < bytes.length; at += 1) flow.received(at, bytes.subarray(at, at + 1));
    settle();
    expect(written.map((piece) => piece.text).join('')).toBe('a—b“c👩🏽‍🚀d');
    expect(acknowledged.at(-1)).toBe(bytes.length);
  });
});

describe('what xterm promises and the replay rests on', () => {
  it('parses a write within the call after user input, when nothing waits', async () => {
    const terminal = new Terminal({ allowProposedApi: true });
    const answers: string[] = [];
    terminal.onData((data) => answers.push(data));
    await new Promise<void>((resolve) => terminal.write('before', resolve));
    terminal.input('', true);
    let parsed = false;
    terminal.write('\u001b[6n', () => {
      parsed = true;
    });
    expect(parsed).toBe(true);
    expect(answers).toContain('\u001b[1;7R');
    terminal.dispose();
  });
});
