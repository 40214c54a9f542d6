import { describe, expect, it } from 'vitest';
import { isOnInstance, isPrivateHost, parseAddress, parseJobAddress } from '../../../electron/core/gitlab/address.ts';

describe('parseAddress', () => {
  it.each([
    ['gitlab.example.org', ['https://gitlab.example.org']],
    ['  gitlab.example.org:8443/ ', ['https://gitlab.example.org:8443']],
    ['HTTPS://GitLab.Example.org', ['https://gitlab.example.org']],
    ['http://git.lan/gitlab/', ['http://git.lan/gitlab', 'http://git.lan']],
    ['https://git.example.org/gitlab/users/sign_in', ['https://git.example.org/gitlab', 'https://git.example.org']],
    ['https://git.example.org/users/sign_in', ['https://git.example.org']],
    ['https://git.example.org/group/app/-/jobs/7', ['https://git.example.org']],
    ['https://git.example.org/r/group/app/-/jobs/7/raw', ['https://git.example.org/r', 'https://git.example.org']],
    ['https://git.example.org/group/app/-/merge_requests/3', ['https://git.example.org']],
    ['https://git.example.org/-/user_settings/profile', ['https://git.example.org']],
    [
      'git@git.example.org:group/app.git',
      ['https://git.example.org/group/app', 'https://git.example.org/group', 'https://git.example.org'],
    ],
    ['[::1]:3000', ['https://[::1]:3000']],
  ])('reads %s', (text, candidates) => {
    expect(parseAddress(text).candidates).toEqual(candidates);
  });

  it('drops user, password, query and fragment', () => {
    const address = parseAddress('https://me:glpat-secret@git.example.org/?private_token=glpat-secret#glpat-secret');
    expect(JSON.stringify(address)).not.toContain('secret');
  });

  it.each([
    '',
    '   ',
    'two words',
    'ftp://git.example.org',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://ex$mple',
  ])('refuses %j as bad-address', (text) => {
    expect(() => parseAddress(text)).toThrowError(
      expect.objectContaining({ failure: expect.objectContaining({ kind: 'bad-address' }) }),
    );
  });

  it('allows plain http only where the user left the scheme out and the host is private', () => {
    expect(parseAddress('localhost:3000').plainHttpAllowed).toBe(true);
    expect(parseAddress('https://localhost:3000').plainHttpAllowed).toBe(false);
    expect(parseAddress('gitlab.com').plainHttpAllowed).toBe(false);
  });

  it.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['[fd00::1]', true],
    ['[2001:db8::1]', false],
    ['gitlab', true],
    ['gitlab.com', false],
    ['10.example.com', false],
  ])('knows whether %s is private', (host, isPrivate) => {
    expect(isPrivateHost(host)).toBe(isPrivate);
  });
});

describe('parseJobAddress', () => {
  it('gives each reading of root and project, no root first', () => {
    expect(parseJobAddress('https://git.example.org/r/group/app/-/jobs/77/terminal?x=1#L3')).toEqual({
      jobId: 77,
      readings: [
        { baseUrl: 'https://git.example.org', projectPath: 'r/group/app' },
        { baseUrl: 'https://git.example.org/r', projectPath: 'group/app' },
      ],
    });
  });

  it.each([
    'https://git.example.org/group/app/-/pipelines/7',
    'https://git.example.org/group/app',
    'nonsense words',
    'https://g/-/jobs/1',
  ])('answers null for %s', (text) => expect(parseJobAddress(text)).toBeNull());
});

describe('isOnInstance', () => {
  it.each([
    ['https://h/gitlab/x', true],
    ['https://h/gitlab', true],
    ['https://h/gitlabber', false],
    ['https://h/gitlab/../x', false],
    ['http://h/gitlab/x', false],
    ['https://h:8443/gitlab/x', false],
    ['https://h@evil/gitlab/x', false],
  ])('%s → %s', (url, expected) => {
    expect(isOnInstance('https://h/gitlab', url)).toBe(expected);
  });
});
