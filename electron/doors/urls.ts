/** The URL when it is http or https and carries no user name; null otherwise. Everything else stays closed to the outside. */
export function parseWebUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    return isWeb && url.username === '' && url.password === '' ? url : null;
  } catch {
    return null;
  }
}

const DEEP_LINK = 'jobdeck:';
/** Longer than any address of a job; links come from anywhere. */
const LONGEST_LINK = 4096;

/** Is this text for us, whatever it says? */
export function isDeepLink(text: string): boolean {
  return text.slice(0, DEEP_LINK.length).toLowerCase() === DEEP_LINK;
}

function webUrlIn(link: URL): string | null {
  // `jobdeck://open?url=https%3A%2F%2Fhost%2Fgroup%2Fproject%2F-%2Fjobs%2F42`
  if (link.hostname === 'open') return link.searchParams.get('url');
  // `jobdeck://job/host/group/project/-/jobs/42`, which can be typed and is always https
  if (link.hostname === 'job') return `https:/${link.pathname}`;
  return null;
}

/**
 * The job URL in a command line argument or deep link: `https://…`, or one of the forms above.
 * Null when it is neither. Whether it names a job is for core to judge.
 */
export function parseJobArgument(text: string): string | null {
  if (text.length > LONGEST_LINK) return null;
  if (!isDeepLink(text)) return parseWebUrl(text)?.href ?? null;
  try {
    return parseWebUrl(webUrlIn(new URL(text)) ?? '')?.href ?? null;
  } catch {
    return null;
  }
}
