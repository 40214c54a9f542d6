import { z } from 'zod';
import { type LineMark, phraseOf, REMARKS } from './log-marks.ts';
import type { TraceJson } from './schemas.ts';

/** GitLab's rendering of a log in parts (lib/gitlab/ci/ansi2json), read as the runner wrote it. */
export interface LogLines {
  /** The marks of those lines that are whole and were not told before. */
  take(trace: TraceJson): readonly LineMark[];
  /** From which byte on lines are news. */
  startAt(offset: number): void;
  /** What was learned of the runner's clock elsewhere: when a stage began. */
  began(stage: string, runnerAt: number): void;
  forget(): void;
}

type Line = NonNullable<TraceJson['lines']>[number];

/** What a part's `state` holds: base64 of JSON, on newer versions with a signature behind it (ansi2json/state.rb). */
const traceState = z.object({
  offset: z.number().nullish(),
  open_sections: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
});
type TraceState = z.infer<typeof traceState>;

export function createLogLines(): LogLines {
  /** Stage → the second of its start, by the runner's clock. */
  const begun = new Map<string, number>();
  let newsFrom = 0;

  function marksOf(line: Line, sectionEnd: { readonly at: number | null } | null): readonly LineMark[] {
    const text = (line.content ?? [])
      .map((part) => part.text ?? '')
      .join('')
      .trim();
    const name = stageOf(line.section);
    const marks: LineMark[] = [];
    if (line.section_header === true && name !== null) {
      marks.push({ kind: 'section', name, edge: 'start', runnerAt: begun.get(name) ?? null });
    }
    if (typeof line.section_duration === 'string' && name !== null && line.section_header !== true) {
      const from = begun.get(name);
      const lastedMs = durationOf(line.section_duration);
      const runnerAt = from === undefined || lastedMs === null ? null : from + lastedMs;
      marks.push({ kind: 'section', name, edge: 'end', runnerAt });
    }
    if (text === '') return marks;
    const runnerAt = sectionEnd?.at ?? secondOf(line.timestamp);
    const phrase = phraseOf(text, runnerAt);
    marks.push(phrase ?? { kind: REMARKS.test(text) ? 'remark' : 'text' });
    return marks;
  }

  return {
    take(trace) {
      const state = stateOf(trace.state);
      for (const [section, second] of Object.entries(state?.open_sections ?? {})) {
        const at = Number(second) * 1000;
        const stage = stageOf(section);
        if (stage !== null && Number.isFinite(at)) begun.set(stage, at);
      }
      // what stands behind this is a line that goes on
      const wholeUpTo =
        trace.complete === true ? Number.POSITIVE_INFINITY : (state?.offset ?? Number.POSITIVE_INFINITY);
      const marks: LineMark[] = [];
      let sectionEnd: { readonly at: number | null } | null = null;
      for (const line of trace.lines ?? []) {
        const offset = line.offset ?? newsFrom;
        if (offset < newsFrom || offset >= wholeUpTo) continue;
        newsFrom = offset + 1;
        const told = marksOf(line, sectionEnd);
        marks.push(...told);
        const last = told[told.length - 1];
        sectionEnd = last?.kind === 'section' && last.edge === 'end' ? { at: last.runnerAt } : null;
      }
      return marks;
    },
    startAt(offset) {
      newsFrom = offset;
    },
    began(stage, runnerAt) {
      begun.set(stage, runnerAt);
    },
    forget() {
      begun.clear();
      newsFrom = 0;
    },
  };
}

function stateOf(encoded: string | null | undefined): TraceState | null {
  const base64 = (encoded ?? '').split('--')[0] ?? '';
  try {
    const parsed = traceState.safeParse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** GitLab renders `step_script` as `step-script`; the runner's stages have no hyphen in them. */
function stageOf(section: string | null | undefined): string | null {
  return section === null || section === undefined || section === '' ? null : section.replaceAll('-', '_');
}

/** `00:42`, `01:02:03` */
function durationOf(text: string): number | null {
  const parts = text.split(':').map(Number);
  if (parts.length < 2 || parts.some((part) => !Number.isFinite(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + part, 0) * 1000;
}

/** The whole second, as a section's mark has it. */
function secondOf(timestamp: string | null | undefined): number | null {
  const at = Date.parse(timestamp ?? '');
  return Number.isFinite(at) ? Math.floor(at / 1000) * 1000 : null;
}
