import { parseGoDuration } from '../go-duration.ts';

/** What a line of a job's log tells, before anyone says when it was seen. */
export type LineMark =
  | { readonly kind: 'runner'; readonly version: string }
  | { readonly kind: 'executor'; readonly name: string }
  | { readonly kind: 'hold'; readonly limitMs: number; readonly runnerStartedAt: number | null }
  | { readonly kind: 'hold-timed-out' }
  | { readonly kind: 'terminal-disconnected' }
  /** `runnerAt` is null where only GitLab's rendering was read, and that does not tell. */
  | {
      readonly kind: 'section';
      readonly name: string;
      readonly edge: 'start' | 'end';
      readonly runnerAt: number | null;
    }
  | { readonly kind: 'job-end'; readonly succeeded: boolean; readonly text: string | null }
  | { readonly kind: 'cancel-seen' }
  /** Where the job's repository is, on the runner's machine or in the container. */
  | { readonly kind: 'repository'; readonly path: string }
  /** One line or more of anything else that can be seen. */
  | { readonly kind: 'text' }
  /** A warning or an error in the runner's manner: it may write such between its stages. */
  | { readonly kind: 'remark' };

export interface LogMarks {
  /** Takes the next part of the raw log, cut anywhere; answers the marks of the lines that it completes. */
  feed(part: string): readonly LineMark[];
  /** Bytes of the line that is not complete yet. */
  readonly pendingBytes: number;
  /** What comes next does not follow what came last: forgets the line in between. */
  skip(): void;
}

/** A line without end (a progress bar) is not kept past this; marks stand in short lines. */
const MAX_LINE_CHARACTERS = 64 * 1024;
const KEPT_OF_LONG_LINE = 1024;

const SECTION = /section_(start|end):(\d{1,12}):([\w.:-]{1,255})(?:\[[^\]\r\n]*\])?\r/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is being removed
const ESCAPES = /\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-Z\\-~])/g;
/**
 * With FF_TIMESTAMPS each line begins so (lib/gitlab/ci/trace/stream.rb): the runner's time, the stream's number and
 * letter, `+` where it goes on with the line before. Stream 00 is the runner's own; a script's is another.
 */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ([0-9a-f]{2})[OE]([+ ])/;
const OWN_STREAM = '00';
export const REMARKS = /^(?:WARNING|ERROR): /;

const RUNNER = /^Running with gitlab-runner (\S{1,40})/;
const EXECUTOR = /^Preparing the "([\w+-]{1,40})" executor$/;
const REPOSITORY =
  /^(?:Reinitialized existing|Initialized empty) (?:shared )?Git repository in (\/.{1,1000}?)\/\.git\/?$/;
const HOLD = /^Terminal is connected, will time out in (\S{1,40}?)\.\.\.$/;
const TIMED_OUT = /^terminal session timed out \(maximum time allowed - \S{1,40}\)$/;
const JOB_FAILED = /^ERROR: Job failed(?: \(([^)]{1,80})\))?: (.{1,500})$/;
/** Looked for first, as few lines of a large log have any. */
const MAY_TELL =
  /section_(?:start|end):|Terminal (?:is connected|disconnected)|terminal session timed out|Job (?:succeeded|failed)|canceled externally|Git repository in |Running with gitlab-runner|Preparing the "/;

const TEXT: LineMark = { kind: 'text' };
const REMARK: LineMark = { kind: 'remark' };

/**
 * Reads the lines that a runner writes about terminals and ends (gitlab-runner's `common/build.go`), colours ignored.
 * A phrase counts only when it is the whole line, so that `$ echo Job succeeded` in a script's echo is none. Whether a
 * line is the runner's or a script's that looks like it, `log-order.ts` decides.
 */
