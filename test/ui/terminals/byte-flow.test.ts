import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { createByteFlow } from '../../../renderer/terminals/byte-flow.ts';
import { createTurns, type Turns } from '../../../renderer/terminals/turns.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A flow whose terminal parses when told to, and whose deferred tasks run when told to. */
function createRig(turns?: Turns) {
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
    turns:
      turns ??
      createTurns({ now: () => now, defer: (task) => task(), after: () => () => {}, afterDrawing: (task) => task() }),
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
  const passTime = (ms: number): void => {
    now += ms;
  };
  return { passTime, rest, flow, written, acknowledged, gaps, parsing, tasks, settle };
}

describe('the byte flow', () => {
  it('acknowledges only what is parsed', () => {
    const { flow, acknowledged, parsing } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('hello'), null);
    expect(acknowledged).toEqual([]);
    parsing.shift()?.();
    expect(acknowledged).toEqual([5]);
  });

  it('rests between helpings while core leaves out what could not be shown, and no longer', () => {
    const { flow, written, parsing, rest, passTime } = createRig();
    const shown = () => written.map((one) => one.text).join('');
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('one '), null);
    parsing.shift()?.();
    flow.received(1_000_004, text('two '), { from: 4, to: 1_000_004, colours: '\u001b[31m' });
    expect(shown()).toBe('one \u001b[31mtwo ');
    passTime(40);
    while (parsing.length > 0) parsing.shift()?.();
    flow.received(1_000_008, text('three '), null);
    expect(shown()).toBe('one \u001b[31mtwo ');
    expect(rest()).toBe(100);
    expect(shown()).toBe('one \u001b[31mtwo three ');
    parsing.shift()?.();
    // a part may be shown between two that are not
    flow.received(1_000_014, text('four '), null);
    expect(rest()).toBe(100);
    parsing.shift()?.();
    rest();
    passTime(200);
    flow.received(1_000_019, text('five'), null);
    expect(shown()).toBe('one \u001b[31mtwo three four five');
  });

  it('ends its rest for a key, and when more has come than core sends while it leaves parts out', () => {
    const { flow, written, parsing, rest, passTime } = createRig();
    const last = () => written.at(-1)?.text;
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(100, text('part'), { from: 0, to: 100, colours: '' });
    while (parsing.length > 0) parsing.shift()?.();
    flow.received(104, text('waits'), null);
    expect(last()).toBe('part');
    passTime(10);
    flow.typed('q');
    expect(last()).toBe('waits');
    parsing.shift()?.();
    // nor does it rest for a second after a key that came into a flood
    flow.received(109, text('at once'), null);
    expect(last()).toBe('at once');
    parsing.shift()?.();
    passTime(1000);
    flow.received(216, text('later'), { from: 116, to: 216, colours: '' });
    while (parsing.length > 0) parsing.shift()?.();
    flow.received(221, text('x'.repeat(64 * 1024)), null);
    expect(last()).toBe('later');
    flow.received(221 + 64 * 1024, text('y'.repeat(64 * 1024)), null);
    // no rest any more, but it waits for the rest of the flood
    expect(rest()).toBe(6);
    expect(last()).toMatch(/^x+y+$/);
  });

  it('takes no rest where all that a flood has left is there already', () => {
    const { flow, written, parsing, rest } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(100, text('part'), { from: 0, to: 100, colours: '' });
    for (let n = 0; n < 3; n += 1) flow.received(104 + n * 65_536, text(String(n).repeat(65_536)), null);
    while (parsing.length > 0) parsing.shift()?.();
    expect(rest()).toBe(6);
    expect(written.at(-1)?.text).toMatch(/^0+1+2+$/);
  });

  describe('gathers what a flood leaves behind a key', () => {
    const full = 'x'.repeat(64 * 1024);

    it('and parses it in few pieces, once nothing more comes', () => {
      const { flow, written, rest, settle, passTime } = createRig();
      flow.attached({ from: 0, liveFrom: 0 });
      flow.typed('\u0003');
      flow.received(1_000, text(full), { from: 0, to: 1_000, colours: '' });
      passTime(5);
      flow.received(1_000 + full.length, text(full), null);
      expect(written).toEqual([]);
      expect(rest()).toBe(6);
      settle();
      expect(written.map((piece) => piece.text.length)).toEqual([2 * full.length]);
    });

    it('or once there is enough, or it has waited long', () => {
      const { flow, written, settle, passTime, rest } = createRig();
      flow.attached({ from: 0, liveFrom: 0 });
      flow.typed('\u0003');
      flow.received(1_000, text('a bit'), { from: 0, to: 1_000, colours: '' });
      let end = 1_005;
      for (let n = 0; n < 20; n += 1) {
        expect(written).toEqual([]);
        rest();
        if (written.length > 0) break;
        flow.received(end, text('.'), null);
        end += 1;
      }
      expect(written).toHaveLength(1);
      expect(written[0]?.text.length).toBeLessThan(20);
      settle();
      passTime(2_000);
      flow.typed('\u0003');
      flow.received(end + 1_000, text(full.repeat(8)), { from: end, to: end + 1_000, colours: '' });
      expect(written[1]?.text).toHaveLength(256 * 1024);
    });

    it('and a flood that is seen, but no little output', () => {
      const { flow, written, rest, settle } = createRig();
      flow.attached({ from: 0, liveFrom: 0 });
      flow.received(0, text('a line\r\n'), null);
      expect(written).toHaveLength(1);
      settle();
      flow.received(8, text(full), null);
      expect(written).toHaveLength(1);
      flow.received(8 + full.length, text(full), null);
      expect(rest()).toBe(6);
      expect(written[1]?.text).toHaveLength(2 * full.length);
    });

    it('and what could not come while it parsed', () => {
      const { flow, written, parsing, passTime, rest } = createRig();
      flow.attached({ from: 0, liveFrom: 0 });
      flow.received(0, text(full.repeat(4)), null);
      flow.received(4 * full.length, text(full), null);
      passTime(50);
      parsing.shift()?.();
      expect(written).toHaveLength(1);
      flow.received(5 * full.length, text(full), null);
      expect(rest()).toBe(6);
      expect(written[1]?.text).toHaveLength(2 * full.length);
    });

    it('in pieces as large as can be parsed soon, and in small ones where a key may come', () => {
      let now = 0;
      const turns = createTurns({
        now: () => now,
        defer: (task) => task(),
        after: () => () => {},
        afterDrawing: (task) => task(),
      });
      const { flow, written, parsing, passTime } = createRig(turns);
      flow.attached({ from: 0, liveFrom: 0 });
      flow.received(0, text(full.repeat(4)), null);
      passTime(10);
      parsing.shift()?.();
      flow.received(4 * full.length, text(full.repeat(60)), null);
      expect(written.at(-1)?.text).toHaveLength(20 * full.length);
      // in any terminal of the page
      turns.typed();
      parsing.shift()?.();
      expect(written.at(-1)?.text).toHaveLength(4 * full.length);
      now += 1_000;
      parsing.shift()?.();
      expect(written.at(-1)?.text).toHaveLength(20 * full.length);
      flow.received(64 * full.length, text(full.repeat(60)), null);
      // what interrupts it has no echo worth waiting for
      turns.typed();
      flow.typed('\u0003');
      parsing.shift()?.();
      expect(written.at(-1)?.text).toHaveLength(20 * full.length);
      now += 10;
      passTime(10);
      turns.typed();
      parsing.shift()?.();
      expect(written.at(-1)?.text).toHaveLength(4 * full.length);
    });

    it('but not what comes without a leap, or before the key', () => {
      const { flow, written, settle, passTime } = createRig();
      flow.attached({ from: 0, liveFrom: 0 });
      flow.received(1_000, text('part'), { from: 0, to: 1_000, colours: '' });
      settle();
      passTime(10);
      flow.typed('q');
      flow.received(1_004, text('echo'), null);
      expect(written.at(-1)?.text).toBe('echo');
    });
  });

  it('leaves out nothing that it has already, and no sequence half read', () => {
    const { flow, written, settle, acknowledged, gaps, rest } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('0123456789\u001b[3'), null);
    settle();
    // it attached again, and core knows of eight bytes only
    flow.received(20, text('next'), { from: 8, to: 20, colours: '' });
    settle();
    flow.received(18, text('xxnext more'), { from: 8, to: 18, colours: '\u001b[1m' });
    rest();
    settle();
    expect(written.map((piece) => piece.text)).toEqual(['0123456789\u001b[3', '\u0018next', ' more']);
    expect(gaps).toEqual([]);
    expect(acknowledged.at(-1)).toBe(29);
  });

  it('acknowledges in steps of 128 KiB and more while more is to be parsed, and the rest at the end', () => {
    const { flow, acknowledged, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    for (let at = 0; at < 600; at += 1) flow.received(at * 1000, new Uint8Array(1000), null);
    settle();
    expect(acknowledged).toEqual([264_000, 527_000, 600_000]);
  });

  it('keeps what comes before the attachment is answered', () => {
    const { flow, written, settle } = createRig();
    flow.attaching();
    flow.received(10, text('early'), null);
    expect(written).toEqual([]);
    flow.attached({ from: 10, liveFrom: 10 });
    flow.received(15, text(' late'), null);
    settle();
    expect(written.map((piece) => piece.text).join('')).toBe('early late');
  });

  it('drops bytes that it has had, also when only a part of them is new', () => {
    const { flow, written, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('abcdef'), null);
    flow.received(2, text('cd'), null);
    flow.received(4, text('efgh'), null);
    settle();
    expect(written.map((piece) => piece.text)).toEqual(['abcdef', 'gh']);
  });

  it('tells of bytes that are gone and goes on behind them', () => {
    const { flow, gaps, written, settle, acknowledged } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('ab'), null);
    flow.received(100, text('cd'), null);
    settle();
    expect(gaps).toEqual([98]);
    expect(written.map((piece) => piece.text)).toEqual(['ab', '[gap]cd']);
    expect(acknowledged.at(-1)).toBe(102);
  });

  it('splits a chunk where the replay ends, and lets the parser finish before each replayed piece', () => {
    const { flow, written, tasks, parsing } = createRig();
    flow.attached({ from: 0, liveFrom: 3 });
    flow.received(0, text('oldnew'), null);
    expect(written).toEqual([]);
    tasks.shift()?.();
    expect(written[0]).toEqual({ text: 'old', replay: true });
    parsing.shift()?.();
    expect(written.slice(1)).toEqual([{ text: 'new', replay: false }]);
  });

  it('shows what an earlier run showed above everything, once', () => {
    const { flow, written, settle } = createRig();
    flow.attaching();
    flow.received(0, text('new'), null);
    flow.attached({ from: 0, liveFrom: 0 }, 'earlier\r\n');
    settle();
    flow.attaching();
    flow.attached({ from: 0, liveFrom: 3 }, 'earlier\r\n');
    flow.received(0, text('new'), null);
    settle();
    expect(written.map((one) => one.text)).toEqual(['earlier\r\n', 'new']);
  });

  it('shows it later as well, while nothing else has come, and not between', () => {
    const late = createRig();
    late.flow.attached({ from: 0, liveFrom: 0 }, '');
    late.settle();
    late.flow.attached({ from: 0, liveFrom: 0 }, 'earlier\r\n');
    late.settle();
    late.flow.received(0, text('new'), null);
    late.settle();
    expect(late.written.map((one) => one.text)).toEqual(['earlier\r\n', 'new']);
    expect(late.acknowledged.at(-1)).toBe(3);

    const tooLate = createRig();
    tooLate.flow.attached({ from: 0, liveFrom: 0 }, '');
    tooLate.flow.received(0, text('new'), null);
    tooLate.flow.attached({ from: 0, liveFrom: 0 }, 'earlier\r\n');
    tooLate.settle();
    expect(tooLate.written.map((one) => one.text)).toEqual(['new']);
  });

  it('after a second attachment skips what it has and says how far it is', () => {
    const { flow, written, settle, acknowledged } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('abc'), null);
    settle();
    flow.attaching();
    flow.received(0, text('abcdef'), null);
    flow.attached({ from: 0, liveFrom: 3 });
    settle();
    expect(written.map((piece) => piece.text)).toEqual(['abc', 'def']);
    expect(acknowledged).toEqual([3, 3, 6]);
  });

  it('does nothing any more after its disposal', () => {
    const { flow, written, acknowledged, parsing } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('abc'), null);
    flow.dispose();
    flow.received(3, text('def'), null);
    parsing.shift()?.();
    expect(written).toHaveLength(1);
    expect(acknowledged).toEqual([]);
  });
});

