/** A ref as people say it: `refs/merge-requests/482/head` is `!482` to everyone but git. */
export function refLabel(ref: string): string {
  const mergeRequest = /^refs\/merge-requests\/(\d+)\/(?:head|merge|train)$/.exec(ref)?.[1];
  return mergeRequest === undefined ? ref.replace(/^refs\/(?:heads|tags)\//, '') : `!${mergeRequest}`;
}
