/** What a simulated GitLab holds in these specs: one user with credentials, one project, jobs as needed. */
import type {
  InstanceOptions,
  JobOptions,
  SimInstance,
  SimJob,
  SimPipeline,
  SimProject,
  SimUser,
} from '../gitlab/api.ts';

export interface Scene {
  readonly instance: SimInstance;
  readonly user: SimUser;
  readonly token: string;
  readonly cookie: string;
  readonly project: SimProject;
  readonly pipeline: SimPipeline;
  job(name: string, options?: Partial<JobOptions>): SimJob;
  /** What the account form wants. */
  readonly account: AccountForm;
}

export interface AccountForm {
  readonly url: string;
  readonly token: string;
  readonly cookie: string;
}

export function setScene(instance: SimInstance, username = 'rosa', projectPath = 'devices/firmware'): Scene {
  const user = instance.addUser({ username });
  const project = instance.addProject(projectPath);
  instance.setMember(project, user, 30);
  const pipeline = instance.addPipeline(project, { user, ref: 'main' });
  const token = instance.addToken(user).value;
  const cookie = instance.signIn(user);
  return {
    instance,
    user,
    token,
    cookie,
    project,
    pipeline,
    job: (name, options = {}) => instance.addJob(pipeline, { name, ...options }),
    account: { url: instance.url, token, cookie },
  };
}

/** Timing for tests that have no minutes: everything the real server does, sooner. */
export const brisk: NonNullable<InstanceOptions['timing']> = { logPartEveryMs: 500, runnerReportEveryMs: 1_000 };
