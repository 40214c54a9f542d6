import { createPublicKey, verify } from 'node:crypto';
import { type CustomPublishOptions, newError, type UpdateInfo } from 'builder-util-runtime';
import type { AppUpdater } from 'electron-updater/out/AppUpdater.js';
import { GenericProvider } from 'electron-updater/out/providers/GenericProvider.js';
import { type ProviderRuntimeOptions, parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import { getChannelFilename, newUrlFromBase } from 'electron-updater/out/util.js';

/** What an Ed25519 signature is, and nothing longer: base64, with the line end that tools put after it. */
const SIGNATURE = /^\s*([A-Za-z0-9+/]{86}==)\s*$/;

/** Does the signature (base64) vouch for this text? Never throws. */
export function isGenuine(text: string, signature: string, publicKeyPem: string): boolean {
  const encoded = SIGNATURE.exec(signature)?.[1];
  if (encoded === undefined) return false;
  try {
    return verify(null, Buffer.from(text, 'utf8'), createPublicKey(publicKeyPem), Buffer.from(encoded, 'base64'));
  } catch {
    return false;
  }
}

/** `url` of the folder, ending with a slash, and the `publicKey` as PEM. */
type Feed = { readonly url: string; readonly publicKey: string };

/**
 * A generic server whose metadata is signed: beside `latest-linux.yml` lies `latest-linux.yml.sig`. The metadata holds the
 * SHA-512 of each package, so what vouches for it vouches for them, whoever runs the server.
 */
export class SignedProvider extends GenericProvider {
  readonly #feed: Feed;
  readonly #app: AppUpdater;

  constructor(options: CustomPublishOptions, app: AppUpdater, runtime: ProviderRuntimeOptions) {
    const url = new URL(`${String(options.url).replace(/\/+$/, '')}/`).href;
    super({ provider: 'generic', url }, app, runtime);
    this.#feed = { url, publicKey: String(options.publicKey) };
    this.#app = app;
  }

  override async getLatestVersion(): Promise<UpdateInfo> {
    const file = getChannelFilename(this.getCustomChannelName(this.#app.channel ?? 'latest'));
    const base = new URL(this.#feed.url);
    const url = newUrlFromBase(file, base, true);
    const text = await this.httpRequest(url);
    const signature = await this.httpRequest(newUrlFromBase(`${file}.sig`, base, true));
    if (!isGenuine(text ?? '', signature ?? '', this.#feed.publicKey)) {
      throw newError('the metadata is not signed by the key of this app', 'ERR_UPDATER_INVALID_SIGNATURE');
    }
    return parseUpdateInfo(text, file, url);
  }
}
