import { createHash, type Hash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { GitlabClient } from '../gitlab/ports.ts';

/** What became of a look at a raw log. */
export interface RawLook {
  /** Bytes that came over the network. */
  readonly bytes: number;
  /** Something was new. */
  readonly changed: boolean;
  /** The reading stopped early: the log is larger than was wanted. */
  readonly tooLarge: boolean;
}

/** Where the text goes. */
export interface RawTaker {
  text(part: string): void;
  /** What was read before is not what the log begins with now: all begins anew. */
  rewritten(): void;
}

/** The raw log by the API, each byte told once. Holds no more of it than a line. */
export interface RawLog {
  /** Bytes told so far. */
  readonly told: number;
  /** `enough`: a log that is larger than this is read no further than `headBytes`; null = whole. */
  look(client: GitlabClient, path: string, signal: AbortSignal, enough: Enough | null): Promise<RawLook>;
  /** Its last bytes alone, whatever was told before; null = the server has no ranges and the log is larger than `mostBytes`. */
  tail(client: GitlabClient, path: string, signal: AbortSignal, mostBytes: number): Promise<string | null>;
}

export interface Enough {
  readonly largerThan: number;
  readonly headBytes: number;
}

const TAIL_BYTES = 64 * 1024;

/**
 * GitLab's endpoint knows no ranges (gitlab-org/gitlab#30391): an answer is the whole log, of which the known beginning is
 * passed over, and compared, since a log can be erased and written again. A server that heeds `Range` is made use of.
 */
export function createRawLog(taker: RawTaker): RawLog {
  let told = 0;
  let etag: string | null = null;
  let decoder = new StringDecoder('utf8');
  let known: Hash = createHash('sha1');

  function forget(): void {
    told = 0;
    etag = null;
    decoder = new StringDecoder('utf8');
    known = createHash('sha1');
    taker.rewritten();
  }

  function tell(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    told += bytes.length;
    known.update(bytes);
    taker.text(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
  }

  /** Passes over the bytes that are known; `compares`: all of them come, and must be the same. */
  function skipping(skip: number, compares: boolean): Skipping {
    let passed = 0;
    const seen = createHash('sha1');
    let differs = false;
    return {
      take(bytes) {
        const inKnown = Math.min(bytes.length, skip - passed);
        if (inKnown > 0) {
          seen.update(bytes.subarray(0, inKnown));
          passed += inKnown;
          differs = compares && passed === skip && seen.digest('hex') !== known.copy().digest('hex');
        }
        if (!differs) tell(bytes.subarray(inKnown));
        return !differs;
      },
      isOther: () => differs || passed < skip,
    };
  }

  async function look(
    client: GitlabClient,
    path: string,
    signal: AbortSignal,
    enough: Enough | null,
  ): Promise<RawLook> {
    const before = told;
    let bytes = 0;
    let tooLarge = false;
    let skipped: Skipping | null = null;
    // one byte of what is known, as there is none behind the end
    const range = before === 0 ? {} : { range: `bytes=${before - 1}-` };
    const answer = await client.apiStream(
      path,
      { signal, ...(etag === null ? {} : { etag }), ...range },
      ({ status, headers }) => {
        const continues = status === 206 && startOf(headers['content-range']) === before - 1;
        skipped = skipping(continues ? 1 : before, !continues);
        const take = skipped.take;
        const length = Number(headers['content-length'] ?? Number.NaN);
        const mostBytes =
          enough !== null && length > enough.largerThan
            ? Math.max(0, enough.headBytes - before)
            : Number.POSITIVE_INFINITY;
        return (part) => {
          bytes += part.length;
          if (signal.aborted || !take(part)) return false;
          tooLarge = bytes >= mostBytes;
          return !tooLarge;
        };
      },
    );
    etag = tooLarge ? null : (answer.headers.etag ?? etag);
    if (!tooLarge && !signal.aborted && (answer.status === 416 || isOther(skipped))) {
      forget();
      return { bytes, changed: true, tooLarge: false };
    }
    return { bytes, changed: told !== before, tooLarge };
  }

  async function tail(
    client: GitlabClient,
    path: string,
    signal: AbortSignal,
    mostBytes: number,
  ): Promise<string | null> {
    let kept: Buffer = Buffer.alloc(0);
    let refused = false;
    await client.apiStream(path, { signal, range: `bytes=-${TAIL_BYTES}` }, ({ status, headers }) => {
      const length = Number(headers['content-length'] ?? 0);
      refused = status === 200 && length > mostBytes;
      return (part) => {
        if (refused) return false;
        kept = Buffer.concat([kept, part]).subarray(-2 * TAIL_BYTES);
        return true;
      };
    });
    return refused ? null : kept.toString('utf8');
  }

  return {
    get told() {
      return told;
    },
    look,
    tail,
  };
}

interface Skipping {
  take(bytes: Uint8Array): boolean;
  /** The answer was another log than the one that is known, or a shorter one. */
  isOther(): boolean;
}

/** The compiler does not see that a callback has set it. */
function isOther(skipped: Skipping | null): boolean {
  return skipped?.isOther() === true;
}

/** `bytes 100-199/200` → 100 */
function startOf(range: string | undefined): number | null {
  const start = /^bytes (\d+)-/.exec(range ?? '')?.[1];
  return start === undefined ? null : Number(start);
}
