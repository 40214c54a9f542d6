const MOST_NAMES = 5;

export interface ClosingCost {
  /** Names of the jobs that end. */
  readonly held: readonly string[];
  /** Names of the jobs in whose shell something runs that goes on without the app. */
  readonly running: readonly string[];
  /** Names of the jobs that are waited for: kept, yet nobody opens them meanwhile. */
  readonly waiting: readonly string[];
}

interface Warning {
  readonly message: string;
  readonly detail: string;
}

/** What closing the app costs, in words; null when it costs nothing. Pure. */
export function closeWarning({ held, running, waiting }: ClosingCost): Warning | null {
  if (held.length > 0) {
    return {
      message: held.length === 1 ? 'Closing lets a held job finish' : `Closing lets ${held.length} held jobs finish`,
      detail: [
        held.length === 1
          ? 'Its script is done; only your open terminal keeps it from ending:'
          : 'Their scripts are done; only your open terminals keep them from ending:',
        ...named(held),
        ...(running.length === 0 ? [] : ['', RUNS_ON, ...named(running)]),
        ...(waiting.length === 0 ? [] : ['', waitingLine(waiting.length)]),
      ].join('\n'),
    };
  }
  if (running.length > 0) {
    return {
      message:
        running.length === 1 ? 'Something still runs in a shell' : `Something still runs in ${running.length} shells`,
      detail: [
        RUNS_ON,
        ...named(running),
        '',
        'Closing their tabs offers to stop it.',
        ...(waiting.length === 0 ? [] : ['', waitingLine(waiting.length)]),
      ].join('\n'),
    };
  }
  if (waiting.length === 0) return null;
  return {
    message:
      waiting.length === 1
        ? 'You are waiting for a job to start'
        : `You are waiting for ${waiting.length} jobs to start`,
    detail: [...named(waiting), '', waitingLine(waiting.length)].join('\n'),
  };
}

const RUNS_ON = 'What runs in these shells goes on without Jobdeck, also after the job, until the runner stops:';

function named(jobs: readonly string[]): readonly string[] {
  const rest = jobs.length - MOST_NAMES;
  return [...jobs.slice(0, MOST_NAMES).map((job) => `• ${job}`), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

function waitingLine(count: number): string {
  return count === 1
    ? 'The job you are waiting for stays on the list and goes on at the next start. Should it run before, nobody opens its terminal.'
    : `The ${count} jobs you are waiting for stay on the list and go on at the next start. Should they run before, nobody opens their terminals.`;
}
