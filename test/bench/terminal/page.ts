/**
 * The bench's hands in the page, put there before the app's own scripts. It sees what the page is sent, finds the app's
 * terminals, and has one of its own, made as the app makes its own, for the ceiling.
 */
import { Terminal } from '@xterm/xterm';
import type { Snapshot, TranscriptPart } from '../../../electron/contract.ts';
import { createScreen } from '../../../renderer/terminals/terminal-screen.ts';
import { terminalColours } from '../../../renderer/terminals/terminal-theme.ts';
import { readOutputFrame, writeInputFrame } from '../../../renderer/transport/frames.ts';
import { createDigest, type Digest } from './digest.ts';
import { LAST_LINE, makeStream, type StreamKind } from './streams.ts';

export interface Shown {
  /** From the Enter, or the first write, to the last line on the screen. */
  readonly ms: number;
  /** Of screen and scrollback: characters, colours, wraps. */
  readonly buffer: string;
}

export interface Watches {
  /** From now until the last line of a stream is on the screen of the app's terminal. */
  shown(): Promise<Shown>;
  /**
   * Digest of so many bytes from where the text begins, in what the page is sent from now on. Made as they come; or after
   * what is watched already, where that is timed and they fit into memory.
   */
  received(firstLine: string, bytes: number, after?: 'shown'): Promise<string>;
  /** From the next press of this key until the row of the cursor starts with the text, both by the epoch. */
  prompt(key: string, prompt: string): Promise<{ readonly pressedAt: number; readonly shownAt: number }>;
}

export interface PeerRun {
  readonly ms: number;
  /** What xterm did not take, having too much already. */
  readonly refusedBytes: number;
  readonly garbled: number;
}

export interface BenchPage {
  /** A call to core, past the app. */
  call(name: string, ...args: readonly unknown[]): Promise<unknown>;
  /**
   * What is watched for is told by `watched`: a page takes keys before it takes what a driver asks, so asking and pressing
   * must not be on their way together.
   */
  watch<K extends keyof Watches>(name: K, ...args: Parameters<Watches[K]>): void;
  watched<K extends keyof Watches>(name: K): ReturnType<Watches[K]>;
  /** The same of the transcript of the only session. */
  transcript(firstLine: string, bytes: number): Promise<string>;
  ceiling(kind: StreamKind, bytes: number): Promise<Shown>;
  /** Types into the session with this title, wherever it is shown. */
  type(title: string, text: string): Promise<void>;
  /** The row in which the cursor stands. */
  cursorRow(): string;
  /** A row of the screen begins with it. */
  shows(text: string): boolean;
  /** The longest times for which the page did nothing else, longest first, since the last call. */
  longestPauses(): readonly number[];
  /** Takes a stream as GitLab's own page does, in a terminal like its. */
  peer(terminalPath: string, file: string): Promise<PeerRun>;
  /** Which rows and columns the app's terminal has. */
  size(): string;
}

const AHEAD_BYTES = 512 * 1024;
const PIECE_BYTES = 64 * 1024;

const terminals: Terminal[] = [];
const sockets: WebSocket[] = [];
const answers = new Map<number, (result: unknown) => void>();
const listeners = new Set<(bytes: Uint8Array) => void>();
/** Of each session: a page that stood still for minutes comes back to core, and is sent a part again. */
const heardTo = new Map<string, number>();
/** Far from the app's own. */
let lastId = 1e9;

/** Every xterm assigns this once, in its constructor; it is not mangled in its builds. */
function catchTerminals(): void {
  Object.defineProperty(Object.prototype, '_addonManager', {
    configurable: true,
    set(this: object, value: unknown) {
      Object.defineProperty(this, '_addonManager', { value, writable: true, configurable: true, enumerable: true });
      terminals.push(this as Terminal);
    },
  });
}

