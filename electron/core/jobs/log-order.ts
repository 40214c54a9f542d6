import { assertNever } from '../errors.ts';
import type { LineMark } from './log-marks.ts';

/** What the runner said, as far as the order of a log can tell it from what a script printed. */
export type OrderedMark =
  | Exclude<LineMark, { readonly kind: 'text' | 'remark' }>
  /** What was told of a script's end, of a hold or of the job's end was printed by the script, which goes on. */
  | { readonly kind: 'imitated' };

export interface LogOrder {
  /** Takes each mark in turn; answers those that are believed, and what is not to be believed any longer. */
  take(mark: LineMark): readonly OrderedMark[];
  /** A part of the log was passed over: which stage is open is not known any more. */
  skip(): void;
}

/** The runner's stages (common/build.go, `BuildStage…`, and a job's own `step_…`); they never nest. */
const STAGE =
  /^(?:resolve_secrets|prepare_executor|prepare_script|get_sources|clear_worktree|restore_cache|download_artifacts|step_\w+|build_script|after_script|archive_cache(?:_on_failure)?|upload_artifacts_on_(?:success|failure)|cleanup_file_variables)$/;
const SCRIPT = /^(?:step_\w+|build_script|after_script)$/;
const CLEANUP = 'cleanup_file_variables';

/** `unknown`: a part was passed over; `none`: between stages, or before the first. */
type Stage = { readonly is: 'open'; readonly name: string } | { readonly is: 'none' } | { readonly is: 'unknown' };

/**
 * Tells the runner's words from a script's imitation of them by their place.
 *
 * The runner writes of a hold and of the job's end between its stages only, and of the executor in one of the first. So
 * a phrase inside an open stage is a script's. A script can also print the very bytes that end its stage; that cannot be
 * told at once, but what follows can: behind the real end come remarks, stages and the runner's phrases, nothing else.
 * Any other line takes back what was told, and from then on nothing is refused for its place. What stays undecidable: a
 * script that imitates an end and then is silent. So no terminal is closed, and no reason certain, by the log alone.
 */
export function createLogOrder(): LogOrder {
  let stage: Stage = { is: 'none' };
  let stagesSeen = false;
  let scriptSeen = false;
  let executorTold = false;
  let isFirstLine = true;
  /** The script's stage that was ended last, while nothing has proved that it was. */
  let endedScript: string | null = null;
  let told: 'nothing' | 'hold' | 'hold-over' | 'job-end' = 'nothing';

  const isInside = () => stage.is === 'open';

  function takeBack(): readonly OrderedMark[] {
    const hadTold = told !== 'nothing' || endedScript !== null;
    if (hadTold) stage = { is: 'unknown' };
    endedScript = null;
    told = 'nothing';
    return hadTold ? [{ kind: 'imitated' }] : [];
  }

  function section(mark: Extract<LineMark, { kind: 'section' }>): readonly OrderedMark[] {
    // a section of the script's own lies inside its stage
    if (!STAGE.test(mark.name)) return isInside() ? [mark] : [...takeBack(), mark];
    stagesSeen = true;
    return mark.edge === 'start' ? started(mark) : ended(mark);
  }

  function started(mark: Extract<LineMark, { kind: 'section' }>): readonly OrderedMark[] {
    // stages do not nest: this one is printed by the script
    if (stage.is === 'open' && SCRIPT.test(stage.name)) return [];
    // behind a hold there is the cleanup and no other
    const back = told !== 'nothing' && mark.name !== CLEANUP ? takeBack() : [];
    stage = { is: 'open', name: mark.name };
    scriptSeen ||= SCRIPT.test(mark.name);
    return [...back, mark];
  }

  function ended(mark: Extract<LineMark, { kind: 'section' }>): readonly OrderedMark[] {
    if (stage.is === 'open' && stage.name !== mark.name) return [];
    // a script had been ended already, by an imitation
    const back = stage.is === 'none' && endedScript !== null ? takeBack() : [];
    stage = { is: 'none' };
    endedScript = SCRIPT.test(mark.name) ? mark.name : null;
    return [...back, mark];
  }

  /** A line of no meaning: inside a stage as it should be, the cleanup behind a hold included. */
  const other = () => (isInside() ? [] : takeBack());

  function phrase(mark: Exclude<LineMark, { readonly kind: 'text' | 'remark' | 'section' }>): readonly OrderedMark[] {
    switch (mark.kind) {
      case 'runner':
        return isFirstLine ? [mark] : [];
      case 'executor': {
        const isIn = stage.is === 'open' ? stage.name === 'prepare_executor' : stage.is === 'none' && !stagesSeen;
        if (!isIn || scriptSeen || executorTold) return [];
        executorTold = true;
        return [mark];
      }
      case 'hold': {
        if (isInside()) return [];
        told = 'hold';
        return [mark];
      }
      case 'hold-timed-out':
      case 'terminal-disconnected':
        if (isInside() || (told !== 'hold' && stage.is !== 'unknown')) return [];
        told = 'hold-over';
        return [mark];
      case 'job-end':
        if (isInside()) return [];
        told = 'job-end';
        return [mark];
      case 'cancel-seen':
        return isInside() ? [] : [mark];
      case 'repository':
        return stage.is === 'open' && stage.name === 'get_sources' ? [mark] : other();
      default:
        return assertNever(mark);
    }
  }

  return {
    take(mark) {
      switch (mark.kind) {
        case 'section':
          isFirstLine = false;
          return section(mark);
        case 'text': {
          isFirstLine = false;
          return other();
        }
        case 'remark':
          isFirstLine = false;
          return [];
        default: {
          const marks = phrase(mark);
          isFirstLine = false;
          return marks;
        }
      }
    },
    skip() {
      stage = { is: 'unknown' };
      isFirstLine = false;
      endedScript = null;
      executorTold = true;
    },
  };
}
