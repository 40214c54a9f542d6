/**
 * `npm run release:sign -- FOLDER`: signs what tells installed apps about a release. Beside `latest-linux.yml` comes
 * `latest-linux.yml.sig`, an Ed25519 signature of its bytes in base64. JOBDECK_UPDATE_KEY_FILE names the private key (PEM).
 */
import { createPrivateKey, sign } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? 'release';
const keyFile = process.env.JOBDECK_UPDATE_KEY_FILE;
const names = readdirSync(folder).filter((name) => /^latest.*\.yml$/.test(name));

if (keyFile === undefined || keyFile === '') {
  console.error('JOBDECK_UPDATE_KEY_FILE is not set: installed apps would refuse this update.');
  process.exitCode = 1;
} else if (names.length === 0) {
  console.error(`${folder} holds no latest*.yml: the packages were made without an address for updates.`);
  process.exitCode = 1;
} else {
  const key = createPrivateKey(readFileSync(keyFile));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the update key is no Ed25519 key');
  for (const name of names) {
    const file = join(folder, name);
    writeFileSync(`${file}.sig`, `${sign(null, readFileSync(file), key).toString('base64')}\n`);
    console.log(`${file}.sig`);
  }
}
