import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseJobArgument } from './urls.ts';

export interface CommandLine {
  readonly demo: boolean;
  readonly browser: boolean;
  /** Null = the usual port, or any free one when that is taken. */
  readonly port: number | null;
  /** Null = the door's own place. */
  readonly dataDir: string | null;
  /** Null = the system's place for it. */
  readonly policyFile: string | null;
  readonly open: boolean;
  readonly localShell: boolean;
  readonly jobUrl: string | null;
}

export type ParsedCommandLine =
  | { readonly do: 'run'; readonly options: CommandLine }
  | { readonly do: 'help' }
  | { readonly do: 'version' }
  | { readonly do: 'refuse'; readonly message: string };

export const HELP = `Usage: npm start -- [options] [GitLab job URL]

Lists your running GitLab CI jobs and opens terminals to them. With a job URL it opens that job's terminal.

  --demo          start three simulated GitLab instances and use them, in a throw-away data directory
  --browser       use the browser door even where Electron is there
  --port N        port of the browser door on 127.0.0.1 (0 = any; default 7411)
  --data-dir DIR  where settings and the vault are kept (also: JOBDECK_DATA_DIR)
  --policy FILE   read the administrator's policy from there, on a machine that has none of its own
  --no-open       do not open a browser, only print the address
  --local-shell   allow local shell tabs on the browser door
  --help          show this
  --version       show the version

JOBDECK_ELECTRON names an Electron program to use instead of the installed one.
`;

const OPTIONS = {
  demo: { type: 'boolean' },
  browser: { type: 'boolean' },
  port: { type: 'string' },
  'data-dir': { type: 'string' },
  policy: { type: 'string' },
  'no-open': { type: 'boolean' },
  'local-shell': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const refuse = (message: string): ParsedCommandLine => ({ do: 'refuse', message });

function parsePort(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}

/** `args` without the program; relative data directories are taken from the current one. */
export function parseCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedCommandLine {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node's own words name the option: "Unknown option '--foo'…"; the advice after the first sentence misleads here.
    return refuse(error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'Cannot read the arguments');
  }
  const { values, positionals } = parsed;
  if (values.help) return { do: 'help' };
  if (values.version) return { do: 'version' };

  if (positionals.length > 1) return refuse('Only one job URL can be opened');
  const [given] = positionals;
  const jobUrl = given === undefined ? null : parseJobArgument(given);
  if (given !== undefined && jobUrl === null) return refuse(`'${given}' is no http(s) URL of a job`);

  const port = values.port === undefined ? null : parsePort(values.port);
  if (values.port !== undefined && port === null) return refuse(`'${values.port}' is no port`);

  // The demo never touches the directory of real accounts.
  const usualDir = values.demo ? null : env.JOBDECK_DATA_DIR || null;
  const dataDir = values['data-dir'] ?? usualDir;
  if (dataDir === '') return refuse('--data-dir needs a directory');
  return {
    do: 'run',
    options: {
      demo: values.demo ?? false,
      browser: values.browser ?? false,
      port,
      dataDir: dataDir === null ? null : resolve(dataDir),
      policyFile: values.policy === undefined ? null : resolve(values.policy),
      open: !values['no-open'],
      localShell: values['local-shell'] ?? false,
      jobUrl,
    },
  };
}
