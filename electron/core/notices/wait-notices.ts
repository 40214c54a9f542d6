import type { Armed, Job, Notice, NoticeAction, TerminalSession } from '../../contract.ts';
import { endedKey } from './ended-words.ts';
import type { NewNotice } from './new-notice.ts';
import { safeName, safeSentence } from './text.ts';

/** Tells what has become of waits for jobs. */
export interface WaitNotices {
  /** `shown`: its tab is in front. */
  opened(armed: Armed, session: TerminalSession, shown: boolean): void;
  /** `session`: the tab that was opened for it and never had a shell. */
  over(armed: Armed, session: TerminalSession | null): void;
}

export function createWaitNotices(deps: { tell(notice: NewNotice): void }): WaitNotices {
  return {
    opened(armed, session, shown) {
      const behind = shown ? '' : ' You were typing in another terminal, so its tab waits behind that one.';
      deps.tell({
        key: `started ${armed.id}`,
        kind: 'job-started',
        urgency: 'soon',
        title: `${safeName(armed.name)} runs, and its terminal is open`,
        body: safeSentence(`It has just started in ${safeName(armed.pipeline.projectPath)}.${behind}`),
        actions: [{ do: 'show-session', sessionId: session.id }],
        about: aboutOf(armed),
      });
    },
    over(armed, session) {
      const { job, state } = armed;
      const ending = session?.state.status === 'ended' ? session.state.ending : null;
      const message = state.status === 'over' ? state.message : (ending?.message ?? '');
      deps.tell({
        // the same as the tab's own notice of its end, which is none then
        key: session === null ? `wait over ${armed.id}` : endedKey(session),
        kind: 'wait-over',
        urgency: 'soon',
        title: `No terminal for ${safeName(armed.name)}`,
        body: safeSentence(message),
        actions: state.status === 'over' ? whenOver(state.end, job) : whenNotOpened(session, job),
        about: aboutOf(armed),
      });
    },
  };
}

function whenOver(end: Extract<Armed['state'], { status: 'over' }>['end'], job: Job | null): readonly NoticeAction[] {
  if (job === null || end === 'gone') return [];
  const again: NoticeAction[] = end === 'skipped' || end === 'not-mine' ? [] : [{ do: 'retry-job', jobKey: job.key }];
  return [...again, { do: 'open-url', label: 'Open job page', url: job.webUrl }];
}

function whenNotOpened(session: TerminalSession | null, job: Job | null): readonly NoticeAction[] {
  const show: NoticeAction[] = session === null ? [] : [{ do: 'show-session', sessionId: session.id }];
  return job === null ? show : [...show, { do: 'open-url', label: 'Open job page', url: job.webUrl }];
}

function aboutOf({ pipeline, job, name }: Armed): Notice['about'] {
  const { accountId, projectPath } = pipeline;
  return [{ accountId, projectPath, jobKey: job?.key ?? null, jobName: name }];
}
