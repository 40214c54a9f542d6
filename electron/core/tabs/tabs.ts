import type { Account, AccountId, Job, JobKey, SessionId, TerminalSession } from '../../contract.ts';
import type { Clock } from '../host.ts';
import { recallJob, remembered } from '../jobs/remembered-list.ts';
import { type KeptTabs, MOST_TABS, MOST_TRANSCRIPTS, noTabs, type TabsFile } from './tabs-file.ts';

/**
 * The tabs that outlive a run. A shell does not: its tab comes back without one, where it stood, and a click connects it
 * again. What it showed is read back from its transcripts. Those of local shells and those that cannot be connected again
 * do not come back.
 */
export interface Tabs {
  /** Brings back those of the last run. */
  restore(): void;
  /** Where what the tab of this job showed in earlier runs is, the oldest first. */
  earlierTranscripts(jobKey: JobKey): readonly SessionId[];
  /** How the pages have terminals stand together, in words of their own. */
  layout(): string;
  keepLayout(layout: string): void;
  sessionsChanged(sessions: readonly TerminalSession[]): void;
  settingsChanged(): void;
  /** Writes what there is. May be called twice. */
  dispose(): void;
}

export interface TabsDeps {
  readonly file: TabsFile;
  readonly clock: Clock;
  readonly account: (id: AccountId) => Account | null;
  readonly settings: () => { readonly rememberJobs: boolean };
  /** Makes the tab of a job whose terminal was open in an earlier run. */
  readonly open: (job: Job) => void;
  readonly onLayout: (layout: string) => void;
}

/** Tabs come and go in bursts. */
const WRITE_WITHIN_MS = 500;

/** Brings back the tabs of the last run, and keeps those of this one. */
export function createTabs({ file, clock, account, settings, open, onLayout }: TabsDeps): Tabs {
  const isOn = () => settings().rememberJobs;
  let kept: KeptTabs = isOn() ? file.read() : noTabs;
  let written = JSON.stringify(kept);
  let cancelWrite: (() => void) | null = null;
  let disposed = false;
  /** Of the tabs that were brought back and are still there. */
  const earlier = new Map<JobKey, readonly SessionId[]>();
  const earlierTranscripts = (jobKey: JobKey) => earlier.get(jobKey) ?? [];

  if (!isOn()) file.erase();

  function write(): void {
    cancelWrite?.();
    cancelWrite = null;
    const text = JSON.stringify(kept);
    if (!isOn() || text === written) return;
    written = text;
    file.write(kept);
  }

  function change(next: KeptTabs): void {
    kept = next;
    if (!disposed) cancelWrite ??= clock.after(WRITE_WITHIN_MS, write);
  }

  return {
    restore() {
      for (const { accountId, job, transcripts } of kept.tabs) {
        const owner = account(accountId);
        const recalled = owner === null ? null : recallJob(job, owner);
        if (recalled === null) continue;
        earlier.set(recalled.key, transcripts);
        open(recalled);
      }
    },
    earlierTranscripts,
    layout: () => kept.layout,
    keepLayout(layout) {
      if (layout === kept.layout) return;
      change({ ...kept, layout });
      onLayout(layout);
    },
    sessionsChanged(sessions) {
      if (disposed) return;
      const jobsOpen = new Set(sessions.map(({ job }) => job?.key));
      for (const jobKey of earlier.keys()) if (!jobsOpen.has(jobKey)) earlier.delete(jobKey);
      const tabs = sessions.filter(comesBack).flatMap(({ id, job, bytesIn }) => {
        if (job === null) return [];
        const transcripts = [...earlierTranscripts(job.key), ...(bytesIn > 0 ? [id] : [])].slice(-MOST_TRANSCRIPTS);
        return [{ accountId: job.accountId, job: remembered(job), transcripts }];
      });
      change({ ...kept, tabs: tabs.slice(0, MOST_TABS) });
    },
    settingsChanged() {
      if (isOn()) return change(kept);
      written = '';
      file.erase();
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      write();
    },
  };
}

function comesBack({ state }: TerminalSession): boolean {
  return state.status !== 'ended' || state.ending.next.includes('reconnect');
}
