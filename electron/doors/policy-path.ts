export type Env = Readonly<Record<string, string | undefined>>;

/** Where an administrator puts the policy: a place that users cannot write to. */
export function policyPath(env: Env, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return '/Library/Application Support/Jobdeck/policy.json';
  if (platform === 'win32') return `${env.ProgramData || 'C:\\ProgramData'}\\Jobdeck\\policy.json`;
  return '/etc/jobdeck/policy.json';
}
