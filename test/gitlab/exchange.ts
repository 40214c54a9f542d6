import { STATUS_CODES } from 'node:http';

/** A request after the relative root was taken off, and what is answered. */
export interface Ask {
  readonly method: string;
  /** Path without root and query, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

export function json(status: number, value: unknown, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body };
}

export function html(status: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body };
}

export function redirect(location: string, headers: Answer['headers'] = {}): Answer {
  return html(302, `<html><body>You are being <a href="${location}">redirected</a>.</body></html>`, {
    Location: location,
    ...headers,
  });
}

export const apiError = (status: number) => json(status, { message: `${status} ${STATUS_CODES[status] ?? ''}`.trim() });

/** Rails' form of a missing thing: `404 Project Not Found`. */
export const apiMissing = (what: string) => json(404, { message: `404 ${what ? `${what} ` : ''}Not Found` });

/** Headers of an upgrade answer or refusal, by hand on the socket. */
export function rawHead(status: number, headers: Answer['headers']): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === 'string' ? [value] : value) lines.push(`${name}: ${one}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

export function cookies(header: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0) found.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return found;
}
