/** `https://host/any/root/group/project/-/jobs/123`, also with what follows the number. */
export function isJobUrl(text: string): boolean {
  try {
    const url = new URL(text.trim());
    return /^https?:$/.test(url.protocol) && /\/-\/jobs\/\d+(\/|$)/.test(url.pathname);
  } catch {
    return false;
  }
}
