import type { LeftOut, StreamStart } from '../../contract.ts';
import type { Clock } from '../host.ts';
import type { Backlog } from './backlog.ts';
import { createFloodEnd } from './flood-end.ts';
import type { SkimLedger, ViewState } from './skim-ledger.ts';

/**
 * Hands a session's output to the view that is attached: small frames joined, never far ahead of what it has parsed, and
 * without what would scroll out of it unseen.
 */
export interface OutputPump {
  /** Something was appended to the backlog. */
  received(): void;
  /** Starts again from the oldest byte kept, for a new view or one that lost its way. */
  attach(): StreamStart;
  /**
   * The view has parsed everything before this offset; what it cannot have seen is clamped. `linesThatFill` as in
   * `ViewState`; null while plain text might do more there than write rows and scroll them away.
   */
  acknowledge(offset: number, linesThatFill: number | null): void;
  /** A key was sent, whose echo or prompt may stand behind a flood. */
  typed(): void;
  /** Of what was received, not yet sent and not to be left out, now or once more of it has come. Exact only where it is much. */
  readonly behindBytes: number;
  dispose(): void;
}

export interface OutputPumpDeps {
  readonly backlog: Backlog;
  readonly ledger: Pick<SkimLedger, 'leap' | 'plainFrom' | 'forget'>;
  readonly clock: Clock;
  /** The array stays as it is; its memory may be larger, so who sends it to another process copies it first. */
  emit(offset: number, bytes: Uint8Array, leftOut: LeftOut | null): void;
  /** Bytes that the disk did not give back were left out. */
  onLost(bytes: number): void;
  readonly limits?: PumpLimits;
}

export interface PumpLimits {
  readonly pieceBytes: number;
  /** Ahead of the view: stop here … */
  readonly aheadBytes: number;
  /** … and go on below this. */
  readonly resumeBytes: number;
  /** Of text that may be left out once there is more of it. */
  readonly plainAheadBytes: number;
  /** The first two for a view that leaves parts out: it has enough to show. */
  readonly skimmingAheadBytes: number;
  readonly skimmingResumeBytes: number;
}

/** Output waits no longer than this for more to join it. */
const JOIN_MS = 5;
/**
 * What is on its way can no longer be left out, and after Ctrl-C the prompt stands behind it; but a page that parses and
 * draws answers in 30 to 80 ms, a megabyte at a time, and must not run dry meanwhile.
 */
const DEFAULTS: PumpLimits = {
  pieceBytes: 64 * 1024,
  aheadBytes: 2048 * 1024,
  resumeBytes: 1536 * 1024,
  plainAheadBytes: 512 * 1024,
  skimmingAheadBytes: 64 * 1024,
  skimmingResumeBytes: 32 * 1024,
};
/** A view that left something out may do so again before it was sent so much. */
const SKIMS_AGAIN_WITHIN_BYTES = 1024 * 1024;
/** Is not worth looking for what can be left out of it. */
const LITTLE_BYTES = 512 * 1024;
/** So much plain text fills any scrollback but a huge one. */
const LEAPS_WITHIN_BYTES = 16 * 1024 * 1024;

