import { ciDuration, goDuration, spokenMinutes } from './durations.ts';
import type { ExecutorFamily } from './executor.ts';

/*
 * How to keep a job after its script, in words and in lines to copy. What holds where was measured on a real runner:
 * with the shell executor (and kubernetes, by its source) a connected terminal holds the finished job for
 * `session_timeout`; with docker the shell dies with the script and nothing on the runner changes that, but a new one
 * opens during `after_script`. Test/keep runs every line of shell and reads every file format.
 */

export type Place = 'now' | 'job' | 'runner';
export type ScriptShell = 'sh' | 'pwsh';

export interface Wish {
  readonly family: ExecutorFamily;
  readonly minutes: number;
  readonly onlyFailed: boolean;
  readonly shell: ScriptShell;
  /** As the job list has it. */
  readonly jobName: string;
  /** Its script is done, and a terminal holds it. */
  readonly held: boolean;
}

export interface Snippet {
  readonly language: 'sh' | 'yaml' | 'toml';
  readonly caption: string;
  readonly text: string;
}

export interface Recipe {
  readonly heading: string;
  readonly text: string;
  readonly snippets: readonly Snippet[];
}

export const places: readonly { readonly value: Place; readonly label: string }[] = [
  { value: 'now', label: 'Right now' },
  { value: 'job', label: 'In the job' },
  { value: 'runner', label: 'On the runner' },
];

export const lengths = [30, 60, 120, 240, 480] as const;

/** What a job needs for its own work, beside the wait. */
const WORK_MINUTES = 60;
const STEP_SECONDS = 5;

/** The truth about an executor in one breath. */
export const truths: Readonly<Record<ExecutorFamily, string>> = {
  docker:
    'A Docker runner takes the shell away the moment the script ends, and no setting of the runner changes that. So the job itself has to wait.',
  kubernetes:
    'On Kubernetes a connected terminal holds the job after its script, for as long as the runner’s session_timeout allows: 30 minutes unless somebody changed it.',
  shell:
    'On the shell executor a connected terminal holds the job after its script, for as long as the runner’s session_timeout allows: 30 minutes unless somebody changed it.',
};

export function recipesFor(place: Place, wish: Wish): readonly Recipe[] {
  switch (place) {
    case 'now':
      return rightNow(wish);
    case 'job':
      return inTheJob(wish);
    case 'runner':
      return onTheRunner(wish);
  }
}

// ── Right now ───────────────────────────────────────────────────────────────

/** No `ps`: slim images have none. */
const LIST_PROGRAMS = `for p in /proc/[0-9]*; do c=$(tr '\\0' ' ' <"$p/cmdline") && [ "$c" ] && echo "\${p#/proc/}  $c"; done 2>/dev/null`;

function rightNow({ family, held }: Wish): readonly Recipe[] {
  if (held) {
    return [
      {
        heading: 'It is held: stay connected',
        text: 'The script is done, and this terminal is all that keeps the job. Nothing makes a hold longer once it has begun; the next one can be.',
        snippets: [],
      },
    ];
  }
  const stay: Recipe = {
    heading: 'Stay connected',
    text: 'An open terminal is all it takes: when the script ends, the runner waits for you and Jobdeck counts down. Disconnecting lets the job finish at once.',
    snippets: [],
  };
  const pause: Recipe = {
    heading: 'Pause what the job is doing',
    text:
      family === 'docker'
        ? 'A script waits for its program. Stop the program, and the script stands still with the shell open, until you continue it or the job’s timeout comes.'
        : 'A script waits for its program. Stop the program, and the script stands still until you continue it or the job’s timeout comes.',
    snippets: [
      { language: 'sh', caption: 'Find its number', text: LIST_PROGRAMS },
      { language: 'sh', caption: 'Stop it', text: 'kill -STOP NUMBER' },
      { language: 'sh', caption: 'Go on', text: 'kill -CONT NUMBER' },
    ],
  };
  return family === 'docker' ? [pause] : [stay, pause];
}

// ── In .gitlab-ci.yml ───────────────────────────────────────────────────────

function inTheJob(wish: Wish): readonly Recipe[] {
  const length = spokenMinutes(wish.minutes);
  const atTheEnd: Recipe = {
    heading: 'At the end of the script',
    text: `The job runs on and the open shell stays, ${wish.family === 'docker' ? 'on Docker too, ' : ''}for up to ${length}. A script that fails before does not get there.`,
    snippets: [{ language: 'yaml', caption: '.gitlab-ci.yml', text: scriptYaml(wish) }, stopSnippet(wish)],
  };
  const after: Recipe = {
    heading: wish.onlyFailed ? 'In after_script, when it failed' : 'In after_script, however it ended',
    text:
      wish.family === 'docker'
        ? 'The container stays and a new shell opens in it; the one that was open ends with the script. Needs GitLab Runner 16.4 or newer.'
        : 'Your open shell stays. Needs GitLab Runner 16.4 or newer.',
    snippets: [{ language: 'yaml', caption: '.gitlab-ci.yml', text: afterScriptYaml(wish) }, stopSnippet(wish)],
  };
  return wish.onlyFailed ? [after] : [atTheEnd, after];
}

