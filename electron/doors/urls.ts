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

/**
 * The job URL in a command line argument or deep link: `https://…`, or `jobdeck://open?url=https%3A%2F%2F…`.
 * Null when it is neither. Whether it names a job is for core to judge.
 */
export function parseJobArgument(text: string): string | null {
  const direct = parseWebUrl(text);
  if (direct !== null) return direct.href;
  try {
    const link = new URL(text);
    if (link.protocol !== DEEP_LINK || link.hostname !== 'open') return null;
    return parseWebUrl(link.searchParams.get('url') ?? '')?.href ?? null;
  } catch {
    return null;
  }
}
