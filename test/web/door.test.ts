import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptySnapshot } from '../fakes/fake-core.ts';
import { type Door, openDoor } from './harness.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.dispose());

const keyOf = (url: string): string => new URL(url).hash.slice('#key='.length);
const trade = (key: string, headers: Record<string, string> = { origin: door.origin }) =>
  door.ask('/key', { method: 'POST', headers, body: key });

describe('the one-time key', () => {
  it('is in the fragment, which browsers do not send', () => {
    const url = new URL(door.server.freshUrl());
    expect(url.origin).toBe(door.origin);
    expect(url.hash).toMatch(/^#key=[\w-]{43}$/);
    expect(url.search).toBe('');
  });

  it('is traded once for a cookie that scripts and other sites do not get', async () => {
    const key = keyOf(door.server.freshUrl());
    const first = await trade(key);
    expect(first.status).toBe(204);
    const [cookie] = first.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(new RegExp(`^jobdeck-${door.server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
    expect((await trade(key)).status).toBe(401);
  });

  it('stops working when a fresh one is given out', async () => {
    const old = keyOf(door.server.freshUrl());
    door.server.freshUrl();
    expect((await trade(old)).status).toBe(401);
  });

  it.each([
    ['none', {}],
    ["another site's", { origin: 'https://evil.example' }],
    ["another port's", { origin: 'http://127.0.0.1:1' }],
    ['an opaque one', { origin: 'null' }],
  ])('is not taken with an origin that is not our page: %s', async (_name, headers) => {
    const key = keyOf(door.server.freshUrl());
    expect((await trade(key, headers)).status).toBe(403);
    expect((await trade(key)).status, 'and it is not spent').toBe(204);
  });

  it('is not guessed by a long body', async () => {
    door.server.freshUrl();
    expect((await trade('x'.repeat(5000))).status).toBe(401);
  });
});

describe('the page', () => {
  it('is given to who holds the cookie, and to nobody else', async () => {
    const cookie = await door.signIn();
    expect((await door.ask('/', { headers: { cookie } })).body).toContain('the app');
    expect((await door.ask('/')).body).not.toContain('the app');
    expect((await door.ask('/assets/app.js', { headers: { cookie } })).status).toBe(200);
    expect((await door.ask('/assets/app.js')).status).toBe(401);
    expect((await door.ask('/', { headers: { cookie: `jobdeck-${door.server.port}=forged` } })).body).not.toContain(
      'the app',
    );
  });

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '//etc/passwd',
    '/assets/..\\..\\package.json',
    '/assets/app.js?x',
    '/assets/',
  ])('has no file at %s', async (path) => {
    const cookie = await door.signIn();
    expect((await door.ask(path, { headers: { cookie } })).status).toBe(404);
  });

  it.each(['/', '/arrival.js', '/key', '/nothing'])('comes with the security headers: %s', async (path) => {
    const { headers } = await door.ask(path);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${door.server.port}`);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  });
});

describe('images in terminals', () => {
  it.each([false, true])('wanted: %s', async (terminalImages) => {
    const cookie = await door.signIn();
    door.core.answer('snapshot', () => ({ ...emptySnapshot, settings: { ...emptySnapshot.settings, terminalImages } }));
    const scripts = async (path: string) =>
      String((await door.ask(path, { headers: { cookie } })).headers['content-security-policy']).match(
        /script-src [^;]*/,
      )?.[0];
    // Nothing but the page itself may ever compile, and that only while it is wanted.
    expect(await scripts('/')).toBe(terminalImages ? "script-src 'self' 'wasm-unsafe-eval'" : "script-src 'self'");
    expect(await scripts('/assets/app.js')).toBe("script-src 'self'");
    expect(await scripts('/nothing')).toBe("script-src 'self'");
    const { body } = await door.ask('/', { headers: { cookie } });
    expect(body.includes('data-images="shown"')).toBe(terminalImages);
  });
});

describe('requests that are not ours', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '[::1]:80'])(
    'are refused by Host: %j',
    async (host) => {
      const cookie = await door.signIn();
      const { status, body } = await door.ask('/', { headers: { host, cookie } });
      expect(status).toBe(403);
      expect(body).not.toContain('the app');
    },
  );

  it('may say localhost, as tunnels do', async () => {
    const cookie = await door.signIn();
    const host = `localhost:${door.server.port}`;
    expect((await door.ask('/', { headers: { host, cookie } })).body).toContain('the app');
  });

  it('are refused by Origin and by Sec-Fetch-Site', async () => {
    const cookie = await door.signIn();
    const status = async (headers: Record<string, string>) =>
      (await door.ask('/assets/app.js', { headers: { cookie, ...headers } })).status;
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it('may be a link on another site to the front page', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await door.ask('/', { headers })).status).toBe(200);
    expect((await door.ask('/', { headers: { ...headers, 'sec-fetch-dest': 'iframe' } })).status).toBe(403);
    // The strict cookie comes with the requests of the page that this gave: it finds out and starts over.
    const cookie = await door.signIn();
    expect((await door.ask('/arrival.js', { headers: { cookie } })).status).toBe(200);
    expect((await door.ask('/key', { headers: { cookie } })).status).toBe(200);
  });

  it.each(['PUT', 'DELETE', 'OPTIONS'])('are refused by method: %s', async (method) => {
    expect((await door.ask('/', { method })).status).toBe(405);
  });
});