/** The terminal of a shell executor has no CI variables, so there the log names the file. */
function stopSnippet({ family, shell }: Wish): Snippet {
  const caption = 'End it early, in the terminal';
  if (family === 'shell') return { language: 'sh', caption, text: 'touch …/.stop   # the path is in the job’s log' };
  return shell === 'sh'
    ? { language: 'sh', caption, text: 'touch "$CI_PROJECT_DIR/.stop"' }
    : { language: 'sh', caption, text: 'New-Item "$env:CI_PROJECT_DIR/.stop"' };
}

/** Waits for the stop file, and never longer than was asked for. POSIX sh, under `set -e` too; or PowerShell. */
export function waitLines({ minutes, shell }: Pick<Wish, 'minutes' | 'shell'>): readonly string[] {
  const seconds = minutes * 60;
  const length = spokenMinutes(minutes);
  if (shell === 'pwsh') {
    return [
      '$stop = "$env:CI_PROJECT_DIR/.stop"',
      'Remove-Item -Force -ErrorAction SilentlyContinue $stop',
      `Write-Host "Waiting for up to ${length}. To end it: New-Item $stop"`,
      `for ($left = ${seconds}; $left -gt 0 -and -not (Test-Path $stop); $left -= ${STEP_SECONDS}) {`,
      `  Start-Sleep -Seconds ${STEP_SECONDS}`,
      '}',
    ];
  }
  return [
    'stop="$CI_PROJECT_DIR/.stop"',
    'rm -f "$stop"',
    `echo "Waiting for up to ${length}. To end it: touch $stop"`,
    `left=${seconds}`,
    'while [ ! -e "$stop" ] && [ "$left" -gt 0 ]; do',
    `  sleep ${STEP_SECONDS}`,
    `  left=$((left - ${STEP_SECONDS}))`,
    'done',
  ];
}

function scriptYaml(wish: Wish): string {
  return [
    `${jobKey(wish.jobName)}:`,
    `  timeout: ${ciDuration(wish.minutes + WORK_MINUTES)}`,
    '  script:',
    '    # … what it does today, then:',
    '    - |',
    ...indent(6, waitLines(wish)),
  ].join('\n');
}

function afterScriptYaml(wish: Wish): string {
  const lines = waitLines(wish);
  const [open, close] =
    wish.shell === 'sh'
      ? ['if [ "$CI_JOB_STATUS" = failed ]; then', 'fi']
      : ["if ($env:CI_JOB_STATUS -eq 'failed') {", '}'];
  return [
    `${jobKey(wish.jobName)}:`,
    `  timeout: ${ciDuration(wish.minutes + WORK_MINUTES)}`,
    '  variables:',
    '    # 5 minutes without it',
    `    RUNNER_AFTER_SCRIPT_TIMEOUT: ${goDuration(wish.minutes)}`,
    '  after_script:',
    '    - |',
    ...indent(6, wish.onlyFailed ? [open, ...indent(2, lines), close] : lines),
  ].join('\n');
}

/** The job's name in the file: without the part that `parallel` adds, and quoted unless it is plain. */
export function jobKey(name: string): string {
  const base = name.replace(/(?: \d+\/\d+|: \[.*\])$/, '');
  return /^[A-Za-z][\w-]*$/.test(base) ? base : JSON.stringify(base);
}

function indent(spaces: number, lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${' '.repeat(spaces)}${line}`);
}

// ── On the runner ───────────────────────────────────────────────────────────

function onTheRunner({ family, minutes }: Wish): readonly Recipe[] {
  if (family === 'docker') {
    return [
      {
        heading: 'Nothing to set',
        text: 'session_timeout has no effect on Docker jobs: the shell ends with the container’s script (gitlab-org/gitlab-runner#3605). Let the job wait instead.',
        snippets: [],
      },
    ];
  }
  return [
    {
      heading: 'A longer session_timeout',
      text: 'Whoever runs the runner can do this; it is not a setting of GitLab. The job’s own timeout still ends it sooner.',
      snippets: [
        {
          language: 'toml',
          caption: '/etc/gitlab-runner/config.toml',
          text: [
            '[session_server]',
            '  # the two addresses as they are now',
            '  listen_address = "[::]:8093"',
            '  advertise_address = "runner.example.org:8093"',
            `  session_timeout = ${minutes * 60}  # seconds: ${spokenMinutes(minutes)}`,
          ].join('\n'),
        },
        {
          language: 'sh',
          caption: 'Then, while no job runs: it is read at start only',
          text: 'sudo gitlab-runner restart',
        },
      ],
    },
  ];
}