function hear(data: unknown): void {
  if (data instanceof ArrayBuffer) {
    const { sessionId, offset, bytes } = readOutputFrame(data);
    const known = Math.max(0, (heardTo.get(sessionId) ?? 0) - offset);
    heardTo.set(sessionId, Math.max(heardTo.get(sessionId) ?? 0, offset + bytes.length));
    if (known >= bytes.length) return;
    for (const listener of listeners) listener(bytes.subarray(known));
    return;
  }
  const id = Number(/^\{"id":(1\d{9}),/.exec(String(data))?.[1] ?? 0);
  if (id === 0) return;
  answers.get(id)?.(JSON.parse(String(data)).result);
  answers.delete(id);
}

function catchSockets(): void {
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
      this.addEventListener('message', ({ data }) => hear(data));
    }
  };
}

function call(name: string, ...args: readonly unknown[]): Promise<unknown> {
  lastId += 1;
  const id = lastId;
  sockets.at(-1)?.send(JSON.stringify({ id, call: name, args }));
  return new Promise((resolve, reject) => {
    answers.set(id, (result) => {
      const { ok, value, failure } = result as { ok: boolean; value?: unknown; failure?: { message: string } };
      if (ok) resolve(value);
      else reject(new Error(failure?.message));
    });
  });
}

function front(): Terminal {
  const found = terminals.find(({ element }) => element?.isConnected && element.closest('.terminal-hosts') !== null);
  if (found === undefined) throw new Error('no terminal in front');
  return found;
}

const rowAt = (terminal: Terminal, y: number): string =>
  terminal.buffer.active.getLine(y)?.translateToString(true) ?? '';

function cursorRow(terminal = front()): string {
  const { baseY, cursorY } = terminal.buffer.active;
  return rowAt(terminal, baseY + cursorY);
}

/** Resolves once what is on the screen is as wanted. */
function whenDrawn(terminal: Terminal, is: () => boolean): Promise<number> {
  return new Promise((resolve) => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => resolve(performance.now());
    const rendered = terminal.onRender(() => {
      if (!is()) return;
      rendered.dispose();
      // a task of its own comes behind the frame in which this was drawn
      painted.port2.postMessage(null);
    });
  });
}

function lastLineShown(terminal: Terminal): boolean {
  const { baseY, cursorY } = terminal.buffer.active;
  return rowAt(terminal, baseY + cursorY - 1) === LAST_LINE;
}

function nextKey(wanted: string): Promise<number> {
  return new Promise((resolve) => {
    const onKey = ({ key, timeStamp }: KeyboardEvent): void => {
      if (key !== wanted) return;
      window.removeEventListener('keydown', onKey, { capture: true });
      resolve(timeStamp);
    };
    window.addEventListener('keydown', onKey, { capture: true });
  });
}

async function bufferOf(terminal: Terminal): Promise<string> {
  const buffer = terminal.buffer.active;
  const cell = buffer.getNullCell();
  const digest = createDigest();
  const encoder = new TextEncoder();
  const { length, baseY, cursorX, cursorY } = buffer;
  digest.add(encoder.encode(`${length} ${baseY} ${cursorX} ${cursorY}\n`));
  for (let y = 0; y < length; y += 1) {
    const line = buffer.getLine(y);
    let row = line?.isWrapped ? '+' : ' ';
    for (let x = 0; line !== undefined && x < line.length; x += 1) {
      line.getCell(x, cell);
      const styles = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse()].map(Number);
      const colours = [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor()];
      row += `${cell.getChars()}${cell.getWidth()}${colours.join()}${styles.join('')};`;
    }
    digest.add(encoder.encode(`${row}\n`));
  }
  return digest.done();
}

