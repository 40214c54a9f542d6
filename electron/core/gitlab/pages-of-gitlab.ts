/** Scope of the token that Jobdeck needs. */
const NEEDED_SCOPE = 'read_api';

/** GitLab's page for a new personal access token, which takes name and scopes from its address. */
export function tokenPageUrl(baseUrl: string): string {
  return `${baseUrl}/-/user_settings/personal_access_tokens?name=Jobdeck&scopes=${NEEDED_SCOPE}`;
}
