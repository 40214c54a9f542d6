import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { type AgentConnectOpts, Agent as ChoosingAgent } from 'agent-base';
import {
  configureRequestOptions,
  configureRequestUrl,
  type DownloadOptions,
  HttpExecutor,
  type RequestHeaders,
} from 'builder-util-runtime';
import type { UpdaterTerms } from '../../core/host.ts';

type Ways = UpdaterTerms['ways'];
type Options = Parameters<typeof httpsRequest>[1] & { headers?: RequestHeaders; protocol?: string };

/** Takes the same way as everything else: the policy's proxies, its CAs, and what the system trusts. */
class WayAgent extends ChoosingAgent {
  readonly #ways: Ways;

  constructor(ways: Ways) {
    super();
    this.#ways = ways;
  }

  override async connect(_request: unknown, options: AgentConnectOpts): Promise<HttpAgent | Socket> {
    const origin = originOf(options.secureEndpoint, String(options.host), Number(options.port));
    const tunnel = await this.#ways.updateAgentFor(origin);
    if (tunnel !== undefined) return tunnel;
    return options.secureEndpoint ? new HttpsAgent() : new HttpAgent();
  }
}

function originOf(secure: boolean, host: string, port: number): string {
  return new URL(`${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}

/**
 * What electron-updater sends its requests with, in place of Chromium's network, which knows neither the policy's CAs nor,
 * on Linux, those of the system.
 */
export class UpdateHttp extends HttpExecutor<ReturnType<typeof httpRequest>> {
  readonly #ways: Ways;
  readonly #agent: WayAgent;

  constructor(ways: Ways) {
    super();
    this.#ways = ways;
    this.#agent = new WayAgent(ways);
  }

  override createRequest(
    options: Options,
    callback: Parameters<typeof httpRequest>[1] & ((response: unknown) => void),
  ): ReturnType<typeof httpRequest> {
    const secure = options.protocol !== 'http:';
    const origin = originOf(secure, String(options.hostname), Number(options.port || (secure ? 443 : 80)));
    // Node hands `tls.connect` every option of a request that is one of its own (doc/api/https.md, https.request).
    const trust = secure ? { secureContext: this.#ways.trustFor(origin) } : {};
    return (secure ? httpsRequest : httpRequest)({ ...options, ...trust, agent: this.#agent }, callback);
  }

  /** As electron-updater's own executor offers it beside the base class. */
  async download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const requestOptions = options.headers ? { headers: options.headers } : {};
      configureRequestUrl(url, requestOptions);
      configureRequestOptions(requestOptions);
      // called without an argument on success, whatever its type says
      const callback = (error?: Error | null): void => (error ? reject(error) : resolve(destination));
      this.doDownload(requestOptions, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }
}