async function ceiling(kind: StreamKind, bytes: number): Promise<Shown> {
  const place = document.querySelector('.terminal-hosts')?.getBoundingClientRect();
  if (place === undefined) throw new Error('no terminal in front');
  const { settings } = (await call('snapshot')) as Snapshot;
  const theme = document.documentElement.dataset.theme === 'light' ? 'light' : 'dark';
  const screen = createScreen(
    { colours: terminalColours(theme, settings), settings },
    { platform: 'linux', onLink: () => {} },
  );
  const { terminal } = screen;
  const host = document.createElement('div');
  host.className = 'terminal-host';
  Object.assign(host.style, { position: 'fixed', inset: 'auto', zIndex: '9999', background: 'black' });
  for (const side of ['left', 'top', 'width', 'height'] as const) host.style[side] = `${place[side]}px`;
  document.body.append(host);
  screen.open(host);
  const room = screen.room();
  if (room !== null) screen.take(room);
  const stream = makeStream(kind, bytes);
  await new Promise((resolve) => setTimeout(resolve, 500));

  const shown = whenDrawn(terminal, () => lastLineShown(terminal));
  const from = performance.now();
  let written = 0;
  let parsed = 0;
  const write = (): void => {
    while (written < stream.length && written - parsed < AHEAD_BYTES) {
      const piece = stream.subarray(written, written + PIECE_BYTES);
      written += piece.length;
      terminal.write(piece, () => {
        parsed += piece.length;
        write();
      });
    }
  };
  write();
  const ms = (await shown) - from;
  const buffer = await bufferOf(terminal);
  terminal.dispose();
  host.remove();
  return { ms, buffer };
}

async function transcript(firstLine: string, bytes: number): Promise<string> {
  const { sessions } = (await call('snapshot')) as Snapshot;
  const id = sessions[0]?.id;
  const { start, mostBytes } = (await call('readTranscript', id, null)) as TranscriptPart;
  const stretch = createStretch(firstLine, bytes);
  let quiet = 0;
  for (let at = start; stretch.left > 0 && quiet < 20; ) {
    const part = (await call('readTranscript', id, at + mostBytes)) as TranscriptPart;
    const all = Uint8Array.from(atob(part.base64), (character) => character.charCodeAt(0));
    stretch.add(all.subarray(at - part.from));
    // the newest may still be on its way to the disk
    quiet = part.to > at ? 0 : quiet + 1;
    if (quiet > 0) await new Promise((resolve) => setTimeout(resolve, 250));
    at = part.to;
  }
  return stretch.left > 0 ? 'the stream is not in it' : stretch.done();
}

/** So many bytes from where the text begins. */
function createStretch(firstLine: string, bytes: number) {
  const mark = new TextEncoder().encode(firstLine);
  let digest: Digest | null = null;
  let left = bytes;
  let before: Uint8Array = new Uint8Array(0);
  return {
    add(all: Uint8Array): void {
      let fresh = all;
      if (digest === null) {
        const joined = new Uint8Array(before.length + all.length);
        joined.set(before);
        joined.set(all, before.length);
        const at = indexOf(joined, mark);
        before = joined.slice(-mark.length);
        if (at < 0) return;
        digest = createDigest();
        fresh = joined.subarray(at);
      }
      const part = fresh.subarray(0, left);
      digest.add(part);
      left -= part.length;
    },
    get left() {
      return left;
    },
    done: () => digest?.done() ?? Promise.resolve('nothing of it has come'),
  };
}

function received(firstLine: string, bytes: number, after?: 'shown'): Promise<string> {
  const stretch = createStretch(firstLine, bytes);
  let waiting: Uint8Array[] | null = after === undefined ? null : [];
  return new Promise((resolve) => {
    const listener = (all: Uint8Array): void => {
      if (waiting !== null) {
        waiting.push(all);
        return;
      }
      stretch.add(all);
      if (stretch.left > 0) return;
      listeners.delete(listener);
      resolve(stretch.done());
    };
    listeners.add(listener);
    if (after === undefined) return;
    void watching.get(after)?.then(() => {
      const come = waiting ?? [];
      waiting = null;
      for (const all of come) listener(all);
    });
  });
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = 0; at + wanted.length <= bytes.length; at += 1) {
    let same = 0;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same += 1;
    if (same === wanted.length) return at;
  }
  return -1;
}