export function createOutputPump(deps: OutputPumpDeps): OutputPump {
  const { backlog, clock, ledger } = deps;
  const limits = deps.limits ?? DEFAULTS;
  const { pieceBytes } = limits;
  let attached = false;
  let attachment = 0;
  let sent = 0;
  let parsed = 0;
  let view: ViewState | null = null;
  /** To be told with the next bytes. */
  let leftOut: LeftOut | null = null;
  let skimmedAt = Number.NEGATIVE_INFINITY;
  /** A flood has ended there: up to it, what is not left out is all to be shown. */
  let endedAt = 0;
  /** What was passed over between `parsed` and `sent`: nobody will acknowledge it. */
  let passedOver: readonly { readonly to: number; readonly bytes: number }[] = [];
  let held = false;
  let reading = false;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let cancelFlush: (() => void) | null = null;

  function schedule(ms: number): void {
    cancelFlush ??= clock.after(ms, () => {
      cancelFlush = null;
      flush();
    });
  }

  const ahead = () => passedOver.reduce((bytes, one) => bytes - one.bytes, sent - parsed);
  const isSkimming = () => sent >= endedAt && sent - skimmedAt < SKIMS_AGAIN_WITHIN_BYTES;
  /** A flood has not ended there, and what comes next is plain. */
  const mayLeap = () => view !== null && sent >= endedAt && ledger.plainFrom <= sent;
  const mostAhead = () =>
    isSkimming() ? limits.skimmingAheadBytes : mayLeap() ? limits.plainAheadBytes : limits.aheadBytes;
  const resumesAt = () => (isSkimming() ? limits.skimmingResumeBytes : limits.resumeBytes);

  const floodEnd = createFloodEnd(clock, (ended) => {
    if (ended) {
      endedAt = backlog.end;
      held = false;
    }
    flush();
  });

  function flush(): void {
    if (floodEnd.isAwaited) return;
    flushedAt = clock.now();
    while (attached && !reading && !held && sent < backlog.end) {
      // dropped only where a later view had acknowledged it
      if (sent < backlog.start) sent = backlog.start;
      const room = mostAhead() - ahead();
      if (room <= 0) {
        held = true;
        return;
      }
      const leap = view === null ? null : ledger.leap(sent, view);
      if (leap?.at === sent) {
        leaveOut(leap.to, leap.colours);
        continue;
      }
      const bytes = backlog.read(sent, Math.min(room, pieceBytes, (leap?.at ?? backlog.end) - sent));
      if (bytes instanceof Uint8Array) deliver(bytes);
      else wait(bytes);
    }
  }

  function deliver(bytes: Uint8Array): void {
    const offset = sent;
    sent += bytes.length;
    const before = leftOut;
    leftOut = null;
    deps.emit(offset, bytes, before);
  }

  function leaveOut(to: number, colours: string): void {
    leftOut = { from: leftOut?.from ?? sent, to, colours: `${leftOut?.colours ?? ''}${colours}` };
    passOver(to);
    skimmedAt = to;
    floodEnd.leftOut();
  }

  function passOver(to: number): void {
    passedOver = [...passedOver, { to, bytes: to - sent }];
    sent = to;
  }

  function wait(bytes: Promise<Uint8Array>): void {
    const mine = attachment;
    const from = sent;
    reading = true;
    const done = (use: () => void) => {
      if (mine !== attachment) return;
      reading = false;
      if (from === sent) use();
      flush();
    };
    bytes.then(
      (read) => done(() => deliver(read)),
      () => done(skipLost),
    );
  }

  /** Goes on where the store can be read again; the view sees the gap by the offsets. */
  function skipLost(): void {
    if (sent < backlog.start) return;
    const next = backlog.after(sent);
    deps.onLost(next - sent);
    passOver(next);
  }

  return {
    received() {
      floodEnd.received();
      if (!attached || held || reading || cancelFlush !== null) return;
      // what comes after a quiet moment (an echo) goes at once
      if (clock.now() - flushedAt >= JOIN_MS) flush();
      else schedule(JOIN_MS);
    },
    attach() {
      attached = true;
      attachment += 1;
      reading = false;
      held = false;
      sent = backlog.start;
      parsed = backlog.start;
      passedOver = [];
      skimmedAt = Number.NEGATIVE_INFINITY;
      endedAt = 0;
      view = null;
      leftOut = null;
      cancelFlush?.();
      cancelFlush = null;
      // the answer to the attaching view goes first
      schedule(0);
      return { from: backlog.start, liveFrom: backlog.acknowledged };
    },
    acknowledge(offset, linesThatFill) {
      const known = Math.min(offset, backlog.end);
      // a view that attaches again says how far it is already
      if (known > sent) sent = known;
      parsed = Math.max(parsed, known);
      passedOver = passedOver.filter(({ to }) => to > parsed);
      backlog.acknowledge(known);
      view = linesThatFill === null ? null : { offset: known, linesThatFill };
      ledger.forget(known);
      if (!held || ahead() > resumesAt()) return;
      held = false;
      flush();
    },
    typed() {
      if (isSkimming()) floodEnd.typed();
    },
    get behindBytes() {
      const unsent = backlog.end - sent;
      if (unsent <= LITTLE_BYTES || view === null) return unsent;
      const leap = ledger.leap(sent, view);
      const plainFrom = Math.max(sent, ledger.plainFrom);
      if (leap !== null && leap.to > plainFrom) return leap.at - sent;
      const plain = backlog.end - plainFrom;
      return unsent - (leap === null ? 0 : leap.to - leap.at) - (plain <= LEAPS_WITHIN_BYTES ? plain : 0);
    },
    dispose() {
      attached = false;
      attachment += 1;
      floodEnd.dispose();
      cancelFlush?.();
      cancelFlush = null;
    },
  };
}
