import { generate } from 'selfsigned';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeChain } from '../../../electron/core/gitlab/chain.ts';

interface Made {
  readonly key: string;
  readonly pem: string;
}

const HOUR_MS = 3_600_000;
const now = Date.now();

async function makeCa(name: string, parent?: Made, extra: object = {}): Promise<Made> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - HOUR_MS),
    ...(parent === undefined ? {} : { ca: { key: parent.key, cert: parent.pem } }),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true, ...extra },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, pem: made.cert };
}

async function makeServer(
  ca: Made | null,
  options: { from?: Date; to?: Date; use?: object; cA?: boolean; name?: string } = {},
): Promise<Made> {
  const name = options.name ?? 'git.example.org';
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: options.from ?? new Date(now - HOUR_MS),
    notAfterDate: options.to ?? new Date(now + 24 * HOUR_MS),
    ...(ca === null ? {} : { ca: { key: ca.key, cert: ca.pem } }),
    extensions: [
      { name: 'basicConstraints', cA: options.cA ?? false },
      { name: 'extKeyUsage', serverAuth: true, ...options.use },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: '10.1.2.3' },
        ],
      },
    ],
  });
  return { key: made.private, pem: made.cert };
}

let root: Made;
let other: Made;
let middle: Made;
beforeAll(async () => {
  root = await makeCa('Example root');
  other = await makeCa('Example root'); // of the same name, by another key
  middle = await makeCa('Example issuing CA', root);
});

const judge = (pems: readonly string[], anchors: readonly string[], hostname = 'git.example.org') =>
  judgeChain({ pems, hostname, anchors, now });
const problemOf = (...args: Parameters<typeof judge>) => judge(...args)?.certificate.problem;

describe('is trusted', () => {
  it('straight from the CA, by name and by address', async () => {
    const server = await makeServer(root);
    expect(judge([server.pem], [root.pem])).toMatchObject({ trusted: true, certificate: { problem: null } });
    expect(judge([server.pem], [root.pem], '10.1.2.3')?.trusted).toBe(true);
  });
  it('through what the server sent along', async () => {
    const server = await makeServer(middle);
    expect(judge([server.pem, middle.pem], [root.pem])?.trusted).toBe(true);
    expect(judge([server.pem, middle.pem], [middle.pem])?.trusted).toBe(true);
    expect(problemOf([server.pem], [root.pem])).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
  });
  it('as itself, where the user gave the very certificate', async () => {
    const server = await makeServer(null);
    expect(judge([server.pem], [server.pem])?.trusted).toBe(true);
  });
});

describe('is refused', () => {
  it('from a CA that only has the name', async () => {
    const server = await makeServer(other);
    expect(problemOf([server.pem], [root.pem])).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
    expect(problemOf([server.pem, other.pem], [root.pem])).toBe('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
  });
  it('with no CA given', async () => {
    expect(judge([(await makeServer(root)).pem], [])?.trusted).toBe(false);
  });
  it.each(['git.example.net', 'x.git.example.org', '10.1.2.4', 'GIT.EXAMPLE.ORG.evil.net'])('for %s', async (name) => {
    expect(problemOf([(await makeServer(root)).pem], [root.pem], name)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
  it('before and after its time', async () => {
    const early = await makeServer(root, { from: new Date(now + HOUR_MS) });
    const late = await makeServer(root, { from: new Date(now - 3 * HOUR_MS), to: new Date(now - HOUR_MS) });
    expect(problemOf([early.pem], [root.pem])).toBe('CERT_NOT_YET_VALID');
    expect(problemOf([late.pem], [root.pem])).toBe('CERT_HAS_EXPIRED');
  });
  it('when it is for other uses', async () => {
    const client = await makeServer(root, { use: { serverAuth: false, clientAuth: true } });
    expect(problemOf([client.pem], [root.pem])).toBe('INVALID_PURPOSE');
  });
  it('when a server’s certificate signs another', async () => {
    const server = await makeServer(root, { name: 'mallory.example.org' });
    const forged = await makeServer(server);
    expect(judge([forged.pem, server.pem], [root.pem])?.trusted).toBe(false);
  });
  it('when a CA that may sign no CA signed one', async () => {
    const narrow = await makeCa('Narrow', undefined, { pathLenConstraint: 0 });
    const below = await makeCa('Below', narrow);
    expect(judge([(await makeServer(narrow)).pem], [narrow.pem])?.trusted).toBe(true);
    expect(problemOf([(await makeServer(below)).pem, below.pem], [narrow.pem])).toBe('PATH_LENGTH_EXCEEDED');
  });
});

it('says nothing of what it cannot read', () => {
  expect(judge(['no certificate'], [root.pem])).toBeNull();
  expect(judge([], [root.pem])).toBeNull();
});
