# Keeps a shell in tmux, screen or dtach: typed by keep-line.ts into the shell that GitLab opened, and run by any POSIX sh.
#
#   _jn=NONCE sh -c THIS jobdeck DIRECTORY SHELL LOGIN KEEPERS
#
#   DIRECTORY  one for each kept shell      SHELL    what runs in it, and LOGIN: -l, or empty
#   NONCE      what runs in the job does not know it      KEEPERS  the most wanted first
#
# It is a small loop around the program that keeps the real shell, and at hand again whenever that program is detached: to
# be told another window size, to send a Ctrl-D on, to end the shell. It says in marks (keep-marks.ts) what it does, and
# exits with 7 where nothing is kept, so that the outer shell goes on.
#
# What is on its way to the terminal is thrown away when tmux or screen start, and when the outer shell leaves: so a mark
# before that is answered first, by an empty line.
#
# It goes to the shell in single quotes, line by line, without comments and indentation. So it has no single quotes, no tabs,
# no exclamation marks and no long lines, and comments have lines of their own. Its variables begin with kept_, since one
# that the job has under the same name would change for the kept shell, too.
#
# In DIRECTORY: by, the program; shell and outer, the process ids of the kept shell and of the loop that is with it; start
# and conf, what the program starts and screen's settings; s, the socket; asks, there while a word is waited for.

kept_nonce=$_jn
unset _jn TMUX TMUX_PANE STY
kept_dir=$1
kept_shell=$2
kept_login=$3
kept_by=
kept_mask=$(umask)

mark() { printf "\033]7134;%s\036%s\036%s\007" $kept_nonce $1 "$kept_by"; }

give_up() {
  mark $1
  exit 7
}

alive() {
  kept_pid=$(cat $kept_dir/shell 2>/dev/null)
  [ "$kept_pid" ] && kill -0 $kept_pid 2>/dev/null || return 1
  case "$(cat /proc/$kept_pid/stat 2>/dev/null)" in *") Z "*) return 1 ;; esac
}

# Nobody else's, and no link to elsewhere.
umask 77
mkdir $kept_dir 2>/dev/null
[ -L $kept_dir ] && give_up failed
[ -d $kept_dir ] && [ -O $kept_dir ] || give_up failed

kept_is=new
if alive; then
  kept_is=old
  kept_by=$(cat $kept_dir/by)
else
  for kept_by in $4 ""; do [ "$kept_by" ] && command -v $kept_by >/dev/null 2>&1 && break; done
  [ "$kept_by" ] || give_up none
  echo $kept_by >$kept_dir/by
  rm -f $kept_dir/shell
fi

# Its earlier loop may still be there, behind a connection that is gone.
kept_outer=$(cat $kept_dir/outer 2>/dev/null)
[ "$kept_outer" ] && { kill -1 -$kept_outer || kill -1 $kept_outer; } 2>/dev/null
echo $$ >$kept_dir/outer

# A kept shell that nobody has come back to for an hour ends: it would outlive its job on the shell executor.
command -v "$kept_shell" >/dev/null 2>&1 || kept_shell=sh
cat >$kept_dir/start <<E
umask $kept_mask
unset TMUX TMUX_PANE STY
echo \$\$ >$kept_dir/shell
(
  trap "" 1
  minutes=0
  while sleep 60 && kill -0 \$\$; do
    if kill -0 \$(cat $kept_dir/outer); then minutes=0; else minutes=\$((minutes + 1)); fi
    [ \$minutes -lt 60 ] || kill -1 \$\$
  done
  [ "\$(cat $kept_dir/shell)" = \$\$ ] && rm -rf $kept_dir
) </dev/null >/dev/null 2>&1 &
exec "$kept_shell" $kept_login
E

# GitLab sends a Ctrl-D at the end of each connection (gitlab.md 2.3), which would end the kept shell, or a program that reads.
# So here Ctrl-D detaches, and the user's comes as Ctrl-Alt-Shift-F12, which nobody has; F11 detaches, F10 ends (keepers.ts).
[ $kept_by = screen ] && cat >$kept_dir/conf <<E
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
bindkey "\033[24;8~" stuff "\004"
bindkey "\033[23;8~" detach
bindkey "\033[21;8~" quit
E

in_tmux() { tmux -uS $kept_dir/s -f /dev/null "$@"; }

new_tmux() {
  in_tmux start \; \
    set -g default-terminal screen-256color \; \
    set -ga terminal-overrides ",*:Tc:indn@:smcup@:clear=\E[?7135l:rmcup=\E[999;1H" \; \
    set -g status off \; \
    set -g prefix None \; \
    set -g prefix2 None \; \
    set -g mouse off \; \
    set -sg escape-time 0 \; \
    set -g assume-paste-time 0 \; \
    set -g history-limit 10000 \; \
    set -sq set-clipboard on \; \
    set -sq focus-events on \; \
    set -gq allow-passthrough on \; \
    unbind -aq -T root \; \
    bind -n C-d detach-client -P \; \
    bind -n C-M-S-F12 send-keys C-d \; \
    bind -n C-M-S-F11 detach-client \; \
    bind -n C-M-S-F10 kill-server \; \
    new -s j "sh $kept_dir/start"
}

# dtach has no such keys, and throws away what is printed while nobody is attached.
attach() {
  case $kept_by:$kept_is in
    tmux:new) new_tmux ;;
    tmux:*) in_tmux attach -d ;;
    screen:new) SCREENDIR=$kept_dir screen -U -c $kept_dir/conf -S j sh $kept_dir/start ;;
    screen:*) SCREENDIR=$kept_dir screen -U -d -r j ;;
    *:new) dtach -A $kept_dir/s -e ^D -z -r winch sh $kept_dir/start ;;
    *) dtach -a $kept_dir/s -e ^D -z -r winch ;;
  esac
}

# A connection that has gone leaves the loop with nobody to answer, so it does not wait for long.
hang_up_unless_answered() {
  : >$kept_dir/asks
  ( (sleep 9; [ -e $kept_dir/asks ] && kill -1 $$) </dev/null >/dev/null 2>&1 &)
}

# dtach is to be attached again when its Ctrl-D comes.
send_ctrl_d() {
  ( (sleep .2 || sleep 1; printf "\004" | dtach -p $kept_dir/s) </dev/null >/dev/null 2>&1 &)
}

while :; do
  kept_tty=$(stty -g 2>/dev/null)
  stty -echo 2>/dev/null
  mark $kept_is
  IFS= read -r kept_word || exit 0
  stty $kept_tty 2>/dev/null
  attach
  alive || break

  hang_up_unless_answered
  mark ask
  kept_word=
  while [ -z "$kept_word" ]; do IFS= read -r kept_word || exit 0; done
  rm -f $kept_dir/asks
  case $kept_word in
    d) send_ctrl_d ;;
    q)
      kill -1 $(cat $kept_dir/shell)
      sleep 1
      ;;
    -) ;;
    *) stty $kept_word ;;
  esac
  kept_is=again
done

[ -e $kept_dir/shell ] || give_up failed
rm -rf $kept_dir
mark end
IFS= read -r kept_word
