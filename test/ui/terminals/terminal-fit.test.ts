import { beforeEach, describe, expect, it } from 'vitest';
import type { SessionFacts } from '../../../electron/contract.ts';
import { createTerminalFit, type Size, type TerminalFit } from '../../../renderer/terminals/terminal-fit.ts';

/** An element of so many pixels; a cell is half as wide as its text is high. */
let pixels: { width: number; height: number } | null;
let textSize: number;
let wanted: number;
let size: Size;
let taken: number;
let otherScreen: boolean;
let otherArrows: boolean;
let rooms: Size[];
let now: number;
let timers: { readonly at: number; readonly task: () => void }[];
let fit: TerminalFit;

beforeEach(() => {
  pixels = { width: 600, height: 240 };
  textSize = 12;
  wanted = 12;
  size = { columns: 80, rows: 24 };
  taken = 0;
  otherScreen = false;
  otherArrows = false;
  rooms = [];
  now = 0;
  timers = [];
  fit = createTerminalFit({
    terminal: {
      room: () =>
        pixels && {
          columns: Math.floor(pixels.width / (textSize / 2)),
          rows: Math.floor(pixels.height / textSize),
        },
      take(next) {
        taken += 1;
        size = next;
      },
      setTextSize(next) {
        textSize = next;
      },
      onOtherScreen: () => otherScreen,
      hasOtherArrows: () => otherArrows,
    },
    textSize: () => wanted,
    onRoom: (room) => rooms.push(room),
    after(ms, task) {
      const timer = { at: now + ms, task };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
    now: () => now,
  });
});

const told = (columns: number, rows: number, more: { doing?: string; kept?: string } = {}) =>
  fit.follow({
    shell: { size: { columns, rows }, doing: more.doing ?? 'screen' },
    kept: { status: more.kept ?? 'off' },
  } as unknown as SessionFacts);

describe('a terminal', () => {
  it('is as large as its element, which is told when it is another', () => {
    fit.fit();
    expect(size).toEqual({ columns: 100, rows: 20 });
    fit.fit();
    pixels = { width: 300, height: 120 };
    fit.fit();
    expect(size).toEqual({ columns: 50, rows: 10 });
    expect(rooms).toEqual([
      { columns: 100, rows: 20 },
      { columns: 50, rows: 10 },
    ]);
  });

  it('stays as it is while it cannot be measured', () => {
    pixels = null;
    told(90, 10);
    otherScreen = true;
    fit.screenChanged();
    fit.fit();
    expect([size, taken, fit.room()]).toEqual([{ columns: 80, rows: 24 }, 0, null]);
  });

  it('keeps the size that a program with the screen draws for, in smaller text where that needs it', () => {
    fit.fit();
    told(100, 20);
    otherScreen = true;
    fit.screenChanged();
    pixels = { width: 420, height: 240 };
    fit.fit();
    expect([size, textSize]).toEqual([{ columns: 100, rows: 20 }, 8]);
    expect(rooms.at(-1)).toEqual({ columns: 70, rows: 20 });

    pixels = { width: 900, height: 480 };
    fit.fit();
    expect([size, textSize]).toEqual([{ columns: 100, rows: 20 }, 12]);
    expect(rooms.at(-1)).toEqual({ columns: 150, rows: 40 });
  });

  it('is as large as its element again once the program is gone, or its shell was told', () => {
    fit.fit();
    told(100, 20);
    otherScreen = true;
    pixels = { width: 300, height: 240 };
    fit.fit();
    expect(textSize).toBe(6);
    otherScreen = false;
    fit.screenChanged();
    expect([size, textSize]).toEqual([{ columns: 50, rows: 20 }, 12]);

    otherScreen = true;
    now += 1_000;
    fit.screenChanged();
    expect(size).toEqual({ columns: 100, rows: 20 });
    told(50, 20);
    expect([size, textSize]).toEqual([{ columns: 50, rows: 20 }, 12]);
  });

  it('has the right size before a program draws that begins while its shell knows another', () => {
    fit.fit();
    told(100, 20, { doing: 'busy' });
    pixels = { width: 400, height: 200 };
    fit.fit();
    expect(size).toEqual({ columns: 66, rows: 16 });
    otherScreen = true;
    fit.screenChanged();
    expect(size).toEqual({ columns: 100, rows: 20 });
  });

  it('keeps it too for what draws on the usual screen (top), but not for a log, nor at a prompt', () => {
    fit.fit();
    told(100, 20, { doing: 'busy' });
    pixels = { width: 420, height: 240 };
    fit.fit();
    expect(size.columns).toBe(70);
    otherArrows = true;
    fit.fit();
    expect(size.columns).toBe(100);
    told(100, 20, { doing: 'prompt' });
    expect(size.columns).toBe(70);
  });

  it('follows its element where the shell is kept in a program that is told at once', () => {
    fit.fit();
    told(100, 20, { kept: 'kept' });
    otherScreen = true;
    pixels = { width: 300, height: 240 };
    fit.fit();
    expect(size.columns).toBe(50);
  });

  it('does not make its text too small to be read', () => {
    fit.fit();
    told(100, 20);
    otherScreen = true;
    pixels = { width: 200, height: 100 };
    fit.fit();
    expect([size, textSize]).toEqual([{ columns: 33, rows: 8 }, 12]);
  });

  it('takes the user’s text size, also while it keeps another', () => {
    fit.fit();
    told(100, 20);
    otherScreen = true;
    wanted = 20;
    fit.fit();
    expect([size, textSize]).toEqual([{ columns: 100, rows: 20 }, 12]);
    expect(rooms.at(-1)).toEqual({ columns: 60, rows: 12 });
    wanted = 10;
    fit.fit();
    expect([size, textSize]).toEqual([{ columns: 100, rows: 20 }, 10]);
  });

  it('is not measured for each change of the screen, where a program makes thousands', () => {
    fit.fit();
    told(100, 20);
    pixels = { width: 420, height: 240 };
    fit.fit();
    const before = taken;
    for (let n = 0; n < 1_001; n += 1) {
      otherScreen = !otherScreen;
      fit.screenChanged();
    }
    expect(taken - before).toBe(1);
    expect(timers).toHaveLength(1);
    now = timers[0]?.at ?? 0;
    timers.shift()?.task();
    expect([size.columns, taken - before]).toEqual([100, 2]);
    // and not at all while the sizes are the same
    otherScreen = false;
    now += 1_000;
    fit.screenChanged();
    told(70, 20);
    const settled = taken;
    for (let n = 0; n < 10; n += 1) {
      now += 1_000;
      fit.screenChanged();
    }
    expect(taken).toBe(settled);
  });
});