/** A task of the lowest cost, again and again: where one comes late, nothing else could have come either. */
function watchPauses(): () => readonly number[] {
  let pauses: number[] = [];
  const channel = new MessageChannel();
  let last = performance.now();
  channel.port1.onmessage = () => {
    const now = performance.now();
    pauses.push(now - last);
    last = now;
    setTimeout(() => {
      last = performance.now();
      channel.port2.postMessage(null);
    }, 4);
  };
  channel.port2.postMessage(null);
  return () => {
    const longest = pauses.sort((a, b) => b - a).slice(0, 20);
    pauses = [];
    return longest;
  };
}

/**
 * app/assets/javascripts/terminal/terminal.js: one decoder call a frame, and `write` without asking. The size is that of
 * its 450 pixels; what xterm throws at a frame is counted where its page would not even see it.
 */
async function peer(terminalPath: string, file: string): Promise<PeerRun> {
  const host = document.createElement('div');
  Object.assign(host.style, { width: '960px', height: '450px' });
  document.body.replaceChildren(host);
  const terminal = new Terminal({ cursorBlink: true, scrollback: 1000 });
  terminal.open(host);
  const decoder = new TextDecoder();
  const run = { ms: 0, refusedBytes: 0, garbled: 0 };
  const socket = new WebSocket(`ws://${location.host}${terminalPath}`, ['terminal.gitlab.com']);
  socket.binaryType = 'arraybuffer';
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the peer could not open its terminal'));
  });
  const send = (text: string) => socket.send(new TextEncoder().encode(text));
  let last = '';
  const whole = new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      const text = decoder.decode(data as ArrayBuffer);
      run.garbled += text.split('\ufffd').length - 1;
      try {
        terminal.write(text);
      } catch {
        run.refusedBytes += (data as ArrayBuffer).byteLength;
      }
      last = (last + text).slice(-100);
      if (last.includes(LAST_LINE)) resolve();
    };
  });
  const from = performance.now();
  send(`stty -opost -echo; cat ${file}\r`);
  await whole;
  // all has come; now all that was taken is to be parsed
  await new Promise<void>((resolve) => {
    const ask = (): void => {
      try {
        terminal.write('', () => resolve());
      } catch {
        setTimeout(ask, 50);
      }
    };
    ask();
  });
  run.ms = performance.now() - from;
  socket.close();
  terminal.dispose();
  return run;
}

catchTerminals();
catchSockets();
let longestPauses: (() => readonly number[]) | null = null;

const watches: Watches = {
  async shown() {
    const terminal = front();
    const from = performance.now();
    const ms = (await whenDrawn(terminal, () => lastLineShown(terminal))) - from;
    return { ms, buffer: await bufferOf(terminal) };
  },
  received,
  async prompt(key, prompt) {
    const terminal = front();
    const pressedAt = await nextKey(key);
    const shownAt = await whenDrawn(terminal, () => cursorRow(terminal).startsWith(prompt));
    return { pressedAt: performance.timeOrigin + pressedAt, shownAt: performance.timeOrigin + shownAt };
  },
};
const watching = new Map<keyof Watches, Promise<unknown>>();

const bench: BenchPage = {
  call,
  watch(name, ...args) {
    watching.set(name, (watches[name] as (...given: typeof args) => Promise<unknown>)(...args));
  },
  watched: (name) => watching.get(name) as never,
  transcript,
  ceiling,
  async type(title, text) {
    const { sessions } = (await call('snapshot')) as Snapshot;
    const { id = '' } = sessions.find((session) => session.title === title) ?? {};
    sockets.at(-1)?.send(writeInputFrame(id, new TextEncoder().encode(text)));
  },
  cursorRow: () => cursorRow(),
  shows(text) {
    const terminal = front();
    const { baseY } = terminal.buffer.active;
    return Array.from({ length: terminal.rows }, (_, y) => rowAt(terminal, baseY + y)).some((row) =>
      row.startsWith(text),
    );
  },
  peer,
  longestPauses() {
    longestPauses ??= watchPauses();
    return longestPauses();
  },
  size: () => `${front().cols} × ${front().rows}`,
};
Object.assign(window, { bench });
