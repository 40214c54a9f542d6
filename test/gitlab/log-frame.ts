/** What a runner writes around a script's own output. Texts as runner 17.5 wrote them. */

const green = '\x1b[32;1m';
const red = '\x1b[31;1m';
const yellow = '\x1b[0;33m';
const cyan = '\x1b[36;1m';
const reset = '\x1b[0;m';

/** Go's `Duration.String()` for whole seconds: `8s`, `1m5s`, `1h0m0s`. */
export function goDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  if (hours > 0) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}

export const info = (text: string) => `${green}${text}${reset}\n`;
export const plain = (text: string) => `\x1b[0K${text}${reset}\n`;
export const warning = (text: string) => `${yellow}WARNING: ${text}${reset} \n`;
export const failure = (text: string) => `${red}ERROR: Job failed${text}\n${reset}\n`;
export const sectionStart = (name: string, title: string, unixSeconds: number) =>
  `section_start:${unixSeconds}:${name}\r\x1b[0K\x1b[0K${cyan}${title}${reset}${reset}\n`;
export const sectionEnd = (name: string, unixSeconds: number) => `section_end:${unixSeconds}:${name}\r\x1b[0K`;

export const holdBegins = (seconds: number) =>
  info(`Terminal is connected, will time out in ${goDuration(seconds)}...`);
export const holdUsedUp = (seconds: number) =>
  info(`terminal session timed out (maximum time allowed - ${goDuration(seconds)})`);
export const terminalGone = () => info('Terminal disconnected');

export const cancelledOutside = () => warning('script canceled externally (UI, API)');
export const afterScriptCancelled = () =>
  warning('after_script failed, but job will continue unaffected: context canceled');
export const timeoutExceeded = (stage: string) =>
  warning(
    `${stage} could not run to completion because the timeout was exceeded. For more control over job and script timeouts see: https://docs.gitlab.com/ee/ci/runners/configure_runners.html#set-script-and-after-script-timeouts`,
  );
