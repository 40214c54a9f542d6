import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeHome } from './shell.ts';
import { figureOf, type JobRecord } from './store.ts';

/** Where a job runs: the runner's folder, the checkout in it, the machine's name, and what the job is told. */
export interface Workplace {
  readonly host: string;
  readonly shortToken: string;
  /** Working directory of the runner process, and the home of its shells. */
  readonly runnerFolder: string;
  readonly buildFolder: string;
  readonly variables: Readonly<Record<string, string>>;
}

export function makeWorkplace(options: {
  readonly job: JobRecord;
  readonly folder: string;
  readonly hostName: string | null;
  readonly instanceUrl: string;
}): Workplace {
  const { job } = options;
  const docker = job.options.executor === 'docker';
  const runnerName = job.runner.description;
  const shortToken = figureOf(runnerName).toString(36).padStart(9, 't').slice(0, 9);
  const containerName = `runner-${shortToken}-project-${job.pipeline.project.id}-concurrent-0`;
  const host = docker ? containerName : (options.hostName ?? runnerName.replace(/[^a-z0-9-]+/gi, '-').toLowerCase());

  const runnerFolder = join(options.folder, docker ? `containers/${job.id}` : `runners/${host}`);
  const buildFolder = join(runnerFolder, 'builds', shortToken, '0', job.pipeline.project.path);
  mkdirSync(buildFolder, { recursive: true });
  for (const [path, text] of Object.entries(job.options.files ?? {})) {
    mkdirSync(dirname(join(buildFolder, path)), { recursive: true });
    writeFileSync(join(buildFolder, path), text, { mode: 0o755 });
  }
  makeHome(runnerFolder, docker ? `root@${host}:\\w# ` : `gitlab-runner@${host}:\\w$ `);
  return { host, shortToken, runnerFolder, buildFolder, variables: ciVariables(job, options.instanceUrl, buildFolder) };
}

function ciVariables(job: JobRecord, instanceUrl: string, folder: string): Record<string, string> {
  const { pipeline } = job;
  return {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_SERVER: 'yes',
    CI_SERVER_URL: instanceUrl,
    CI_API_V4_URL: `${instanceUrl}/api/v4`,
    CI_JOB_ID: String(job.id),
    CI_JOB_NAME: job.options.name,
    CI_JOB_STAGE: job.options.stage ?? 'test',
    CI_JOB_URL: `${instanceUrl}/${pipeline.project.path}/-/jobs/${job.id}`,
    CI_PROJECT_ID: String(pipeline.project.id),
    CI_PROJECT_PATH: pipeline.project.path,
    CI_PROJECT_NAME: pipeline.project.path.split('/').at(-1) ?? '',
    CI_PROJECT_DIR: folder,
    CI_PIPELINE_ID: String(pipeline.id),
    CI_PIPELINE_IID: String(pipeline.iid),
    CI_PIPELINE_SOURCE: pipeline.source,
    CI_COMMIT_REF_NAME: pipeline.ref,
    CI_COMMIT_SHA: pipeline.sha,
    CI_COMMIT_SHORT_SHA: pipeline.sha.slice(0, 8),
    CI_RUNNER_DESCRIPTION: job.runner.description,
    GITLAB_USER_LOGIN: job.user.username,
  };
}