export function createLogMarks(): LogMarks {
  let rest = '';
  /** The line before, where it may go on. */
  let before = '';

  function marksIn(raw: string): readonly LineMark[] {
    const stamp = TIMESTAMP.exec(raw);
    if (stamp === null) return marksOf(raw, 0, true);
    const text = raw.slice(stamp[0].length);
    const known = stamp[2] === '+' ? before : '';
    before = (known + text).slice(-KEPT_OF_LONG_LINE);
    return marksOf(known + text, known.length, stamp[1] === OWN_STREAM);
  }

  return {
    feed(part) {
      const lines = (rest + part).split('\n');
      rest = lines.pop() ?? '';
      const marks: LineMark[] = [];
      for (const line of lines) {
        for (const mark of marksIn(line)) {
          if (mark !== TEXT || marks[marks.length - 1] !== TEXT) marks.push(mark);
        }
      }
      if (rest.length > MAX_LINE_CHARACTERS) rest = rest.slice(-KEPT_OF_LONG_LINE);
      return marks;
    },
    get pendingBytes() {
      return Buffer.byteLength(rest);
    },
    skip() {
      rest = '';
      before = '';
    },
  };
}

/** `told`: characters of the line whose sections have been told already. `own`: not known to be a script's. */
function marksOf(line: string, told: number, own: boolean): readonly LineMark[] {
  if (!MAY_TELL.test(line)) return plainMark(line, own);
  const marks: LineMark[] = [];
  let sectionEndAt: number | null = null;
  let after = 0;
  for (const match of line.matchAll(SECTION)) {
    const edge = match[1] === 'end' ? 'end' : 'start';
    const runnerAt = Number(match[2]) * 1000;
    // what stands before a mark is a line of its own for GitLab
    if (match.index > told && shown(line.slice(after, match.index)) !== '') marks.push(TEXT);
    after = match.index + match[0].length;
    if (!own) continue;
    sectionEndAt = edge === 'end' ? runnerAt : null;
    if (after <= told) continue;
    marks.push({ kind: 'section', name: match[3] ?? '', edge, runnerAt });
  }
  const text = shown(line.slice(after));
  // git's own line, printed by a script of the runner's
  const phrase = own ? phraseOf(text, sectionEndAt) : repositoryOf(text);
  if (phrase !== null) marks.push(phrase);
  else if (text !== '') marks.push(own && REMARKS.test(text) ? REMARK : TEXT);
  return marks;
}

function plainMark(line: string, own: boolean): readonly LineMark[] {
  if (!/\S/.test(line)) return [];
  const text = shown(line);
  if (text === '') return [];
  return [own && REMARKS.test(text) ? REMARK : TEXT];
}

/** What the runner may mean by a line as it is shown. */
export function phraseOf(text: string, sectionEndAt: number | null): LineMark | null {
  const limitMs = parseGoDuration(HOLD.exec(text)?.[1] ?? '');
  if (limitMs !== null) return { kind: 'hold', limitMs: Math.max(0, limitMs), runnerStartedAt: sectionEndAt };
  if (TIMED_OUT.test(text)) return { kind: 'hold-timed-out' };
  if (text === 'Terminal disconnected') return { kind: 'terminal-disconnected' };
  if (text === 'Job succeeded') return { kind: 'job-end', succeeded: true, text: null };
  if (text === 'WARNING: script canceled externally (UI, API)') return { kind: 'cancel-seen' };
  const executor = EXECUTOR.exec(text)?.[1];
  if (executor !== undefined) return { kind: 'executor', name: executor };
  const version = RUNNER.exec(text)?.[1];
  if (version !== undefined) return { kind: 'runner', version };
  const repository = repositoryOf(text);
  if (repository !== null) return repository;
  const failed = JOB_FAILED.exec(text);
  if (failed === null) return null;
  const why = failed[1] === undefined ? failed[2] : `${failed[1]}: ${failed[2]}`;
  return { kind: 'job-end', succeeded: false, text: why ?? null };
}

function repositoryOf(text: string): LineMark | null {
  const path = REPOSITORY.exec(text)?.[1];
  return path === undefined ? null : { kind: 'repository', path };
}

/** A line as a person sees it: what follows the last return, without colours. */
function shown(line: string): string {
  const bare = line.replace(ESCAPES, '').replace(/\r+$/, '');
  return bare.slice(bare.lastIndexOf('\r') + 1).trim();
}
