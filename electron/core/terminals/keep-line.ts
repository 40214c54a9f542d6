/*
 * What Jobdeck types to put a shell into tmux, screen or dtach, and what comes back. Pure.
 *
 * The shell that GitLab opened runs a small loop, and in it the program that keeps the real shell. The loop is at hand again
 * whenever that program is detached: to be told another window size, to send a Ctrl-D on, to end the shell. Its marks are
 * sequences that terminals leave alone, with a nonce that what runs in the job does not know.
 */

export type Keeper = 'tmux' | 'screen' | 'dtach';

/**
 * `new`, `old`: the program starts now, around a new shell or one that was kept; `again`: after a word of ours. Each waits
 * for an empty line.
 */
export type KeepMark =
  | { readonly is: 'new' | 'old' | 'again'; readonly by: Keeper }
  /** Detached: one line is waited for. */
  | { readonly is: 'ask' }
  /** The kept shell has ended. An empty line is waited for, and the loop ends, too. */
  | { readonly is: 'end' }
  /** None of the three is there, or it would not start. The outer shell goes on as if nothing had been typed. */
  | { readonly is: 'none' | 'failed' };

const MARK_NUMBER = '7134';
const FIELD = '\u001e';
const MARKS = ['new', 'old', 'again', 'ask', 'end', 'none', 'failed'];
/**
 * The most wanted first. tmux and screen know what the screen shows, so what was printed while nobody listened is there again;
 * dtach passes every byte on and keeps none. screen is the least like a terminal of today (colours, mouse, pasting).
 */
export const KEEPERS: readonly Keeper[] = ['tmux', 'screen', 'dtach'];

/**
 * Keys that nobody has: Ctrl, Alt and Shift with F10 to F12, as xterm sends them. GitLab's own Ctrl-D at the end of each
 * connection (gitlab.md 2.3) would reach the kept shell and end it, or a program that reads. So there Ctrl-D detaches, and
 * the user's goes as one of these.
 */
const CTRL_D_KEY = '\u001b[24;8~';
const DETACH_KEY = '\u001b[23;8~';
const QUIT_KEY = '\u001b[21;8~';
const CTRL_D = '\u0004';

/** A kept shell that nobody has come back to for so long ends: it would outlive its job on the shell executor. */
const MINUTES_ALONE = 60;
const ANSWER_SECONDS = 9;

/*
 * dtach throws away what is printed while nobody is attached, so a Ctrl-D for its shell comes when somebody is again.
 */

/*
 * What is on its way to the terminal is thrown away when tmux or screen start, and when the outer shell leaves: so a mark
 * before that is answered first.
 */

/** A POSIX shell reads this, whatever the user's is: no single quotes, no tabs, no exclamation marks, short lines. */
const SCRIPT = `n=$_jn;unset _jn TMUX TMUX_PANE STY;d=$1;s=$2;l=$3;u=$(umask)
m(){ printf "\\033]${MARK_NUMBER};%s\\036%s\\036%s\\007" $n $1 "$k";}
f(){ m $1;exit 7;}
k=;umask 77;mkdir $d 2>/dev/null;[ -L $d ]&&f failed;[ -d $d ]&&[ -O $d ]||f failed
alive(){ p=$(cat $d/shell 2>/dev/null);kill -0 "$p" 2>/dev/null||return 1
case "$(cat /proc/$p/stat 2>/dev/null)" in *") Z "*)return 1;;esac;}
a=new;alive&&a=old
if [ $a = old ];then k=$(cat $d/by)
else for k in $4 "";do [ "$k" ]&&command -v $k>/dev/null 2>&1&&break;done
[ "$k" ]||f none;echo $k>$d/by;rm -f $d/shell;fi
o=$(cat $d/outer 2>/dev/null)&&[ "$o" ]&&{ kill -1 -$o||kill -1 $o;} 2>/dev/null
echo $$>$d/outer;command -v "$s">/dev/null 2>&1||s=sh
cat>$d/start <<E
umask $u;unset TMUX TMUX_PANE STY;echo \\$\\$>$d/shell
(trap "" 1;w=0;while sleep 60&&kill -0 \\$\\$;do if kill -0 \\$(cat $d/outer);then w=0;else w=\\$((w+1));fi
[ \\$w -lt ${MINUTES_ALONE} ]||kill -1 \\$\\$;done
[ "\\$(cat $d/shell)" = \\$\\$ ]&&rm -rf $d) </dev/null >/dev/null 2>&1 &
exec "$s" $l
E
[ $k = screen ]&&cat>$d/conf <<E
startup_message off
vbell off
term screen-256color
defutf8 on
defscrollback 5000
altscreen on
defnonblock on
maptimeout 40
msgwait 0
termcapinfo * ti@:te@
escape ""
deflogin off
bindkey "^D" detach
bindkey "\\033[24;8~" stuff "\\004"
bindkey "\\033[23;8~" detach
bindkey "\\033[21;8~" quit
E
c="sh $d/start"
tm(){ tmux -uS $d/s -f /dev/null "$@";}
run(){ case $k:$1 in
tmux:new)tm start \\; set -g default-terminal screen-256color \\; \\
set -ga terminal-overrides ",*:Tc:indn@:smcup@:clear=\\E[?7135l:rmcup=\\E[999;1H" \\; set -g status off \\; \\
set -g prefix None \\; set -g prefix2 None \\; set -g mouse off \\; set -sg escape-time 0 \\; \\
set -g assume-paste-time 0 \\; set -g history-limit 10000 \\; set -sq set-clipboard on \\; \\
set -sq focus-events on \\; set -gq allow-passthrough on \\; unbind -aq -T root \\; \\
bind -n C-d detach-client -P \\; bind -n C-M-S-F12 send-keys C-d \\; bind -n C-M-S-F11 detach-client \\; \\
bind -n C-M-S-F10 kill-server \\; new -s j "$c";;
tmux:*)tm attach -d;;
screen:new)SCREENDIR=$d screen -U -c $d/conf -S j $c;;
screen:*)SCREENDIR=$d screen -U -d -r j;;
*:new)dtach -A $d/s -e ^D -z -r winch $c;;
*)dtach -a $d/s -e ^D -z -r winch;;esac;}
while :;do e=$(stty -g 2>/dev/null);stty -echo 2>/dev/null;m $a
IFS= read -r r||exit 0;stty $e 2>/dev/null;run $a
alive||break
: >$d/asks;m ask
( (sleep ${ANSWER_SECONDS};[ -e $d/asks ]&&kill -1 $$) </dev/null >/dev/null 2>&1 & )
r=;while [ -z "$r" ];do IFS= read -r r||exit 0;done;rm -f $d/asks
case $r in d)( (sleep .2||sleep 1;printf "\\004"|dtach -p $d/s) </dev/null >/dev/null 2>&1 & );;q)kill -1 $(cat $d/shell);sleep 1;;-);;*)stty $r;;esac
a=again;done
[ -e $d/shell ]||f failed
rm -rf $d;m end;IFS= read -r r`;

