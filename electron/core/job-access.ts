import type { Account, AccountId, Job, JobKey } from '../contract.ts';
import { JobdeckError } from './errors.ts';
import type { IdleLimits } from './gitlab/idle-limits.ts';
import type { GitlabClient } from './gitlab/ports.ts';
import { dialTerminal } from './gitlab/terminal-socket.ts';
import { upgradesPass } from './gitlab/upgrade-test.ts';
import type { Ways } from './gitlab/ways.ts';
import type { Clock } from './host.ts';
import type { JobAccess, JobLook } from './terminals/ports.ts';

export interface JobAccessDeps {
  readonly clock: Clock;
  readonly ways: Ways;
  readonly idleLimits: IdleLimits;
  /** Named to servers, so that their administrators can tell our sockets from others. */
  readonly userAgent: string;
  findJob(key: JobKey): Job | null;
  account(accountId: AccountId): Account | null;
  clientFor(accountId: AccountId): GitlabClient;
  look(key: JobKey, signal?: AbortSignal): Promise<JobLook>;
  readonly around: JobAccess['around'];
  readonly watchLog: JobAccess['watchLog'];
  readonly watchStatus: JobAccess['watchStatus'];
  readonly checkStatus: JobAccess['checkStatus'];
}

/** Joins what terminals need to know of GitLab out of accounts and jobs. */
export function createJobAccess(deps: JobAccessDeps): JobAccess {
  function clientOf(key: JobKey): GitlabClient {
    const job = deps.findJob(key);
    if (job === null || deps.account(job.accountId) === null) {
      throw new JobdeckError('no-account', 'The account of this job was removed.');
    }
    return deps.clientFor(job.accountId);
  }

  return {
    look: deps.look,
    around: deps.around,
    watchLog: deps.watchLog,
    watchStatus: deps.watchStatus,
    checkStatus: deps.checkStatus,

    async dial(key, terminalPath, events, signal) {
      const client = clientOf(key);
      const page = new URL(terminalPath, client.baseUrl);
      const cookie = await client.cookieHeader(page.href);
      const url = new URL(`${page.pathname}.ws`, page);
      url.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
      return dialTerminal({
        url: url.href,
        cookie,
        secureContext: client.secureContext,
        agent: await deps.ways.agentFor(url.href),
        userAgent: deps.userAgent,
        clock: deps.clock,
        signal,
        events,
        pingEveryMs: deps.idleLimits.pingEveryMs(page.origin),
        onDied: (idleMs) => deps.idleLimits.died(page.origin, idleMs),
      });
    },

    async upgradesPass(key) {
      const client = clientOf(key);
      const { baseUrl, secureContext } = client;
      return upgradesPass({ baseUrl, secureContext, agent: await deps.ways.agentFor(baseUrl), clock: deps.clock });
    },
  };
}
