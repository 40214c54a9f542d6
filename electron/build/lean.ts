import type { Plugin } from 'esbuild';

/**
 * undici's index loads fetch, WebSocket, caches and mocks, a megabyte that core never calls and that costs 40 ms of each
 * start. These are the parts it does call; the two names of a function are undici's own, see its index.js.
 */
const UNDICI = `
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import api from 'undici/lib/api/index.js';
Object.assign(Dispatcher.prototype, api);

export { default as Agent } from 'undici/lib/dispatcher/agent.js';
export { default as ProxyAgent } from 'undici/lib/dispatcher/proxy-agent.js';
export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';

export function request(address, { dispatcher, ...options }) {
  const url = new URL(address);
  return dispatcher.request({ ...options, origin: url.origin, path: url.pathname + url.search });
}
`;

/** zod speaks forty languages; what it says goes to the log in English, and to nobody else. */
const ZOD_LOCALES = "export { default as en } from './en.js';";

/** Leaves out of a bundle what no code path of ours reaches. An import of something that was left out fails the build. */
export const lean: Plugin = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: 'lean' }));
    build.onLoad({ filter: /^undici$/, namespace: 'lean' }, () => ({
      contents: UNDICI,
      resolveDir: build.initialOptions.absWorkingDir ?? process.cwd(),
    }));
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: ZOD_LOCALES }));
  },
};