describe('the byte flow of a terminal that is hidden', () => {
  it('waits while another hidden one is parsing, and for none when it is shown', () => {
    const tasks: (() => void)[] = [];
    const turns = createTurns({
      now: () => 0,
      defer: (task) => tasks.push(task),
      after: () => () => {},
      afterDrawing: (task) => task(),
    });
    const [one, two, three] = [createRig(turns), createRig(turns), createRig(turns)];
    for (const { flow } of [one, two, three]) {
      flow.attached({ from: 0, liveFrom: 0 });
      flow.setVisible(false);
      flow.received(0, text('some'), null);
    }
    const written = () => [one, two, three].map((rig) => rig.written.length);
    const next = () => tasks.shift()?.();
    next();
    expect(written()).toEqual([1, 0, 0]);
    expect(tasks).toHaveLength(0);
    three.flow.setVisible(true);
    expect(written()).toEqual([1, 0, 1]);
    one.parsing.shift()?.();
    next();
    expect(written()).toEqual([1, 1, 1]);
    // one that goes leaves its turn to the others
    one.flow.received(4, text('more'), null);
    two.flow.dispose();
    next();
    expect(written()).toEqual([2, 1, 1]);
  });

  it('stands still from a key until what is seen has changed, or for a moment', () => {
    const pauses: (() => void)[] = [];
    const drawings: (() => void)[] = [];
    const after = (_ms: number, task: () => void) => {
      pauses.push(task);
      return () => pauses.splice(pauses.indexOf(task), 1);
    };
    const turns = createTurns({
      now: () => 0,
      defer: (task) => task(),
      after,
      afterDrawing: (task) => drawings.push(task),
    });
    const [seen, hidden] = [createRig(turns), createRig(turns)];
    for (const { flow } of [seen, hidden]) flow.attached({ from: 0, liveFrom: 0 });
    hidden.flow.setVisible(false);
    turns.typed();
    hidden.flow.received(0, text('some'), null);
    expect(hidden.written).toHaveLength(0);
    seen.flow.received(0, text('echo'), null);
    expect(hidden.written).toHaveLength(0);
    seen.parsing.shift()?.();
    expect(hidden.written).toHaveLength(0);
    drawings.shift()?.();
    expect(hidden.written).toHaveLength(1);
    expect(pauses).toHaveLength(0);
    hidden.settle();
    turns.typed();
    hidden.rest();
    hidden.flow.received(4, text('more'), null);
    expect(hidden.written).toHaveLength(1);
    pauses.shift()?.();
    expect(hidden.written).toHaveLength(2);
  });

  it('leaves it alone for a second in a flood, and brings it up to date when it is shown', () => {
    const { flow, written, settle, rest } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.setVisible(false);
    flow.received(100, text('first\r\n'), { from: 0, to: 100, colours: '' });
    settle();
    flow.received(207, text('second\r\n'), { from: 107, to: 207, colours: '' });
    settle();
    expect(written.map((piece) => piece.text).join('')).toBe('first\r\n');
    flow.setVisible(true);
    settle();
    expect(written.at(-1)?.text).toBe('second\r\n');
    flow.setVisible(false);
    rest();
    flow.received(315, text('third'), { from: 215, to: 315, colours: '' });
    settle();
    flow.received(320, text('fourth'), null);
    settle();
    expect(written.at(-1)?.text).toBe('third');
    expect(rest()).toBe(1000);
    expect(written.at(-1)?.text).toBe('fourth');
  });

  it('gives it a fifth of the time where all must be parsed', () => {
    const { flow, written, settle, rest, passTime } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.setVisible(false);
    flow.received(0, new Uint8Array(262_144), null);
    flow.received(262_144, text('more'), null);
    passTime(10);
    settle();
    const helping = written.reduce((sum, piece) => sum + piece.text.length, 0);
    expect(helping).toBe(262_144);
    expect(rest()).toBe(40);
    expect(written.at(-1)?.text).toBe('more');
  });

  it('gives it what it may have to answer without delay', () => {
    const { flow, written, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    flow.setVisible(false);
    flow.received(0, text('first\r\n'), null);
    settle();
    flow.received(7, text('second'), null);
    flow.received(13, text('\u001b[6n'), null);
    settle();
    expect(written.map((piece) => piece.text).join('')).toBe('first\r\nsecond\u001b[6n');
  });
});

describe('the byte flow', () => {
  it('carries out a task between what came before and what comes later', () => {
    const { flow, written, settle } = createRig();
    const order: string[] = [];
    let finish: () => void = () => {};
    flow.attached({ from: 0, liveFrom: 0 });
    flow.received(0, text('one'), null);
    flow.afterThis((done) => {
      order.push(written.map((piece) => piece.text).join());
      finish = done;
    });
    flow.received(3, text('two'), null);
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
    for (let at = 0; at < bytes.length; at += 1) flow.received(at, bytes.subarray(at, at + 1), null);
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