export interface KeepLine {
  /** Letters, digits and dashes: one kept shell for each. */
  readonly name: string;
  readonly keepers: readonly Keeper[];
  readonly nonce: string;
}

/** Takes itself out of bash's history, as the line with the size does (setup-line.ts). Leaves the outer shell with the kept one. */
export function keepLine({ name, keepers, nonce }: KeepLine): string {
  return [
    ` [ "\${BASH_VERSION-}" ]&&case "$(history 1)" in *${nonce}*)history -d $(history 1|(read -r n _;echo $n));;esac`,
    `_jn=${nonce} sh -c '${SCRIPT}' jobdeck /tmp/.jobdeck-${name} "\${0#-}" "$(shopt -q login_shell 2>/dev/null&&echo -l)" "${keepers.join(' ')}"`,
    '[ $? = 7 ]||exit',
  ].join(';');
}

export interface FoundMark {
  readonly start: number;
  readonly end: number;
  readonly mark: KeepMark;
}

/** The first of our marks in this; null = none (yet). */
export function findKeepMark(bytes: Buffer, nonce: string): FoundMark | null {
  const head = `\u001b]${MARK_NUMBER};${nonce}${FIELD}`;
  const start = bytes.indexOf(head, 0, 'latin1');
  if (start < 0) return null;
  const end = bytes.indexOf(0x07, start);
  if (end < 0) return null;
  const [is = '', by = ''] = bytes.toString('latin1', start + head.length, end).split(FIELD);
  if (!MARKS.includes(is) || (['new', 'old', 'again'].includes(is) && !KEEPERS.some((one) => one === by))) return null;
  return { start, end: end + 1, mark: { is, by } as KeepMark };
}

/** What the program takes for the user's Ctrl-D (null: it has no such key), to let go of its shell, and to end it. */
export function keysOf(by: Keeper): {
  readonly ctrlD: Uint8Array | null;
  readonly detach: Uint8Array;
  readonly quit: Uint8Array;
} {
  if (by === 'dtach') {
    // it reads 8 bytes at a time, and lets go with the rest of them lost: empty lines, and then the loop's word
    return { ctrlD: null, detach: Buffer.from(CTRL_D), quit: Buffer.from(`${CTRL_D}${'\n'.repeat(8)}q\n`) };
  }
  // screen asks whether that is meant
  const quit = Buffer.from(by === 'screen' ? `${QUIT_KEY}y` : QUIT_KEY);
  return { ctrlD: Buffer.from(CTRL_D_KEY), detach: Buffer.from(DETACH_KEY), quit };
}

/** Around the first Ctrl-D. */
export function ctrlDIn(bytes: Uint8Array): { readonly before: Uint8Array; readonly after: Uint8Array } {
  const at = bytes.indexOf(0x04);
  return { before: bytes.subarray(0, at), after: bytes.subarray(at + 1) };
}

const DTACH_CLEAR = Buffer.from('\u001b[H\u001b[J');

/** Without what dtach clears the screen with when it attaches: it draws nothing there itself. */
export function dtachClears(bytes: Buffer): Buffer {
  return bytes.subarray(0, DTACH_CLEAR.length).equals(DTACH_CLEAR) ? bytes.subarray(DTACH_CLEAR.length) : bytes;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what these programs print around their word
const DETACHED = /(?:\u001b\[\d+(?:;1)?H)?(?:\r?\n)?\[[^\]\n]*detached[^\]\n]*\]\r?\n(?:\u001b\[\?25h)?$/;

/** Without the program's word that it lets go, at its end. */
export function withoutDetached(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  return Buffer.from(text.replace(DETACHED, ''), 'latin1');
}
