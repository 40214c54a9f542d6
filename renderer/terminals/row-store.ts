import type { IDisposable, Terminal } from '@xterm/xterm';

/**
 * Packs the rows of a terminal that nobody looks at: xterm takes 12 bytes for each cell, 7 MB for 5,000 rows of 113.
 * Whatever touches a row first finds them all back in their place, cell for cell, so nothing else needs to know of it.
 *
 * xterm has no interface for this. What is used of its inside is looked at before: where it is not as expected, the rows
 * stay as they are. `test/ui/terminals/row-store.test.ts` compares packed terminals with others.
 */
export interface RowStore extends IDisposable {
  /** Nobody looks: the rows are packed once nothing has changed for a while. */
  readonly rest: () => void;
  /** Somebody looks again. */
  readonly wake: () => void;
  readonly isPacked: () => boolean;
}

export interface RowStoreDeps {
  readonly terminal: Pick<Terminal, 'onWriteParsed' | 'onScroll' | 'onResize'>;
  /** Runs the task after so many ms; returns its undo. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly load: () => Promise<Deflate>;
}

/** The part of fflate that is used. */
export interface Deflate {
  readonly deflateSync: (bytes: Uint8Array, options: { readonly level: 1 }) => Uint8Array;
  readonly inflateSync: (bytes: Uint8Array, options: { readonly out: Uint8Array }) => Uint8Array;
}

const quietMs = 10_000;
/** Packed in one go: some ms. */
const rowsAtOnce = 256;

/** xterm's `BufferLine`. */
interface Row {
  _data: Uint32Array;
  /** By column: characters of more than one code point, and what colours and links do not fit into the cell. */
  _combined: Readonly<Record<number, string>>;
  _extendedAttrs: Readonly<Record<number, unknown>>;
  length: number;
  isWrapped: boolean;
}

type RowClass = new (columns: number) => Row;

/** xterm's `CircularList` of them. */
interface RowList {
  _array: (Row | undefined)[];
}

interface Packed {
  readonly cells: Uint8Array;
  readonly cellWords: number;
  /** Null where the list has none. */
  readonly rows: readonly (Omit<Row, '_data'> | null)[];
}

const isRow = (value: unknown): value is Row => {
  const row = value as Partial<Row> | null | undefined;
  return (
    row?._data instanceof Uint32Array &&
    typeof row._combined === 'object' &&
    typeof row._extendedAttrs === 'object' &&
    typeof row.isWrapped === 'boolean' &&
    row.length !== undefined &&
    row._data.length === row.length * 3
  );
};

function listOf(terminal: object): RowList | null {
  const inside = terminal as { _core?: { buffers?: { normal?: { lines?: Partial<RowList> } } } };
  const list = inside._core?.buffers?.normal?.lines;
  return Array.isArray(list?._array) && list._array.every((row) => row === undefined || isRow(row))
    ? (list as RowList)
    : null;
}

const none: Readonly<Record<number, never>> = Object.freeze({});
const isEmpty = (record: object): boolean => Object.keys(record).length === 0;

function pack(rows: readonly (Row | undefined)[], { deflateSync }: Deflate): Packed {
  const cells = new Uint32Array(rows.reduce((sum, row) => sum + (row?._data.length ?? 0), 0));
  let at = 0;
  const kept = rows.map((row) => {
    if (row === undefined) return null;
    cells.set(row._data, at);
    at += row._data.length;
    const { length, isWrapped, _combined, _extendedAttrs } = row;
    return {
      length,
      isWrapped,
      _combined: isEmpty(_combined) ? none : _combined,
      _extendedAttrs: isEmpty(_extendedAttrs) ? none : _extendedAttrs,
    };
  });
  return { cells: deflateSync(new Uint8Array(cells.buffer), { level: 1 }), cellWords: cells.length, rows: kept };
}

function unpack(packed: Packed, Row: RowClass, { inflateSync }: Deflate): (Row | undefined)[] {
  const cells = new Uint32Array(packed.cellWords);
  inflateSync(packed.cells, { out: new Uint8Array(cells.buffer) });
  let at = 0;
  return packed.rows.map((kept) => {
    if (kept === null) return undefined;
    const row = new Row(0);
    const words = kept.length * 3;
    row._data = cells.slice(at, at + words);
    at += words;
    row.length = kept.length;
    row.isWrapped = kept.isWrapped;
    if (kept._combined !== none) row._combined = kept._combined;
    if (kept._extendedAttrs !== none) row._extendedAttrs = kept._extendedAttrs;
    return row;
  });
}

export function createRowStore({ terminal, after, now, load }: RowStoreDeps): RowStore {
  let resting = false;
  let bringBack: (() => void) | null = null;
  let cancel: (() => void) | null = null;
  /** Rows that change while they are being packed would be old ones. */
  let changes = 0;
  let changedAt = 0;
  const subscriptions = [terminal.onWriteParsed(changed), terminal.onResize(changed)];
  /** While rows are being packed: a handler that takes its time has what came before it told as parsed only with the rest. */
  let watching: IDisposable | null = null;

  function changed(): void {
    changes += 1;
    changedAt = now();
    if (cancel === null) waitForQuiet();
  }

  /** By each line that scrolls, so it only counts, and not all the time. */
  function watch(): void {
    watching = terminal.onScroll(() => {
      changes += 1;
    });
  }

  function stopWatching(): void {
    watching?.dispose();
    watching = null;
  }

  function waitForQuiet(): void {
    if (!resting || bringBack !== null) return;
    const leftMs = changedAt + quietMs - now();
    if (leftMs > 0) {
      cancel = after(leftMs, () => {
        cancel = null;
        waitForQuiet();
      });
    } else void packAll(changes);
  }

  function settle(): void {
    stopWatching();
    cancel?.();
    cancel = null;
    changed();
  }

  async function packAll(mine: number): Promise<void> {
    const deflate = await load();
    if (mine !== changes) return;
    const list = listOf(terminal);
    const sample = list?._array.find((row) => row !== undefined);
    if (list === null || sample === undefined) return;
    const rows = list._array;
    const Row = sample.constructor as RowClass;
    const packed: Packed[] = [];
    const more = (from: number): void => {
      // its closure would keep the rows
      cancel = null;
      const isOld = mine !== changes || list._array !== rows;
      if (!isOld) packed.push(pack(rows.slice(from, from + rowsAtOnce), deflate));
      if (!isOld && from + rowsAtOnce < rows.length) {
        cancel = after(0, () => more(from + rowsAtOnce));
        return;
      }
      stopWatching();
      if (isOld) waitForQuiet();
      else put(list, packed, Row, deflate);
    };
    watch();
    more(0);
  }

  function put(list: RowList, packed: readonly Packed[], Row: RowClass, deflate: Deflate): void {
    bringBack = () => {
      bringBack = null;
      list._array = packed.flatMap((part) => unpack(part, Row, deflate));
      settle();
    };
    const inPlace = (): (Row | undefined)[] => {
      bringBack?.();
      return list._array;
    };
    // Whoever asks the list reads `_array` anew each time, and so finds the real one from then on.
    list._array = new Proxy([], {
      get: (_, name) => Reflect.get(inPlace(), name),
      set: (_, name, value) => Reflect.set(inPlace(), name, value),
      has: (_, name) => Reflect.has(inPlace(), name),
      deleteProperty: (_, name) => Reflect.deleteProperty(inPlace(), name),
    });
  }

  return {
    rest() {
      resting = true;
      settle();
    },
    wake() {
      resting = false;
      bringBack?.();
      settle();
    },
    isPacked: () => bringBack !== null,
    dispose() {
      resting = false;
      settle();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
