import script from './keep-shell.sh?raw';
import type { Keeper } from './keepers.ts';

/** What Jobdeck types at a prompt to put the shell there into tmux, screen or dtach: keep-shell.sh, and what it is told. Pure. */
export interface KeepLine {
  /** Letters, digits and dashes: one kept shell for each. */
  readonly name: string;
  readonly keepers: readonly Keeper[];
  readonly nonce: string;
}

/** keep-shell.sh as it is typed: without comments and indentation. */
export function keepScript(): string {
  const lines = script.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#')).join('\n');
}

/** Takes itself out of bash's history, as the line with the size does (setup-line.ts). Leaves the outer shell with the kept one. */
export function keepLine({ name, keepers, nonce }: KeepLine): string {
  return [
    ` [ "\${BASH_VERSION-}" ]&&case "$(history 1)" in *${nonce}*)history -d $(history 1|(read -r n _;echo $n));;esac`,
    `_jn=${nonce} sh -c '${keepScript()}' jobdeck /tmp/.jobdeck-${name} "\${0#-}" "$(shopt -q login_shell 2>/dev/null&&echo -l)" "${keepers.join(' ')}"`,
    '[ $? = 7 ]||exit',
  ].join(';');
}
