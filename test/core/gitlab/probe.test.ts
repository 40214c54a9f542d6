import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { toFailure } from '../../../electron/core/errors.ts';
import { parseCa } from '../../../electron/core/gitlab/certificate.ts';
import { probeInstance } from '../../../electron/core/gitlab/probe.ts';
import { plainWays } from '../../fakes/plain-ways.ts';
import { realClock } from '../../fakes/real-clock.ts';
import { startTinyGitlab, startTinyServer, type TinyServer } from '../../fakes/tiny-gitlab.ts';

const servers: TinyServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function own(starting: Promise<TinyServer>): Promise<TinyServer> {
  const server = await starting;
  servers.push(server);
  return server;
}

const probe = (address: string, caPem: string | null = null) =>
  probeInstance(address, { caPem, clock: realClock, ways: plainWays });
const failure = (address: string, caPem: string | null = null) => probe(address, caPem).then(() => null, toFailure);

describe('probing an address', () => {
  it('finds an instance at the root from a job URL', async () => {
    const { origin, seen } = await own(startTinyGitlab());
    expect(await probe(`${origin}/group/app/-/jobs/12`)).toMatchObject({
      url: origin,
      signInUrl: `${origin}/users/sign_in`,
    });
    expect(seen.every(({ headers }) => headers['private-token'] === undefined && headers.cookie === undefined)).toBe(
      true,
    );
  });

  it('finds a relative root from a job URL below it', async () => {
    const { origin } = await own(startTinyGitlab({ root: '/gitlab' }));
    expect((await probe(`${origin}/gitlab/group/sub/app/-/jobs/12`)).url).toBe(`${origin}/gitlab`);
    expect((await probe(`${origin}/gitlab`)).url).toBe(`${origin}/gitlab`);
  });

  it('links to the token page with name and scopes filled in', async () => {
    const { origin } = await own(startTinyGitlab());
    const page = new URL((await probe(origin)).tokenPageUrl);
    expect(page.searchParams.get('name')).toBe('Jobdeck');
    expect(page.searchParams.get('scopes')).toBe('read_api,self_rotate');
  });

  it('tries http by itself on a private host', async () => {
    const { origin } = await own(startTinyGitlab());
    expect((await probe(origin.replace('http://', ''))).url).toBe(origin);
  });

  it('never tries http where https was written', async () => {
    const { origin, seen } = await own(startTinyGitlab());
    expect((await failure(origin.replace('http:', 'https:')))?.kind).toBe('offline');
    expect(seen).toEqual([]);
  });

  it('says wrong-path and where, from the front page’s redirect', async () => {
    const { origin } = await own(
      startTinyGitlab({
        root: '/code/lab',
        first: ({ url }, response) => {
          if (url !== '/') return false;
          response.writeHead(302, { location: '/code/lab/users/sign_in' }).end();
          return true;
        },
      }),
    );
    expect(await failure(origin)).toMatchObject({ kind: 'wrong-path', suggestedUrl: `${origin}/code/lab` });
  });

  it('says wrong-path for a usual root without any redirect', async () => {
    const { origin } = await own(startTinyGitlab({ root: '/gitlab' }));
    expect(await failure(origin)).toMatchObject({ kind: 'wrong-path', suggestedUrl: `${origin}/gitlab` });
  });

  it.each([
    ['a page', 200, 'text/html', '<html>hello</html>'],
    ['another API', 401, 'application/json', '{"errors":["authentication required"]}'],
    ['JSON at any path', 200, 'application/json', '{"version":1}'],
  ])('says not-a-gitlab for %s', async (_name, status, type, body) => {
    const { origin } = await own(
      startTinyServer((_, response) => response.writeHead(status, { 'content-type': type }).end(body)),
    );
    expect((await failure(origin))?.kind).toBe('not-a-gitlab');
  });

  it('says offline for a port where nothing listens', async () => {
    const server = await startTinyGitlab();
    await server.close();
    expect(await failure(server.origin)).toMatchObject({
      kind: 'offline',
      message: expect.stringContaining('nothing listens'),
    });
  });
});

describe('a private CA', () => {
  it('is refused with the certificate, having sent nothing, and accepted once given', async () => {
    const { origin, certificate, seen } = await own(startTinyGitlab({ tls: true }));
    const pem = certificate ?? '';
    const expected = new X509Certificate(pem);
    expect(await failure(origin)).toMatchObject({
      kind: 'tls-untrusted',
      certificate: {
        subject: 'CN=tiny.test',
        issuer: 'CN=tiny.test',
        fingerprint256: expected.fingerprint256,
        problem: expect.stringMatching(/SELF_SIGNED/),
      },
    });
    expect(seen).toEqual([]);
    expect((await probe(origin, pem)).url).toBe(origin);
  });

  it('of another server does not help', async () => {
    const [one, other] = [await own(startTinyGitlab({ tls: true })), await own(startTinyGitlab({ tls: true }))];
    expect((await failure(one.origin, other.certificate))?.kind).toBe('tls-untrusted');
  });

  it('is trusted for the right name only', async () => {
    const { origin, certificate } = await own(startTinyGitlab({ tls: true }));
    expect((await failure(origin.replace('127.0.0.1', 'localhost'), certificate))?.kind).toBe('tls-untrusted');
  });

  it.each([
    ['', 'no PEM'],
    ['-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----', 'private key'],
    ['-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----', 'cannot be read'],
  ])('file %# is refused with what is wrong', (text, words) => {
    expect(() => parseCa(text, Date.now())).toThrowError(words);
  });

  it('that has expired is refused, and a private key beside a good one is dropped', async () => {
    const { certificate } = await own(startTinyGitlab({ tls: true }));
    const pem = certificate ?? '';
    const withKey = `-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n${pem}`;
    expect(parseCa(withKey, Date.now()).pem).not.toContain('PRIVATE');
    expect(() => parseCa(pem, Date.parse('2100-01-01'))).toThrowError('expired');
  });
});
