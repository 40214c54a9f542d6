import type { AccountId } from '../../contract.ts';
import type { GitlabClient } from '../gitlab/ports.ts';
import type { Ways } from '../gitlab/ways.ts';
import type { Clock, Log } from '../host.ts';
import type { Push } from './push.ts';

export interface JobPushDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ways: Ways;
  readonly userAgent: string;
  clientFor(accountId: AccountId): GitlabClient;
}

export function createJobPush(_deps: JobPushDeps): Push {
  return { follow() {}, isProven: () => false, onStatus: () => () => {}, dispose() {} };
}
