/** Calls of today's Electron on an old one, by what the old one has. Each is used by the product as documented today. */
import { Readable } from 'node:stream';
import { protocol, safeStorage } from 'electron';

type Handler = Parameters<typeof protocol.handle>[1];

/** `protocol.handle` came with Electron 25. */
function handle(scheme: string, handler: Handler): void {
  protocol.registerStreamProtocol(scheme, (request, callback) => {
    void Promise.resolve(handler(request as unknown as Request)).then(async (response) => {
      const body = Buffer.from(await response.arrayBuffer());
      const headers: Record<string, string> = {};
      response.headers.forEach((value, name) => {
        headers[name] = value;
      });
      callback({ statusCode: response.status, headers, data: Readable.from(body.length === 0 ? [] : [body]) });
    });
  });
}

/** `getSelectedStorageBackend` came with Electron 23; before, Linux encrypts only with a real keyring. */
function getSelectedStorageBackend(): ReturnType<typeof safeStorage.getSelectedStorageBackend> {
  return safeStorage.isEncryptionAvailable() ? 'gnome_libsecret' : 'basic_text';
}

protocol.handle ??= handle;
safeStorage.getSelectedStorageBackend ??= getSelectedStorageBackend;
