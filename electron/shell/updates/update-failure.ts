import { JobdeckError } from '../../core/errors.ts';

const UNREACHABLE =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_\w+|HTTP_ERROR_5\d\d)$/;
const UNTRUSTED = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;
const NOT_GENUINE =
  /^ERR_(CHECKSUM_MISMATCH|UPDATER_(NO_CHECKSUM|INVALID_UPDATE_INFO|INVALID_SIGNATURE|INVALID_VERSION|NO_FILES_PROVIDED|ASAR_MISMATCH))$/;
const DISK = /^(EACCES|EPERM|EROFS|ENOSPC|ENOENT|EXDEV|EDQUOT)$/;

interface Thrown {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
}

/** What electron-updater, Node or the disk threw, in the words of the contract. Never the error's own text: it holds URLs. */
export function toUpdateFailure(error: unknown, aborted: boolean): JobdeckError {
  if (error instanceof JobdeckError) return error;
  if (aborted) return new JobdeckError('cancelled', 'Cancelled.');
  const { code: named, statusCode, message } = (error ?? {}) as Thrown;
  const code = typeof named === 'string' ? named : '';
  const status = typeof statusCode === 'number' ? statusCode : 0;
  if (code === 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' || status === 404) {
    return new JobdeckError(
      'not-found',
      'The update server has nothing for this system and channel.',
      'Tell those who run it; until then get new versions by hand.',
    );
  }
  if (NOT_GENUINE.test(code)) {
    return new JobdeckError(
      'bad-update',
      'What the update server gave is damaged or not genuine. It was thrown away; your version is untouched.',
      'Try again later; if it stays, tell those who run the update server.',
    );
  }
  if (UNTRUSTED.test(code)) {
    return new JobdeckError(
      'tls-untrusted',
      'The certificate of the update server is not trusted.',
      'Your administrators can name its CA in the policy file.',
    );
  }
  if (status === 401 || status === 403) {
    return new JobdeckError('forbidden', `The update server refuses (${status}).`, 'Tell those who run it.');
  }
  if (DISK.test(code)) {
    const next =
      code === 'ENOSPC' ? 'Make room on the disk.' : 'Look at the rights of the folder that Jobdeck lies in.';
    return new JobdeckError('disk', `The update could not be written (${code}).`, next);
  }
  const timedOut = typeof message === 'string' && /timed out|timeout/i.test(message);
  if (UNREACHABLE.test(code) || status >= 500 || timedOut) {
    return new JobdeckError('offline', 'The update server cannot be reached.', 'Check the network, then try again.');
  }
  return new JobdeckError('internal', 'The update failed.', 'Try again; if it stays, look at the log.');
}
