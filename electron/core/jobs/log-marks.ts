import { parseGoDuration } from '../go-duration.ts';

/** What a line of a job's log tells, before anyone says when it was seen. */
export type LineMark =
  | { readonly kind: 'hold'; readonly limitMs: number; readonly runnerStartedAt: number | null }
  | { readonly kind: 'hold-timed-out' }
  | { readonly kind: 'terminal-disconnected' }
  | { readonly kind: 'section'; readonly name: string; readonly edge: 'start' | 'end'; readonly runnerAt: number }
  | { readonly kind: 'job-end'; readonly succeeded: boolean; readonly text: string | null }
  | { readonly kind: 'cancel-seen' };

export interface LogMarks {
  /** Takes the next part of the raw log, cut anywhere; answers the marks of the lines that it completes. */
  feed(part: string): readonly LineMark[];
}

/** A line without end (a progress bar) is not kept past this; marks stand in short lines. */
const MAX_LINE_CHARACTERS = 64 * 1024;
const KEPT_OF_LONG_LINE = 1024;

const SECTION = /section_(start|end):(\d{1,12}):([\w.:-]{1,255})(?:\[[^\]\r\n]*\])?\r/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is being removed
const ESCAPES = /\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-Z\\-~])/g;
/** With timestamps on, each line begins so: time, stream number, stream letter, `+` where a line goes on. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z [0-9a-f]{2}[OE][+ ]?/;

const HOLD = /^Terminal is connected, will time out in (\S{1,40}?)\.\.\.$/;
const TIMED_OUT = /^terminal session timed out \(maximum time allowed - \S{1,40}\)$/;
const JOB_FAILED = /^ERROR: Job failed(?: \(([^)]{1,80})\))?: (.{1,500})$/;

/**
 * Reads the lines that a runner writes about terminals and ends (gitlab-runner's `common/build.go`), colours ignored.
 * A phrase counts only when it is the whole line, so that `$ echo Job succeeded` in a script's echo is none.
 */
export function createLogMarks(): LogMarks {
  let rest = '';

  return {
    feed(part) {
      const lines = (rest + part).split('\n');
      rest = lines.pop() ?? '';
      const marks = lines.flatMap(marksIn);
      if (rest.length > MAX_LINE_CHARACTERS) rest = rest.slice(-KEPT_OF_LONG_LINE);
      return marks;
    },
  };
}

function marksIn(line: string): readonly LineMark[] {
  const marks: LineMark[] = [];
  let sectionEndAt: number | null = null;
  let after = 0;
  for (const match of line.matchAll(SECTION)) {
    const edge = match[1] === 'end' ? 'end' : 'start';
    const runnerAt = Number(match[2]) * 1000;
    marks.push({ kind: 'section', name: match[3] ?? '', edge, runnerAt });
    sectionEndAt = edge === 'end' ? runnerAt : null;
    after = match.index + match[0].length;
  }
  const told = phraseOf(plain(line.slice(after)), sectionEndAt);
  if (told !== null) marks.push(told);
  return marks;
}

function phraseOf(text: string, sectionEndAt: number | null): LineMark | null {
  const limitMs = parseGoDuration(HOLD.exec(text)?.[1] ?? '');
  if (limitMs !== null) return { kind: 'hold', limitMs: Math.max(0, limitMs), runnerStartedAt: sectionEndAt };
  if (TIMED_OUT.test(text)) return { kind: 'hold-timed-out' };
  if (text === 'Terminal disconnected') return { kind: 'terminal-disconnected' };
  if (text === 'Job succeeded') return { kind: 'job-end', succeeded: true, text: null };
  if (text === 'WARNING: script canceled externally (UI, API)') return { kind: 'cancel-seen' };
  const failed = JOB_FAILED.exec(text);
  if (failed === null) return null;
  const why = failed[1] === undefined ? failed[2] : `${failed[1]}: ${failed[2]}`;
  return { kind: 'job-end', succeeded: false, text: why ?? null };
}

/** A line as a person sees it: what follows the last return, without colours. */
function plain(line: string): string {
  const bare = line.replace(ESCAPES, '').replace(TIMESTAMP, '').replace(/\r+$/, '');
  return bare.slice(bare.lastIndexOf('\r') + 1).trim();
}

/** True when a rendered line (colours and section marks taken out by GitLab) may be one of the runner's. */
export function looksTelling(text: string): boolean {
  return /Terminal is connected|terminal session timed out|Terminal disconnected|Job succeeded|Job failed|canceled externally/.test(
    text,
  );
}
