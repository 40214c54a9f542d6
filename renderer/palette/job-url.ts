/** `https://host/any/root/group/project/-/jobs/123`, also with what follows the number. */
export const isJobUrl = (text: string): boolean => isPageOf('jobs', text);

/** `https://host/any/root/group/project/-/pipelines/123`: its jobs can be waited for. */
export const isPipelineUrl = (text: string): boolean => isPageOf('pipelines', text);

function isPageOf(route: 'jobs' | 'pipelines', text: string): boolean {
  try {
    const url = new URL(text.trim());
    return /^https?:$/.test(url.protocol) && new RegExp(`/-/${route}/\\d+(/|$)`).test(url.pathname);
  } catch {
    return false;
  }
}
