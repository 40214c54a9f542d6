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
  const take = (replay: boolean) => (bytes: Uint8Array, parsed: () => void) => {
    written.push({ text: new TextDecoder().decode(bytes), replay });
    parsing.push(parsed);
  };
  const flow = createByteFlow({
    write: take(false),
    writeReplay: take(true),
    acknowledge: (offset) => acknowledged.push(offset),
    onGap: (missing) => gaps.push(missing),
    defer: (task) => tasks.push(task),
  });
  const settle = (): void => {
    while (tasks.length > 0 || parsing.length > 0) {
      tasks.shift()?.();
      parsing.shift()?.();
    }
  };
  return { flow, written, acknowledged, gaps, parsing, tasks, settle };
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

  it('acknowledges in steps of 64 KiB while more is to be parsed, and the rest at the end', () => {
    const { flow, acknowledged, settle } = createRig();
    flow.attached({ from: 0, liveFrom: 0 });
    for (let at = 0; at < 200; at += 1) flow.received(at * 1000, new Uint8Array(1000));
    settle();
    expect(acknowledged).toEqual([66_000, 132_000, 198_000, 200_000]);
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
    expect(written.at(-1)?.text).toBe('cd');
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
