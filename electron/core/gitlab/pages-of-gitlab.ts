/**
 * What Jobdeck needs, and what lets the token renew itself and nothing else (GitLab 17.9; an older one leaves out what
 * it does not know: app/controllers/user_settings/personal_access_tokens_controller.rb).
 */
const WANTED_SCOPES = 'read_api,self_rotate';

/** GitLab's page for a new personal access token, which takes name and scopes from its address. */
export function tokenPageUrl(baseUrl: string): string {
  return `${baseUrl}/-/user_settings/personal_access_tokens?name=Jobdeck&scopes=${WANTED_SCOPES}`;
}
