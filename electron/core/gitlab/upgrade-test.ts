import type { Agent } from 'node:http';
import type { SecureContext } from 'node:tls';
import WebSocket from 'ws';
import type { Clock } from '../host.ts';

const TIMEOUT_MS = 10_000;
/** Workhorse's own words for an upgrade on a path that is no socket (measured on Workhorse 8.53). */
const REFUSAL = 'websocket upgrade not allowed';

/**
 * Do upgrade headers pass every proxy on the way to this instance? Asks for an upgrade on an ordinary page, without any
 * credential: exactly Workhorse's refusal means yes, any other answer means that a proxy took the headers away.
 * Null = could not be told. Never rejects.
 */
export function upgradesPass(deps: {
  readonly baseUrl: string;
  readonly secureContext: SecureContext | undefined;
  /** The tunnel through a proxy; undefined for a direct way. */
  readonly agent?: Agent | undefined;
  readonly clock: Clock;
}): Promise<boolean | null> {
  return new Promise((resolve) => {
    const url = `${deps.baseUrl.replace(/^http/, 'ws')}/help`;
    const socket = new WebSocket(url, {
      ...(deps.agent === undefined ? {} : { agent: deps.agent }),
      perMessageDeflate: false,
      followRedirects: false,
      ...(deps.secureContext === undefined ? {} : { secureContext: deps.secureContext }),
    });
    const stopWaiting = deps.clock.after(TIMEOUT_MS, () => answer(null));

    function answer(passes: boolean | null): void {
      stopWaiting();
      resolve(passes);
      socket.terminate();
    }

    socket.on('error', () => answer(null));
    socket.on('open', () => answer(false));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body = (body + part).slice(0, 200);
      });
      response.on('error', () => answer(null));
      response.on('end', () => answer(response.statusCode === 400 && body.includes(REFUSAL)));
    });
  });
}
