import { describe, expect, it } from 'vitest';
import { type CommandLine, parseCommandLine } from '../../electron/doors/command-line.ts';
import { parseJobArgument, parseWebUrl } from '../../electron/doors/urls.ts';
import { parseDesktopArguments } from '../../electron/shell/arguments.ts';

const JOB = 'https://git.example.org/gitlab/group/project/-/jobs/42';
const plain: CommandLine = {
  demo: false,
  browser: false,
  port: null,
  dataDir: null,
  policyFile: null,
  open: true,
  localShell: false,
  jobUrl: null,
};

describe('the command line of npm start', () => {
  it.each<[string[], Partial<CommandLine>]>([
    [[], {}],
    [['--demo', '--browser'], { demo: true, browser: true }],
    [['--port', '0'], { port: 0 }],
    [['--port=65535', '--no-open'], { port: 65535, open: false }],
    [['--data-dir', '/srv/x'], { dataDir: '/srv/x' }],
    [['--local-shell', JOB], { localShell: true, jobUrl: JOB }],
  ])('is understood: %j', (args, expected) => {
    expect(parseCommandLine(args, {})).toEqual({ do: 'run', options: { ...plain, ...expected } });
  });

  it.each([
    [['--frobnicate'], /--frobnicate/],
    [['--port'], /--port/],
    [['--port', '65536'], /no port/],
    [['--port', '-1'], /port/],
    [['--port', '80x'], /no port/],
    [['--demo=yes'], /--demo/],
    [['--data-dir', ''], /directory/],
    [['not a url'], /no http/],
    [['file:///etc/passwd'], /no http/],
    [[JOB, JOB], /one job URL/],
  ])('is refused with the cause: %j', (args, message) => {
    const parsed = parseCommandLine(args, {});
    expect(parsed.do).toBe('refuse');
    expect(parsed.do === 'refuse' && parsed.message).toMatch(message);
  });

  it('takes the data directory from the environment, but never for the demo', () => {
    const env = { JOBDECK_DATA_DIR: '/home/me/real' };
    expect(parseCommandLine([], env)).toMatchObject({ options: { dataDir: '/home/me/real' } });
    expect(parseCommandLine(['--data-dir', '/b'], env)).toMatchObject({ options: { dataDir: '/b' } });
    expect(parseCommandLine(['--demo'], env)).toMatchObject({ options: { dataDir: null } });
  });

  it('asks for help before anything else', () => {
    expect(parseCommandLine(['--help', '--port', 'x'], {})).toEqual({ do: 'help' });
    expect(parseCommandLine(['--version'], {})).toEqual({ do: 'version' });
  });
});

describe('the arguments of the desktop door', () => {
  it('are found among the switches of Electron and its wrappers', () => {
    const argv = ['--inspect=0', '--no-sandbox', 'dist/compat', '--data-dir', '/d', '--ozone-platform=x11', JOB];
    expect(parseDesktopArguments(argv, {})).toEqual({
      dataDir: '/d',
      policyFile: null,
      demo: false,
      jobUrl: JOB,
      hidden: false,
    });
  });

  it('may be nothing at all', () => {
    expect(parseDesktopArguments([], {})).toEqual({
      dataDir: null,
      policyFile: null,
      demo: false,
      jobUrl: null,
      hidden: false,
    });
  });
});

it('a start by the session asks for no window, and a link that leads nowhere is not passed over in silence', () => {
  expect(parseDesktopArguments(['--hidden'], {})).toMatchObject({ hidden: true, jobUrl: null });
  expect(parseDesktopArguments(['jobdeck://open?url=file:///etc/passwd'], {})).toMatchObject({ jobUrl: 'jobdeck:' });
});

describe('job URLs from outside', () => {
  it('come plain or in a link', () => {
    expect(parseJobArgument(JOB)).toBe(JOB);
    expect(parseJobArgument(`jobdeck://open?url=${encodeURIComponent(JOB)}`)).toBe(JOB);
    expect(parseJobArgument('jobdeck://job/git.example.org/gitlab/group/project/-/jobs/42')).toBe(JOB);
    expect(parseJobArgument('JobDeck://job/git.example.org:8443/a/b/-/jobs/7')).toBe(
      'https://git.example.org:8443/a/b/-/jobs/7',
    );
  });

  it.each([
    'jobdeck://open',
    'jobdeck://delete?url=https://git.example.org',
    `jobdeck://open?url=${encodeURIComponent('file:///etc/passwd')}`,
    `jobdeck://open?url=${encodeURIComponent('javascript:alert(1)')}`,
    `jobdeck://open?url=${encodeURIComponent('https://me:secret@git.example.org/a/b/-/jobs/1')}`,
    'jobdeck://job/',
    'jobdeck://job/me:secret@git.example.org/a/b/-/jobs/1',
    `jobdeck://open?url=https%3A%2F%2Fgit.example.org%2F${'a'.repeat(5000)}`,
    'mailto:me@example.org',
    '--flag',
  ])('are nothing else: %s', (text) => {
    expect(parseJobArgument(text)).toBeNull();
  });
});

it.each(['https://user:pass@git.example.org/', 'ftp://git.example.org/', 'smb://host/share', 'about:blank', 'x', ''])(
  'only plain web addresses are handed to the system: %s',
  (text) => expect(parseWebUrl(text)).toBeNull(),
);
